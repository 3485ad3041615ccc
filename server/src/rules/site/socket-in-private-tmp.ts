import { message } from '../../base/message.ts';
import { type UnitFile, type UnitSetting, unitSetting } from '../../dialects/process/unit-file.ts';
import { defineRule } from '../define.ts';

const hidden = 'Nginx does not find this socket: {unit} has a /tmp of its own, and {path} is in that one.';
const pass = 'Nginx looks for it here.';
const own = 'This gives the service a /tmp of its own.';

/** A socket in `/tmp` of a service that has its own. */
export const socketInPrivateTmp = defineRule({
  id: 'site/socket-in-private-tmp',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['nginx', 'process'],
  fix: 'none',
  sources: ['https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#PrivateTmp='],
  messages: { hidden, pass, own },
  check({ site, report }) {
    for (const { process, listening, target, certainty } of site.links) {
      const { definition, handed } = process;
      const { address, origin } = listening;
      if (
        definition.kind !== 'systemd' ||
        address.kind !== 'unix' ||
        !/^\/(?:var\/)?tmp\//.test(address.path) ||
        handed.kind !== 'absent' ||
        certainty !== 'proven'
      ) {
        continue;
      }
      const setting = privateTmp(definition.unit);
      if (setting === undefined) {
        continue;
      }
      const { statement } = target;
      report({
        ...origin,
        message: 'hidden',
        values: { unit: process.name, path: address.path },
        related: [
          { path: statement.file.path, span: statement.directive.span, message: message(pass) },
          { path: setting.path, span: setting.value.origin.span, message: message(own) },
        ],
      });
    }
  },
});

const YES = /^(?:1|yes|y|true|t|on|disconnected)$/i;

/** systemd.exec(5): `DynamicUser=` brings `PrivateTmp=` with it; `JoinsNamespaceOf=` shares that of another unit. */
function privateTmp(unit: UnitFile): UnitSetting | undefined {
  return unitSetting(unit, 'Unit', 'JoinsNamespaceOf') === undefined
    ? ['PrivateTmp', 'DynamicUser']
        .map((key) => unitSetting(unit, 'Service', key))
        .find((setting) => setting !== undefined && YES.test(setting.value.value.trim()))
    : undefined;
}
