import { message } from '../../base/message.ts';
import type { ReadText } from '../../base/read-text.ts';
import { isPinnedBelow, isPinnedFrom } from '../../dialects/process/pins.ts';
import { moveWords } from '../../dialects/process/word-edits.ts';
import { celeryOptions } from '../../facts/commands/celery.ts';
import type { OptionFact } from '../../facts/commands/option-table.ts';
import { defineRule } from '../define.ts';

const refused = 'Celery ends at start: "{command}" knows no {option}, which is an option of celery itself.';
const why = 'Since Celery 5 these options stand before the command, as in celery -A shop worker.';
const move = 'Move {option} in front of "{command}"';

/** `celery worker -A shop`. */
export const celeryOptionAfterCommand = defineRule({
  id: 'process/celery-option-after-command',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['process'],
  fix: 'safe',
  sources: ['https://docs.celeryq.dev/en/stable/history/whatsnew-5.0.html#step-1-adjust-your-command-line-invocation'],
  messages: { refused, why, move },
  check({ site, report }) {
    if (isPinnedBelow(site.workspace, 'celery', [5])) {
      return;
    }
    const isNew = isPinnedFrom(site.workspace, 'celery', [5]);
    for (const { program, definition } of site.processes) {
      const isForeign = definition.kind === 'compose' && !definition.service.built && !isNew;
      if ((program.kind !== 'worker' && program.kind !== 'beat') || isForeign) {
        continue;
      }
      const { command, commandWords } = program;
      for (const word of program.options.strange) {
        const fact = optionOf(word);
        if (fact === undefined) {
          continue;
        }
        const option = word.value.split('=')[0] as string;
        const next = commandWords[commandWords.indexOf(word) + 1];
        const takesNext = fact.takesValue && fact.spellings.includes(word.value);
        const words = takesNext && next !== undefined ? [word, next] : [word];
        const isTwice = program.global.given.some((given) => given.fact === fact);
        const edits = isTwice ? undefined : moveWords(site.workspace, words, command);
        const values = { option, command: command.value };
        report({
          ...word.place(),
          message: 'refused',
          values,
          note: 'why',
          ...(isNew ? {} : { severity: 'warning' as const }),
          fixes: edits === undefined ? [] : [{ title: message(move, values), kind: 'safe', edits }],
        });
      }
    }
  },
});

/** The option of `celery` that a word is: `-A`, `--app=shop`, `-Ashop`. */
function optionOf(word: ReadText): OptionFact | undefined {
  const name = word.value.split('=')[0] as string;
  const joined = /^-[A-Z]\w/.test(name) ? celeryOptions.get(name.slice(0, 2)) : undefined;
  const fact = celeryOptions.get(name) ?? (joined?.takesValue === true ? joined : undefined);
  return word.hole === undefined && fact?.name !== '--help' && fact?.name !== '--version' ? fact : undefined;
}
