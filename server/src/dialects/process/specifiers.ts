import { baseName } from '../../base/path.ts';
import type { SpecifierLookup } from '../../syntax/shell/exec.ts';
import type { UnitFile } from './unit-file.ts';

/** systemd.unit(5), "Specifiers", for a unit of the system manager. */
export function unitSpecifiers(unit: UnitFile): SpecifierLookup {
  const full = baseName(unit.name);
  const plain = full.replace(/\.[a-z]+$/, '');
  const at = plain.indexOf('@');
  const template = at >= 0 && at === plain.length - 1;
  const prefix = at < 0 ? plain : plain.slice(0, at);
  const instance = at < 0 ? '' : template ? undefined : plain.slice(at + 1);
  const values: Readonly<Record<string, string | undefined>> = {
    n: template ? undefined : full,
    N: template ? undefined : plain,
    p: prefix,
    P: prefix,
    j: prefix.slice(prefix.lastIndexOf('-') + 1),
    i: instance,
    I: instance,
    C: '/var/cache',
    E: '/etc',
    L: '/var/log',
    S: '/var/lib',
    t: '/run',
    T: '/tmp',
    V: '/var/tmp',
    h: '/root',
    u: 'root',
    g: 'root',
    U: '0',
    G: '0',
    s: '/bin/bash',
  };
  // A user's own manager has other folders and another user.
  const own = unit.path.includes('/systemd/user/');
  return (letter) => (own && /[hugUGsCELStT]/.test(letter) ? undefined : values[letter]);
}
