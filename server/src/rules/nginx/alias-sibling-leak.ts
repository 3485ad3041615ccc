import { message } from '../../base/message.ts';
import type { Workspace } from '../../base/workspace.ts';
import { type AliasPair, aliasPairs, namesFile, type Witness } from '../../dialects/nginx/alias.ts';
import { provenWitness } from '../../dialects/nginx/alias-proof.ts';
import { aliasReach } from '../../dialects/nginx/alias-reach.ts';
import { isRegexModifier } from '../../dialects/nginx/location.ts';
import { offsetInWord } from '../../syntax/nginx/lexer.ts';
import { defineRule } from '../define.ts';

const leak = 'Folders beside this one whose names begin alike are open too: GET {uri} opens {file}.';
const why =
  'Without a slash at its end the location also takes "{prefix}-private", and Nginx puts "-private" behind the alias.';
const related = 'This location has no slash at its end.';
const whyPattern =
  'What the pattern captures begins right behind a name, and Nginx puts it right behind the name of the folder.';
const relatedPattern = 'This pattern takes the request.';
const fixTitle = 'Add both slashes: location {prefix}/ and alias {path}/';

/** A prefix location and its alias that both lack the slash: the files are found, and so are their neighbours, of which mostly none is known. */
export const aliasSiblingLeak = defineRule({
  id: 'nginx/alias-sibling-leak',
  since: '0.1.0',
  severity: 'info',
  certainty: 'proven',
  needs: ['nginx'],
  fix: 'safe',
  sources: ['https://nginx.org/en/docs/http/ngx_http_core_module.html#alias'],
  messages: { leak, why, whyPattern, related, relatedPattern, fixTitle },
  check({ site, report }) {
    for (const configuration of site.configurations) {
      for (const pair of aliasPairs(configuration)) {
        const { alias, head, path, location } = pair;
        const word = alias.directive.args[0];
        if (word === undefined) {
          continue;
        }
        const { misled, sibling: possible, traversal } = aliasReach(pair) ?? {};
        if (possible === undefined || misled !== undefined || traversal !== undefined || namesFile(path)) {
          continue;
        }
        const isPattern = isRegexModifier(head.modifier);
        const there = isPattern ? undefined : neighbour(site.workspace, pair);
        const known = there === undefined ? undefined : provenWitness(configuration, location, there);
        const sibling = known ?? provenWitness(configuration, location, possible);
        if (sibling === undefined) {
          continue;
        }
        const end = offsetInWord(alias.file.document.text, word, word.value.length);
        report({
          path: alias.file.path,
          span: word.span,
          message: 'leak',
          values: { ...sibling, prefix: head.text },
          ...(known === undefined ? {} : { severity: 'warning' as const }),
          note: isPattern ? 'whyPattern' : 'why',
          related: [
            { path: location.file.path, span: head.textSpan, message: message(isPattern ? relatedPattern : related) },
          ],
          fixes: isPattern
            ? []
            : [
                {
                  title: message(fixTitle, { prefix: head.text, path: word.value }),
                  kind: 'safe',
                  edits: [
                    {
                      path: location.file.path,
                      span: { start: head.textSpan.end, end: head.textSpan.end },
                      newText: '/',
                    },
                    { path: alias.file.path, span: { start: end, end }, newText: '/' },
                  ],
                },
              ],
        });
      }
    }
  },
});

/** A file of the workspace that stands beside the folder, where the workspace is the server or a copy of its tree. */
function neighbour({ paths }: Workspace, { head, path }: AliasPair): Witness | undefined {
  if (!/^\/[^/$]+\/[^$]+$/.test(path)) {
    return undefined;
  }
  for (const file of paths) {
    const at = file.indexOf(path);
    const rest = file.slice(at + path.length);
    if (at >= 0 && rest !== '' && !rest.startsWith('/')) {
      return { uri: encodeURI(head.text + rest), file: file.slice(at) };
    }
  }
  return undefined;
}
