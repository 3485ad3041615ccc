import { message } from '../../base/message.ts';
import type { ReadText } from '../../base/read-text.ts';
import { defineRule } from '../define.ts';

const prefix = 'The quotes are part of the prefix here: Flower answers under /{value}/ alone.';
const other = 'The quotes are part of the value of {name} here.';
const why = 'Nothing takes them away: no shell reads this text, or another pair of quotes or a backslash keeps them.';
const remove = 'Remove the quotes';

/** `FLOWER_URL_PREFIX="flower"` in a list of compose. */
export const literalQuotes = defineRule({
  id: 'flower/literal-quotes',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['flower'],
  fix: 'safe',
  sources: ['https://docs.docker.com/reference/compose-file/services/#environment'],
  messages: { prefix, other, why, remove },
  check({ site, report }) {
    for (const { options } of site.flowers) {
      const names = [
        ...options.words.flatMap((word) => (word.kind === 'option' ? [word.option.name] : [])),
        ...options.variables.map((variable) => variable.name.slice('FLOWER_'.length).toLowerCase()),
      ];
      for (const name of new Set(names)) {
        const text = options.get(name).text;
        if (text === undefined || !isQuoted(text)) {
          continue;
        }
        const { path, span } = text.place();
        const quotes = [text.place(0, 1), text.place(text.length - 1)];
        report({
          path,
          span,
          message: name === 'url_prefix' ? 'prefix' : 'other',
          values: { name, value: text.value },
          note: 'why',
          fixes: [
            {
              title: message(remove),
              kind: 'safe',
              edits: quotes.map((quote) => ({ path: quote.path, span: quote.span, newText: '' })),
            },
          ],
        });
      }
    }
  },
});

function isQuoted(text: ReadText): boolean {
  return text.hole === undefined && /^(["']).*\1$/s.test(text.value) && text.length > 1;
}
