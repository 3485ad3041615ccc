import { message } from '../../base/message.ts';
import { normalizePath } from '../../base/path.ts';
import { constantsOf } from '../../dialects/nginx/constants.ts';
import type { Place } from '../../dialects/nginx/effective/place.ts';
import { headEdit, isRegexModifier } from '../../dialects/nginx/location.ts';
import type { EntryPoint } from '../../site/entry-point.ts';
import { requestFile, servingEntries } from '../../site/files/served-file.ts';
import { defineRule } from '../define.ts';

const taken = 'This pattern takes {uri} away from location {prefix} and looks for it in {file}, not in {wanted}.';
const why = 'A location with a pattern comes before one with a plain text. Only ^~ and = keep patterns out.';
const related = 'This location has a folder of its own.';
const keep = 'Keep patterns out of {prefix}';

/** Names that browsers ask for and that patterns are written for. */
const PROBES = ['a.css', 'a.js', 'a.jpg', 'a.png', 'a.svg', 'a.woff2'];

/** A pattern that takes files away from a location with a folder of its own, and doesn't find them. */
export const patternTakesFiles = defineRule({
  id: 'nginx/pattern-takes-files',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'likely',
  needs: ['nginx'],
  fix: 'unsafe',
  sources: ['https://nginx.org/en/docs/http/ngx_http_core_module.html#location'],
  messages: { taken, why, related, keep },
  check({ site, report }) {
    const judged = new Set(site.applications.flatMap(servingEntries));
    for (const entry of site.entryPoints.filter((one) => !judged.has(one))) {
      for (const location of entry.server.inner) {
        const { head, statement } = location;
        const folder = ownFolder(entry, location);
        if (head === undefined || statement === undefined || folder === undefined) {
          continue;
        }
        for (const probe of PROBES) {
          const uri = head.text + probe;
          const wanted = folder + probe;
          const found = requestFile(entry, uri);
          const taker = found?.location;
          const isPattern = taker?.head !== undefined && isRegexModifier(taker.head.modifier);
          if (taker?.statement === undefined || !isPattern || taker.parent !== entry.server) {
            continue;
          }
          if (found?.outcome.kind !== 'file' || normalizePath(found.outcome.file) === normalizePath(wanted)) {
            continue;
          }
          report({
            path: taker.statement.file.path,
            span: { start: taker.head.modifierSpan.start, end: taker.head.textSpan.end },
            message: 'taken',
            values: { uri, prefix: head.text, file: found.outcome.file, wanted },
            note: 'why',
            related: [{ path: statement.file.path, span: head.textSpan, message: message(related) }],
            fixes: [
              {
                title: message(keep, { prefix: head.text }),
                kind: 'unsafe',
                edits: [headEdit(statement, '^~', head.text)],
              },
            ],
          });
          break;
        }
      }
    }
  },
});

/** What stands before the rest of a URI in the files of a plain location with an alias or root of its own, below the root of the site. */
function ownFolder({ effective }: EntryPoint, { head, own, statement }: Place): string | undefined {
  const alias = own.get('alias')?.at(-1);
  const root = own.get('root')?.at(-1);
  const setting = alias ?? root;
  const value = setting?.directive.args[0]?.value;
  const hasFolder = head?.modifier === '' && head.text.endsWith('/') && head.text !== '/';
  if (!hasFolder || setting === undefined || value === undefined || statement === undefined) {
    return undefined;
  }
  const path = constantsOf(effective.configuration).fold(value, setting);
  const folder = alias === undefined ? `${path.replace(/\/$/, '')}${head.text}` : path;
  return /\$/.test(path) || !path.startsWith('/') || !folder.endsWith('/') ? undefined : folder;
}
