// Where everything large that only the tests and `npm start` need is kept: outside the tree, shared by all clones.
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export const cacheFolder =
  process.env.SITECONF_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'siteconf');

/**
 * @param {string} name the folder's name, which holds everything that its content depends on (versions)
 * @param {(folder: string) => Promise<void>} fill fills an empty folder; a folder that it failed on is not kept
 * @returns {Promise<string>} the filled folder's path
 */
export async function cached(name, fill) {
  const folder = join(cacheFolder, name);
  if (existsSync(folder)) {
    return folder;
  }
  const work = `${folder}.${process.pid}`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  try {
    await fill(work);
    renameSync(work, folder);
  } catch (error) {
    if (!existsSync(folder)) {
      throw error;
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return folder;
}
