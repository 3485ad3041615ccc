import type { ReadText } from '../../base/read-text.ts';
import { celeryOptions } from '../../facts/commands/celery.ts';
import { type FlowerOption, flowerOptions } from '../../facts/flower.ts';

/** What Flower makes of one word of its command line. */
export type FlowerWord =
  /** An option that counts. `value` is undefined for a flag that stands alone. */
  | {
      readonly kind: 'option';
      readonly word: ReadText;
      readonly option: FlowerOption;
      readonly value: ReadText | undefined;
    }
  /** An option that needs `=` and a value: Flower ends here. `next` is the word behind it, if that could be meant as its value. */
  | {
      readonly kind: 'valueless';
      readonly word: ReadText;
      readonly option: FlowerOption;
      readonly next: ReadText | undefined;
    }
  /** An option of `celery` that has no effect here. */
  | { readonly kind: 'celery'; readonly word: ReadText; readonly next: ReadText | undefined }
  /** Anything else that begins with a dash: Flower drops it. */
  | { readonly kind: 'unknown'; readonly word: ReadText }
  /** The name of an option without a dash: tornado stops reading here. */
  | { readonly kind: 'stop'; readonly word: ReadText; readonly option: FlowerOption }
  /** An option behind a `stop`. */
  | { readonly kind: 'unread'; readonly word: ReadText; readonly option: FlowerOption }
  /** A word without a dash; Flower drops it. */
  | { readonly kind: 'operand'; readonly word: ReadText }
  /** What the word is can't be told. */
  | { readonly kind: 'hole'; readonly word: ReadText };

/**
 * Reads the words behind `flower` as Flower does: `is_flower_option` of `flower/command.py` drops what it doesn't know, then
 * tornado's `parse_command_line` wants `--name=value` with any number of dashes, and takes `-` for `_`.
 */
export function readFlowerWords(words: readonly ReadText[]): FlowerWord[] {
  const read: FlowerWord[] = [];
  let stopped = false;
  words.forEach((word, index) => {
    const name = optionName(word);
    const option = flowerOptions.get(name);
    const next = words[index + 1];
    if (name.includes('\uFFFC')) {
      read.push({ kind: 'hole', word });
    } else if (option === undefined) {
      read.push(unknownWord(word, next));
    } else if (stopped) {
      read.push({ kind: 'unread', word, option });
    } else if (!word.value.startsWith('-')) {
      stopped = true;
      read.push({ kind: 'stop', word, option });
    } else {
      const equals = word.value.indexOf('=');
      if (equals < 0 && option.type !== 'flag') {
        const meant = next !== undefined && !next.value.startsWith('-') ? next : undefined;
        read.push({ kind: 'valueless', word, option, next: meant });
      } else {
        read.push({ kind: 'option', word, option, value: equals < 0 ? undefined : word.slice(equals + 1) });
      }
    }
  });
  return read;
}

/** @returns the name as Flower compares it: without dashes in front, `_` for `-`, up to the `=`. */
function optionName(word: ReadText): string {
  const bare = word.value.replace(/^-+/, '');
  return (bare.split('=')[0] as string).replaceAll('-', '_');
}

function unknownWord(word: ReadText, next: ReadText | undefined): FlowerWord {
  const name = word.value.split('=')[0] as string;
  const fact = celeryOptions.get(name);
  if (fact !== undefined && name !== '--help') {
    const takesNext = fact.takesValue && !word.value.includes('=') && next !== undefined;
    return { kind: 'celery', word, next: takesNext ? next : undefined };
  }
  return word.value.startsWith('-') ? { kind: 'unknown', word } : { kind: 'operand', word };
}
