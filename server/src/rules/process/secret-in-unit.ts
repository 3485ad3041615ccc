import type { ReadText } from '../../base/read-text.ts';
import { findUnits } from '../../dialects/process/find-units.ts';
import { unitSettings } from '../../dialects/process/unit-file.ts';
import { splitUnitWords } from '../../syntax/shell/exec.ts';
import { defineRule } from '../define.ts';

const environment = 'Every user of this machine can read {name}: systemd shows what Environment= holds to all who ask.';
const command = 'Every user of this machine can read this password: it stands in the list of processes.';
const use = 'An EnvironmentFile= that only root may read keeps it to the service.';

/** A secret that is written into a unit. */
export const secretInUnit = defineRule({
  id: 'process/secret-in-unit',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'proven',
  needs: ['process'],
  fix: 'none',
  sources: ['https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#Environment='],
  messages: { environment, command, use },
  check({ site, report }) {
    for (const unit of findUnits(site.workspace)) {
      if (unit.path.includes('/systemd/user/')) {
        continue;
      }
      for (const { value } of unitSettings(unit, 'Service', 'Environment')) {
        for (const word of splitUnitWords(value)) {
          const name = /^(\w+)=/.exec(word.value)?.[1];
          if (name !== undefined && isSecret(name, word.value.slice(name.length + 1))) {
            report({ ...word.origin, message: 'environment', values: { name }, note: 'use' });
          }
        }
      }
    }
    for (const { process, options } of site.flowers) {
      const { definition } = process;
      const password = options.get('basic_auth');
      const isWritten = password.source === 'command line' && password.text !== undefined && isPassword(password.text);
      if (
        (definition.kind === 'systemd' || definition.kind === 'supervisor') &&
        isWritten &&
        password.origin !== undefined
      ) {
        report({ ...password.origin, message: 'command', note: 'use' });
      }
    }
  },
});

const SECRET = /(?:^|_)(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|(?:SECRET|API|PRIVATE|ACCESS|ENCRYPTION)_?KEY)$/;
/** What people write where the real value is to come. */
const PLACEHOLDER =
  /[<>{}$%]|^(.)\1*$|your|change|example|placeholder|replace|insert|dummy|todo|xxx|secret|password|^(?:admin|user|test|none|null|true|false)$/i;

function isSecret(name: string, value: string): boolean {
  const inUrl = /^[a-z+]+:\/\/[^:@/\s]*:([^@\s]+)@/.exec(value)?.[1];
  return (SECRET.test(name) && isReal(value)) || (inUrl !== undefined && isReal(inUrl));
}

function isPassword(text: ReadText): boolean {
  const password = /^[^:]+:(.+)$/.exec(text.value)?.[1];
  return text.hole === undefined && password !== undefined && isReal(password);
}

function isReal(value: string): boolean {
  return value.length >= 6 && !value.startsWith('/') && !PLACEHOLDER.test(value);
}
