import { certain } from '../../base/known.ts';
import { message } from '../../base/message.ts';
import { settingInForce } from '../../dialects/nginx/effective/in-force.ts';
import { parseTime } from '../../dialects/nginx/test/values/time.ts';
import { optionValue } from '../../dialects/process/options.ts';
import type { Process } from '../../dialects/process/process.ts';
import { defineRule } from '../define.ts';

const nginx = 'Nginx answers with 504 after {nginx} s, although Gunicorn may take {gunicorn} s for a request.';
const gunicorn =
  'Gunicorn stops a request after {gunicorn} s, although Nginx waits {nginx} s for it: the visitor gets an error page.';
const other = 'Gunicorn is told its time here.';
const builtIn = 'Gunicorn gives a request 30 s where it is told nothing.';

/** Nginx and Gunicorn that give one request different times. */
export const timeoutsDisagree = defineRule({
  id: 'site/timeouts-disagree',
  since: '0.1.0',
  severity: 'info',
  certainty: 'proven',
  needs: ['nginx', 'process'],
  fix: 'none',
  sources: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout',
    'https://docs.gunicorn.org/en/stable/settings.html#timeout',
  ],
  messages: { nginx, gunicorn, other, builtIn },
  check({ site, report }) {
    for (const { route, process, certainty } of site.links) {
      const statement = settingInForce(route.place, 'proxy_read_timeout');
      const waits = parseTime(statement?.directive.args[0]?.value ?? '', 's');
      const takes = requestTime(process);
      if (
        certainty !== 'proven' ||
        statement === undefined ||
        waits === undefined ||
        takes === undefined ||
        waits === takes.seconds
      ) {
        continue;
      }
      const isBuiltIn = takes.place === undefined;
      if (waits < takes.seconds || !isBuiltIn || waits > 60) {
        report({
          path: statement.file.path,
          span: statement.directive.span,
          message: waits < takes.seconds ? 'nginx' : 'gunicorn',
          values: { nginx: waits, gunicorn: takes.seconds },
          related: [{ ...(takes.place ?? process.origin), message: message(isBuiltIn ? builtIn : other) }],
        });
      }
    }
  },
});

/** How long Gunicorn gives a request: its workers of other kinds than `sync` go on answering meanwhile, and 0 is no limit. */
function requestTime({ program }: Process): { seconds: number; place: Process['origin'] | undefined } | undefined {
  if (program.kind !== 'gunicorn' || !program.options.complete) {
    return undefined;
  }
  const worker = program.workerClass.kind === 'absent' ? 'sync' : certain(program.workerClass);
  const threads = program.threads.kind === 'absent' ? '1' : certain(program.threads);
  const told = program.timeout.kind === 'absent' ? '30' : certain(program.timeout);
  const seconds = Number(told);
  const place =
    program.timeout.kind === 'known'
      ? (optionValue(program.options, '--timeout')?.origin ?? program.timeout.origins[0])
      : undefined;
  return worker === 'sync' && threads === '1' && Number.isInteger(seconds) && seconds > 0
    ? { seconds, place }
    : undefined;
}
