import { message } from '../../base/message.ts';
import type { ReadText } from '../../base/read-text.ts';

import { isPinnedBelow } from '../../dialects/process/pins.ts';
import type { Process } from '../../dialects/process/process.ts';
import { moveWords } from '../../dialects/process/word-edits.ts';
import { celeryOptions } from '../../facts/commands/celery.ts';
import { defineRule } from '../define.ts';

const app =
  '{option} has no effect behind "flower": Flower watches amqp://guest@localhost instead of your application.';
const broker = '{option} has no effect behind "flower": Flower watches another broker.';
const other = '{option} has no effect behind "flower".';
const why =
  'Since Celery 5 the options of celery stand before the command. Flower writes a warning to its log and goes on.';
const move = 'Move {option} in front of "flower"';

/** Options whose loss changes what Flower watches. */
const harmful = new Set(['--app', '--broker', '--config', '--loader', '--workdir']);

/** `celery flower -A shop`. */
export const celeryOptionAfterFlower = defineRule({
  id: 'flower/celery-option-after-flower',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['flower'],
  fix: 'safe',
  sources: ['https://docs.celeryq.dev/en/stable/history/whatsnew-5.0.html#step-1-adjust-your-command-line-invocation'],
  messages: { app, broker, other, why, move },
  check({ site, report }) {
    if (isPinnedBelow(site.workspace, 'celery', [5])) {
      return;
    }
    for (const { process, options } of site.flowers) {
      for (const word of process.program.standalone ? [] : options.words) {
        const name = word.kind === 'celery' ? (word.word.value.split('=')[0] as string) : undefined;
        if (word.kind !== 'celery' || name === undefined) {
          continue;
        }
        const fact = celeryOptions.get(name)?.name ?? name;
        const { given: before } = process.program.global;
        const given = before.some((option) => option.fact.name === fact);
        // Without -A and with a broker in the environment, the broker of the environment is watched.
        const spared = fact === '--broker' ? before.length > 0 || hasBroker(process) : hasBroker(process);
        const words: ReadText[] = word.next === undefined ? [word.word] : [word.word, word.next];
        const place = word.word.place();
        const edits = given ? undefined : moveWords(site.workspace, words, process.program.command);
        report({
          path: place.path,
          span: place.span,
          message: given || spared ? 'other' : fact === '--app' ? 'app' : fact === '--broker' ? 'broker' : 'other',
          values: { option: name },
          note: 'why',
          ...(harmful.has(fact) && !given && !spared ? {} : { severity: 'warning' as const }),
          ...(edits === undefined
            ? {}
            : { fixes: [{ title: message(move, { option: name }), kind: 'safe' as const, edits }] }),
        });
      }
    }
  },
});

/** Where an image or the person starts the script, the broker may come from their environment. */
function hasBroker({ definition, environment }: Process): boolean {
  const told = definition.kind === 'systemd' || definition.kind === 'supervisor';
  return (
    !told ||
    !environment.complete ||
    ['BROKER_URL', 'CELERY_BROKER_URL'].some((name) => environment.variables.has(name))
  );
}
