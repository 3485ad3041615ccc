// Where a Chromium of the system is; apart from the driver, so that it can be asked before anything is installed.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** @returns {string | undefined} the path of a Chromium of this machine */
export function findChromium() {
  const named = process.env.SITECONF_CHROMIUM;
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const folders = (process.env.PATH ?? '').split(':');
  const paths = [...(named ? [named] : []), ...names.flatMap((name) => folders.map((folder) => join(folder, name)))];
  return paths.find((path) => existsSync(path));
}
