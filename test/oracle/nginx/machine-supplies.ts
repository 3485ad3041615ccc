import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CopiedMachine } from './machine.ts';

/** A certificate with its key and the parameters of a key exchange in one file, which serves wherever one of them is read. */
let certificate: string | undefined;
function anyCertificate(): string {
  if (certificate === undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'siteconf-certificate-'));
    const openssl = (line: string): string =>
      spawnSync('openssl', line.split(' '), { cwd: folder, encoding: 'utf8' }).stdout;
    const own = openssl('req -x509 -newkey rsa:2048 -nodes -keyout key.pem -subj /CN=siteconf.test -days 3650');
    const exchange = openssl('genpkey -genparam -algorithm DH -pkeyopt group:ffdhe2048');
    certificate = own + readFileSync(join(folder, 'key.pem'), 'utf8') + exchange;
    rmSync(folder, { recursive: true });
  }
  return certificate;
}

/** What a message of Nginx asks for. */
const WANTS: readonly (readonly [RegExp, string])[] = [
  [/^host not found in [a-z ]*"(?:[a-z]+:\/\/)?([\w.-]+)(?:[:/].*)?"(?! of the "listen")/, 'host'],
  [/^open\(\) "([^"]+)" failed \(2:/, 'file'],
  [/^(?:mkdir\(\) "|bind\(\) to unix:)([^" ]+)"? failed \(2:/, 'parent'],
  [/^cannot load certificate(?: key)? "([^"]+)": BIO_new_file/, 'cert'],
  [/^(?:BIO_new_file|SSL_CTX_load_verify_locations)\("([^"]+)"\) failed/, 'cert'],
  [/^"([^"]+)" must be 48 or 80 bytes/, 'ticket'],
  [/^get(?:pw|gr)nam\("([^"]+)"\) failed/, 'user'],
];
/** @returns as `kind:name` what the machine would need for Nginx to go on behind this message; undefined where it is about something else. */
export function wantedOfMachine(message: string): string | undefined {
  return wantedBy(message, WANTS);
}

/** @returns the supply of the first pattern that a message fits. */
export function wantedBy(message: string, wants: readonly (readonly [RegExp, string])[]): string | undefined {
  for (const [pattern, kind] of wants) {
    const name = pattern.exec(message)?.[1];
    if (name !== undefined) {
      return `${kind}:${name}`;
    }
  }
  return undefined;
}

/** Puts one thing, told as `kind:name`, on a machine. What isn't known by its kind is left out. */
export function giveMachine(machine: CopiedMachine, supply: string): void {
  const colon = `${supply}:`.indexOf(':');
  const name = supply.slice(colon + 1);
  switch (supply.slice(0, colon)) {
    case 'host':
      machine.write('/etc/hosts', `${machine.read('/etc/hosts') ?? ''}\n127.0.0.1 ${name}\n`);
      return;
    case 'user':
      machine.write('/etc/passwd', `${machine.read('/etc/passwd') ?? ''}${name}:x:1999:1999::/:/bin/false\n`);
      machine.write('/etc/group', `${machine.read('/etc/group') ?? ''}${name}:x:1999:\n`);
      return;
    case 'file':
    case 'include':
      machine.write(name, '');
      return;
    case 'dir':
      machine.write(`${name}/.siteconf`, '');
      return;
    case 'parent':
      machine.write(`${dirname(name)}/.siteconf`, '');
      return;
    case 'cert':
      machine.write(name, anyCertificate());
      return;
    case 'ticket':
      machine.write(name, 'k'.repeat(48));
      return;
  }
}
