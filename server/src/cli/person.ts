import process from 'node:process';
import { createInterface } from 'node:readline';
import { type Message, message } from '../base/message.ts';

/** Somebody at a terminal who can be asked. */
export interface Person {
  /** @returns the line that was typed; undefined where the person closed the input. */
  ask(prompt: string): Promise<string | undefined>;
  tell(text: string): void;
  say(sentence: Message): string;
  /** Takes the terminal's keyboard back. */
  leave(): void;
}

/** @returns the person at this terminal; undefined where input or output is none, such as in a pipe. */
export function personHere(say: Person['say']): Person | undefined {
  if (process.stdin.isTTY !== true || process.stdout.isTTY !== true) {
    return undefined;
  }
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  // Lines may come before they are asked for, as when several are pasted.
  const typed: (string | undefined)[] = [];
  let waiting: ((line: string | undefined) => void) | undefined;
  const take = (line: string | undefined): void => {
    if (waiting === undefined) {
      typed.push(line);
    } else {
      waiting(line);
      waiting = undefined;
    }
  };
  let open = true;
  lines.on('line', take);
  lines.on('SIGINT', () => lines.close());
  lines.once('close', () => {
    open = false;
    take(undefined);
  });
  return {
    ask: (prompt) => {
      if (typed.length > 0 || !open) {
        const line = typed.shift();
        process.stdout.write(`${prompt}${line ?? ''}\n`);
        return Promise.resolve(line);
      }
      lines.setPrompt(prompt);
      lines.prompt();
      return new Promise((resolve) => {
        waiting = resolve;
      });
    },
    tell: (text) => process.stdout.write(text),
    say,
    leave: () => lines.close(),
  };
}

const yes = /^(?:y|yes|예|네|ㅇ)$/i;
const no = /^(?:n|no|아니오|아니요|ㄴ)$/i;

/** @returns whether a typed word is a yes or a no; undefined where it is neither. */
export function readYesNo(word: string): boolean | undefined {
  return yes.test(word) ? true : no.test(word) ? false : undefined;
}

/** Asks until it is answered; a person who just presses Enter means `otherwise`. @returns undefined where they gave up. */
export async function askYesNo(person: Person, prompt: string, otherwise: boolean): Promise<boolean | undefined> {
  for (;;) {
    const typed = (await person.ask(`${prompt} [${otherwise ? 'Y/n' : 'y/N'}] `))?.trim();
    const answer = typed === undefined ? undefined : typed === '' ? otherwise : readYesNo(typed);
    if (typed === undefined || answer !== undefined) {
      return answer;
    }
    person.tell(`  ${person.say(message('Answer yes or no.'))}\n`);
  }
}
