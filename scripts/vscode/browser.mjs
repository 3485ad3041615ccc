// A headless Chromium of the system, driven by playwright-core.
import { chromium } from 'playwright-core';
import { findChromium } from './browser-path.mjs';

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
