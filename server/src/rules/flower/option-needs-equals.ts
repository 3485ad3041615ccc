import { message } from '../../base/message.ts';

import { joinWords } from '../../dialects/process/word-edits.ts';
import { defineRule } from '../define.ts';

const spaced = 'Flower ends at start: {option} takes its value behind "=", not behind a space.';
const missing = 'Flower ends at start: {option} has no value.';
const why = 'Tornado reads the options of Flower, and knows only --name=value: "Option \'{name}\' requires a value".';
const join = 'Write {option}={value}';

/** `--url_prefix flower`. */
export const optionNeedsEquals = defineRule({
  id: 'flower/option-needs-equals',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['flower'],
  fix: 'safe',
  sources: ['https://www.tornadoweb.org/en/stable/options.html'],
  messages: { spaced, missing, why, join },
  check({ site, report }) {
    for (const { options } of site.flowers) {
      for (const word of options.words) {
        if (word.kind !== 'valueless') {
          continue;
        }
        const option = word.word.value;
        const place = word.word.place();
        const edits = word.next === undefined ? undefined : joinWords(site.workspace, word.word, word.next, '=');
        const value = word.next?.hole === undefined ? (word.next?.value ?? '') : '…';
        report({
          path: place.path,
          span: place.span,
          message: word.next === undefined ? 'missing' : 'spaced',
          values: { option, name: word.option.name.replaceAll('_', '-') },
          note: 'why',
          ...(edits === undefined
            ? {}
            : { fixes: [{ title: message(join, { option, value }), kind: 'safe' as const, edits }] }),
        });
      }
    }
  },
});
