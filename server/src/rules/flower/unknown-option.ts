import { message } from '../../base/message.ts';
import { nearestName } from '../../base/nearest.ts';
import type { ReadText } from '../../base/read-text.ts';
import { flowerOptions } from '../../facts/flower.ts';
import { defineRule } from '../define.ts';

const unknown = 'Flower has no option {option} and says nothing about it. Did you mean --{name}?';
const noDash = 'Without a dash in front, {option} is no option: Flower ignores it and every option behind it.';
const otherDash = 'The dash in front of {option} is not the one of the keyboard; Flower takes this for no option.';
const why = 'Flower drops what it doesn’t know without a word and starts as if it weren’t there.';
const use = 'Write {option}';

/** What other programs call an option of Flower. */
const foreign: Readonly<Record<string, string>> = {
  host: 'address',
  bind: 'address',
  prefix: 'url_prefix',
  root_path: 'url_prefix',
  base_url: 'url_prefix',
  auth_basic: 'basic_auth',
};

/** Dashes that word processors and web pages put in the place of `--`. */
const strangeDash = /^[\u2010-\u2015\u2212]+-?/;

/** `--url_prefx=flower`. */
export const unknownOption = defineRule({
  id: 'flower/unknown-option',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['flower'],
  fix: 'safe',
  sources: ['https://github.com/mher/flower/blob/v2.0.1/flower/command.py'],
  messages: { unknown, noDash, otherDash, why, use },
  check({ site, report }) {
    for (const { options } of site.flowers) {
      for (const { kind, word } of options.words) {
        const slip =
          kind === 'stop' ? noDashSlip(word) : kind === 'unknown' || kind === 'operand' ? slipOf(word) : undefined;
        if (slip === undefined) {
          continue;
        }
        const equals = word.value.indexOf('=');
        const place = word.place(0, equals < 0 ? word.length : equals);
        report({
          path: place.path,
          span: place.span,
          message: slip.message,
          values: { option: word.value.slice(0, equals < 0 ? undefined : equals), name: slip.name },
          note: 'why',
          fixes: [
            {
              title: message(use, { option: `--${slip.name}` }),
              kind: 'safe',
              edits: [{ path: place.path, span: place.span, newText: `--${slip.name}` }],
            },
          ],
        });
      }
    }
  },
});

interface Slip {
  readonly message: 'unknown' | 'noDash' | 'otherDash';
  readonly name: string;
}

function noDashSlip(word: ReadText): Slip | undefined {
  return word.value.includes('=') ? { message: 'noDash', name: word.value.split('=')[0] as string } : undefined;
}

/** What the word was most likely meant to be; a single word that no option is like stays unsaid. */
function slipOf(word: ReadText): Slip | undefined {
  const written = word.value.split('=')[0] as string;
  const dash = strangeDash.exec(written)?.[0];
  const bare = written
    .replace(/^-+/, '')
    .slice(dash?.length ?? 0)
    .replaceAll('-', '_');
  if (dash !== undefined) {
    const name = nearestName(bare, flowerOptions.keys());
    return name === undefined ? undefined : { message: 'otherDash', name };
  }
  if (!written.startsWith('--') && !word.value.includes('=')) {
    return undefined;
  }
  const name = foreign[bare] ?? nearestName(bare, flowerOptions.keys());
  return name === undefined ? undefined : { message: 'unknown', name };
}
