import { certain } from '../../base/known.ts';
import { message } from '../../base/message.ts';
import { exactPins } from '../../dialects/process/pins.ts';
import { asksNobody, openPort, openWays } from '../../site/flower/exposure.ts';
import { defineRule, type Report } from '../define.ts';

const open =
  'Anyone who opens Flower can start tasks and stop workers: this opens its API, and nobody asks for a password.';
const old =
  'Flower {version} opens its API to all who open its pages, and nobody asks for a password: anyone can start tasks and stop workers. Since 2.0 it is closed then.';
const way = 'Strangers come in here.';
const port = 'Flower listens on every address.';

/** The API of Flower where strangers come: `FLOWER_UNAUTHENTICATED_API=true`, or a Flower before 2.0. */
export const openApi = defineRule({
  id: 'flower/open-api',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['flower'],
  fix: 'none',
  sources: ['https://flower.readthedocs.io/en/latest/auth.html'],
  messages: { open, old, way, port },
  check({ site, report }) {
    for (const flower of site.flowers.filter(asksNobody)) {
      const [link] = openWays(site, flower);
      const pass = link?.route.pass;
      if (pass === undefined && openPort(flower) === undefined) {
        continue;
      }
      const by: Partial<Report> =
        pass === undefined
          ? { severity: 'warning', related: [{ ...flower.process.program.command.origin, message: message(port) }] }
          : { related: [{ path: pass.file.path, span: pass.directive.span, message: message(way) }] };
      const variable = flower.process.environment.variables.get('FLOWER_UNAUTHENTICATED_API');
      const told = variable === undefined ? undefined : certain(variable.value.toKnown());
      if (variable !== undefined && told !== undefined && /^(?:y|yes|t|true|on|1)$/i.test(told)) {
        report({ ...variable.origin, message: 'open', ...by });
      }
      for (const { version, origin } of exactPins(site.workspace, 'flower').filter(
        ({ version: [major = 0] }) => major < 2,
      )) {
        report({ ...origin, message: 'old', values: { version: version.join('.') }, ...by });
      }
    }
  },
});
