import { message } from '../../base/message.ts';
import { aliasPairs, endsInVariable, namesFile, prefixReach } from '../../dialects/nginx/alias.ts';
import type { Statement } from '../../dialects/nginx/configuration.ts';
import { isRegexModifier } from '../../dialects/nginx/location.ts';
import { statementsNamed } from '../../dialects/nginx/read.ts';
import { offsetInWord } from '../../syntax/nginx/lexer.ts';
import { defineRule } from '../define.ts';

const broken = 'Files of this folder are not found: GET {uri} looks for {file}.';
const why = 'Nginx puts what follows "{prefix}" right behind the alias, so the two must end alike: both in a slash.';
const leak = 'Folders beside it whose names begin alike are open instead: GET {uri} opens {file}.';
const fixTitle = 'Add the slash: alias {path}/';

/** A prefix location that ends in a slash, with an alias that names a folder without one. */
export const aliasMissingSlash = defineRule({
  id: 'nginx/alias-missing-slash',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'proven',
  needs: ['nginx'],
  fix: 'safe',
  sources: ['https://nginx.org/en/docs/http/ngx_http_core_module.html#alias'],
  messages: { broken, why, leak, fixTitle },
  check({ site, report }) {
    for (const configuration of site.configurations) {
      for (const pair of aliasPairs(configuration, statementsNamed(configuration, 'alias'))) {
        const { alias, head, path, location } = pair;
        const word = alias.directive.args[0];
        if (
          word === undefined ||
          head.modifier === '=' ||
          isRegexModifier(head.modifier) ||
          endsInVariable(path) ||
          (namesFile(path) && !path.endsWith('/'))
        ) {
          continue;
        }
        const { misled, sibling } = prefixReach(pair);
        if (misled === undefined || answersWithoutAlias(location)) {
          continue;
        }
        const value = word.value.replace(/\/?\.$/, '');
        const end = offsetInWord(alias.file.document.text, word, word.value.length);
        const start = offsetInWord(alias.file.document.text, word, value.length);
        report({
          path: alias.file.path,
          span: word.span,
          message: 'broken',
          values: { ...misled, prefix: head.text },
          note: 'why',
          related:
            sibling === undefined
              ? []
              : [{ path: location.file.path, span: head.textSpan, message: message(leak, { ...sibling }) }],
          fixes: [
            {
              title: message(fixTitle, { path: value }),
              kind: 'safe',
              edits: [{ path: alias.file.path, span: { start, end }, newText: '/' }],
            },
          ],
        });
      }
    }
  },
});

/** A location that returns or proxies whatever comes never asks its alias. */
function answersWithoutAlias(location: Statement): boolean {
  return location.children.some((child) =>
    /^(?:return|(?:proxy|fastcgi|uwsgi|scgi|grpc)_pass)$/.test(child.directive.name.value),
  );
}
