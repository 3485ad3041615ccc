import { message } from '../../base/message.ts';
import { aliasPairs, namesFile, neverOpensFiles } from '../../dialects/nginx/alias.ts';
import { aliasReach } from '../../dialects/nginx/alias-reach.ts';
import type { Statement } from '../../dialects/nginx/configuration.ts';
import { isRegexModifier } from '../../dialects/nginx/location.ts';
import { valueParts } from '../../dialects/nginx/value.ts';
import { offsetInWord } from '../../syntax/nginx/lexer.ts';
import type { Word } from '../../syntax/nginx/tree.ts';
import { defineRule } from '../define.ts';

const broken = 'Files of this folder are not found: GET {uri} looks for {file}.';
const why = 'Nginx puts what follows "{prefix}" right behind the alias, so the two must end alike: both in a slash.';
const leak = 'Folders beside it whose names begin alike are open instead: GET {uri} opens {file}.';
const whyPattern = 'What the pattern captures follows right behind the name of the folder.';
const fixTitle = 'Add the slash: alias {path}';

/** A prefix location that ends in a slash, with an alias that names a folder without one. */
export const aliasMissingSlash = defineRule({
  id: 'nginx/alias-missing-slash',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'proven',
  needs: ['nginx'],
  fix: 'safe',
  sources: ['https://nginx.org/en/docs/http/ngx_http_core_module.html#alias'],
  messages: { broken, why, whyPattern, leak, fixTitle },
  check({ site, report }) {
    for (const configuration of site.configurations) {
      for (const pair of aliasPairs(configuration)) {
        const { alias, head, path, location } = pair;
        const word = alias.directive.args[0];
        if (word === undefined || (namesFile(path) && !path.endsWith('/'))) {
          continue;
        }
        const { misled, sibling } = aliasReach(pair) ?? {};
        if (misled === undefined || neverOpensFiles(location)) {
          continue;
        }
        const isPattern = isRegexModifier(head.modifier);
        const { start, end, mended } = isPattern ? beforeCapture(alias, word) : atEnd(alias, word);
        report({
          path: alias.file.path,
          span: word.span,
          message: 'broken',
          values: { ...misled, prefix: head.text },
          note: isPattern ? 'whyPattern' : 'why',
          related:
            sibling === undefined
              ? []
              : [{ path: location.file.path, span: head.textSpan, message: message(leak, { ...sibling }) }],
          fixes: [
            {
              title: message(fixTitle, { path: mended }),
              kind: 'safe',
              edits: [{ path: alias.file.path, span: { start, end }, newText: '/' }],
            },
          ],
        });
      }
    }
  },
});

interface Gap {
  readonly start: number;
  readonly end: number;
  /** The alias with the slash. */
  readonly mended: string;
}

/** The end of an alias, without a dot that stands there. */
function atEnd(alias: Statement, word: Word): Gap {
  const kept = word.value.replace(/\/?\.$/, '');
  const { text } = alias.file.document;
  return {
    start: offsetInWord(text, word, kept.length),
    end: offsetInWord(text, word, word.value.length),
    mended: `${kept}/`,
  };
}

/** The place in front of the first variable that follows on text. */
function beforeCapture(alias: Statement, word: Word): Gap {
  const index = valueParts(word.value).find((part) => part.kind === 'variable' && part.index > 0)?.index ?? 0;
  const offset = offsetInWord(alias.file.document.text, word, index);
  return { start: offset, end: offset, mended: `${word.value.slice(0, index)}/${word.value.slice(index)}` };
}
