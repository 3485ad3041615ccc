// A headless Chromium of the system, driven by playwright-core.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

/** @returns {string | undefined} the path of a Chromium of this machine */
export function findChromium() {
  const named = process.env.SITECONF_CHROMIUM;
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const folders = (process.env.PATH ?? '').split(':');
  const paths = [...(named ? [named] : []), ...names.flatMap((name) => folders.map((folder) => join(folder, name)))];
  return paths.find((path) => existsSync(path));
}

/** @returns {Promise<import('playwright-core').Browser>} */
export function startChromium() {
  const executablePath = findChromium();
  if (!executablePath) {
    throw new Error('Chromium is needed (apt-get install chromium), or SITECONF_CHROMIUM with its path');
  }
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
