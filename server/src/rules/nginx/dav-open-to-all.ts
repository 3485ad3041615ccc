import { message } from '../../base/message.ts';
import { effectiveConfiguration } from '../../dialects/nginx/effective/configuration.ts';
import { isGuarded } from '../../dialects/nginx/effective/guard.ts';
import { inForce } from '../../dialects/nginx/effective/in-force.ts';
import { statementsNamed } from '../../dialects/nginx/read.ts';
import { defineRule } from '../define.ts';

const open = 'Anyone can write and delete files here: {methods} ask for no password and no address.';
const reading = 'limit_except keeps {methods} from none of those who may write: only reading is limited.';
const why = 'A stranger can put pages, programs or anything else on the server, or take your files away.';
const path = 'The files are here.';

const WRITES = new Set(['PUT', 'DELETE', 'MKCOL', 'COPY', 'MOVE']);

/** WebDAV methods that write, without anything that asks who is there. */
export const davOpenToAll = defineRule({
  id: 'nginx/dav-open-to-all',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['nginx'],
  fix: 'none',
  sources: ['https://nginx.org/en/docs/http/ngx_http_dav_module.html#dav_methods'],
  messages: { open, reading, why, path },
  check({ site, report }) {
    for (const configuration of site.configurations) {
      const effective = effectiveConfiguration(configuration);
      const unread = configuration.includeProblems.length > 0;
      for (const statement of unread ? [] : statementsNamed(configuration, 'dav_methods')) {
        const methods = statement.directive.args
          .map((word) => word.value.toUpperCase())
          .filter((one) => WRITES.has(one));
        const place = statement.parent === undefined ? undefined : effective.placeOf(statement.parent);
        if (methods.length === 0 || place === undefined || place.kind === 'http' || isGuarded(place)) {
          continue;
        }
        const limit = (place.own.get('limit_except') ?? [])[0];
        const guarded = limit === undefined ? undefined : effective.placeOf(limit);
        const excepted = new Set(limit?.directive.args.map((word) => word.value.toUpperCase()) ?? []);
        const left = guarded !== undefined && isGuarded(guarded) ? methods.filter((one) => excepted.has(one)) : methods;
        if (left.length === 0 || place.own.has('internal')) {
          continue;
        }
        const files = inForce(place, 'root').statements.at(-1);
        report({
          path: statement.file.path,
          span: statement.directive.span,
          message: left.length < methods.length ? 'reading' : 'open',
          values: { methods: left.join(', ') },
          note: 'why',
          related:
            files === undefined ? [] : [{ path: files.file.path, span: files.directive.span, message: message(path) }],
        });
      }
    }
  },
});
