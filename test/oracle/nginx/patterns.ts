import { isRefused } from '../../../server/src/dialects/nginx/language/pattern.ts';
import { readPattern } from '../../../server/src/dialects/nginx/language/read-pattern.ts';
import { Random } from '../../harness/random.ts';
import type { Judge } from './judge.ts';
import { piecedPattern } from './pattern-pieces.ts';

/** A pattern of which Nginx and the project say different things; undefined stands for "accepted". */
export interface PatternDisagreement {
  readonly pattern: string;
  readonly nginx: string | undefined;
  readonly ours: string | undefined;
}

/** As many patterns that we accept are asked at once: Nginx stops at the first that it refuses. */
const AT_ONCE = 100;

/**
 * Asks the real Nginx about patterns put together by chance: verdict, message and place.
 * @returns the disagreements, and how many patterns Nginx refused.
 */
export function comparePatternVerdicts(
  judge: Judge,
  count: number,
  seed: number,
): { readonly refused: number; readonly disagreements: readonly PatternDisagreement[] } {
  const random = new Random(seed);
  const disagreements: PatternDisagreement[] = [];
  let accepted: string[] = [];
  let refused = 0;
  const compare = (pattern: string, ours: string | undefined): void => {
    const nginx = judge.ask(configuration([pattern]), 'main')?.message;
    refused += nginx === undefined ? 0 : 1;
    if (nginx !== ours) {
      disagreements.push({ pattern, nginx, ours });
    }
  };
  const askAccepted = (): void => {
    if (judge.ask(configuration(accepted), 'main') !== undefined) {
      for (const pattern of accepted) {
        compare(pattern, undefined);
      }
    }
    accepted = [];
  };
  for (let round = 0; round < count; round++) {
    const pattern = piecedPattern(random);
    const ours = ourMessage(pattern);
    if (ours !== undefined) {
      compare(pattern, ours);
    } else if (accepted.push(pattern) === AT_ONCE) {
      askAccepted();
    }
  }
  askAccepted();
  return { refused, disagreements };
}

/** `gzip_disable` compiles a pattern without more: its names become no variables. */
function configuration(patterns: readonly string[]): string {
  const lines = patterns.map((pattern) => `gzip_disable '${pattern.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}';`);
  return `events {}\nhttp { access_log off; ${lines.join('\n')} }\n`;
}

function ourMessage(pattern: string): string | undefined {
  const read = readPattern(pattern);
  if (!isRefused(read)) {
    return undefined;
  }
  const { message, rest } = read.refusal;
  return `pcre2_compile() failed: ${message} in "${pattern}"${rest === undefined ? '' : ` at "${rest}"`}`;
}
