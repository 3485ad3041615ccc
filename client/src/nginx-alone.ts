import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A main configuration in a folder of its own. */
export interface LoneConfiguration {
  readonly main: string;
  /** Takes the folder away. */
  remove(): void;
}

/**
 * Writes a main configuration to a folder of its own.
 * @param folder it isn't there yet.
 * @param nginx the folder of Nginx's configuration on this machine, where there is one: what lies in it can be included from the new one by the same names.
 */
export function writeLoneConfiguration(folder: string, text: string, nginx = '/etc/nginx'): LoneConfiguration {
  mkdirSync(folder, { mode: 0o700 });
  for (const name of namesIn(nginx)) {
    if (name !== 'nginx.conf') {
      symlinkSync(join(nginx, name), join(folder, name));
    }
  }
  const main = join(folder, 'nginx.conf');
  writeFileSync(main, text);
  return { main, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function namesIn(folder: string): readonly string[] {
  try {
    return process.platform === 'win32' ? [] : readdirSync(folder);
  } catch {
    return [];
  }
}
