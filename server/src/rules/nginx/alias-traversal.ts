import { message } from '../../base/message.ts';
import { directoryName } from '../../base/path.ts';
import { type AliasPair, aliasPairs } from '../../dialects/nginx/alias.ts';
import { patternWithSlash } from '../../dialects/nginx/alias-pattern.ts';
import { provenWitness } from '../../dialects/nginx/alias-proof.ts';
import { aliasReach } from '../../dialects/nginx/alias-reach.ts';
import { headEdit, isRegexModifier } from '../../dialects/nginx/location.ts';
import { offsetInWord } from '../../syntax/nginx/lexer.ts';
import { defineRule, type Fix } from '../define.ts';

const hole = 'Anyone can read files next to this folder: GET {uri} opens {file}.';
const why =
  'Nginx cuts "{prefix}" off the path and puts the rest behind the alias. Without a slash at its end the location also takes "{prefix}..", and ".." leads out of the folder, into {folder}.';
const related = 'This location has no slash at its end.';
const whyPattern =
  'What the pattern captures begins right behind a name, so it may be "..", which leads out of the folder, into {folder}.';
const relatedPattern = 'This pattern takes the request.';
const fixPattern = 'Put a slash in front of what is captured: {pattern}';
const fixTitle = 'Add the slash: location {prefix}/';

/** A prefix location without a slash at its end, with an alias that has one. */
export const aliasTraversal = defineRule({
  id: 'nginx/alias-traversal',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['nginx'],
  fix: 'unsafe',
  sources: ['https://nginx.org/en/docs/http/ngx_http_core_module.html#alias'],
  messages: { hole, why, whyPattern, related, relatedPattern, fixTitle, fixPattern },
  check({ site, report }) {
    for (const configuration of site.configurations) {
      for (const pair of aliasPairs(configuration)) {
        const { alias, location, head } = pair;
        const { traversal: possible, base } = aliasReach(pair) ?? {};
        const traversal = possible === undefined ? undefined : provenWitness(configuration, location, possible);
        if (traversal === undefined || base === undefined) {
          continue;
        }
        const isPattern = isRegexModifier(head.modifier);
        report({
          path: alias.file.path,
          span: alias.directive.args[0]?.span ?? alias.directive.span,
          message: 'hole',
          values: { ...traversal, prefix: head.text, folder: directoryName(base) },
          note: isPattern ? 'whyPattern' : 'why',
          related: [
            { path: location.file.path, span: head.textSpan, message: message(isPattern ? relatedPattern : related) },
          ],
          fixes: isPattern ? patternFix(pair) : [prefixFix(pair)],
        });
      }
    }
  },
});

/** A dot at the end of the alias goes too: behind a location with a slash it would begin the names of the files. */
function prefixFix({ alias, location, head }: AliasPair): Fix {
  const prefix = head.text.replace(/\/?\.*$/, '');
  const [word] = alias.directive.args;
  const dot = word?.value.endsWith('/.')
    ? [word.value.length - 1, word.value.length].map((index) => offsetInWord(alias.file.document.text, word, index))
    : [];
  return {
    title: message(fixTitle, { prefix }),
    kind: 'safe',
    edits: [
      headEdit(location, head.modifier, `${prefix}/`),
      ...(dot[0] === undefined || dot[1] === undefined
        ? []
        : [{ path: alias.file.path, span: { start: dot[0], end: dot[1] }, newText: '' }]),
    ],
  };
}

function patternFix(pair: AliasPair): Fix[] {
  const pattern = patternWithSlash(pair);
  return pattern === undefined
    ? []
    : [
        {
          title: message(fixPattern, { pattern }),
          kind: 'unsafe',
          edits: [headEdit(pair.location, pair.head.modifier, pattern)],
        },
      ];
}
