import { wholeAutomaton } from './automaton.ts';
import type { Language } from './language.ts';
import { compilePattern, type Matcher } from './match.ts';
import type { Node, Pattern } from './pattern.ts';
import { meet } from './questions.ts';

/** A pattern that takes far longer on some subjects than they are long, and such subjects. */
export interface SlowPattern {
  /** Twice as much of `pump` takes the square of the time, or about eight times as long. */
  readonly growth: 'exponential' | 'polynomial';
  /** The subject is `prefix`, as many `pump` as wanted, and `suffix`. */
  readonly prefix: string;
  readonly pump: string;
  readonly suffix: string;
}

/** Ends that make most patterns fail behind a long run that they took. */
const ends = ['', '!', '\x01', '\n', ' ', '/', 'a'];
const mostRepeats = 12;
const mostSteps = 30_000;

/**
 * Looks for subjects on which the pattern backtracks without measure: for each repetition without end, and each two of
 * them, a text that they take turns with is pumped up, and the steps are counted.
 *
 * @returns undefined where none is found, which doesn't prove that there is none.
 */
export function slowPattern(pattern: Pattern): SlowPattern | undefined {
  const repeats = endlessRepeats(pattern.node, '').slice(0, mostRepeats);
  const matcher = compilePattern(pattern, mostSteps);
  let worst: SlowPattern | undefined;
  for (const [index, { body, prefix }] of repeats.entries()) {
    for (const other of repeats.slice(index)) {
      const common = meet(textsOf(body), textsOf(other.body));
      if (common.kind === 'no' || (common.kind === 'yes' && common.witness === '')) {
        continue;
      }
      const pump = common.kind === 'yes' ? common.witness : shortest(body);
      for (const suffix of pump === '' ? [] : ends) {
        const growth = growthOf(matcher, prefix, pump, suffix);
        if (growth === 'exponential') {
          return { growth, prefix, pump, suffix };
        }
        if (growth === 'polynomial') {
          worst ??= { growth, prefix, pump, suffix };
        }
      }
    }
  }
  return worst;
}

function textsOf(node: Node): Language {
  // Only what the automaton says is asked; a text that it should not take is found out by counting.
  return { automaton: wholeAutomaton(node), has: () => true };
}

function growthOf(matcher: Matcher, prefix: string, pump: string, suffix: string): SlowPattern['growth'] | undefined {
  const steps = (times: number): number | 'limit' => {
    const found = matcher.exec(prefix + pump.repeat(times) + suffix);
    return found === undefined ? matcher.steps : found === 'limit' ? 'limit' : 0;
  };
  const few = steps(9);
  const more = steps(18);
  if (few === 0 || few === 'limit') {
    return undefined;
  }
  if (more === 'limit' || more > 100 * few) {
    return 'exponential';
  }
  const long = steps(30);
  const longer = long === 'limit' ? 'limit' : steps(60);
  return long !== 'limit' && (longer === 'limit' || longer > 6 * long) ? 'polynomial' : undefined;
}

interface Repeat {
  readonly body: Node;
  /** A text that leads to it. */
  readonly prefix: string;
}

/** The repetitions without end, the outer ones first. */
function endlessRepeats(node: Node, prefix: string): Repeat[] {
  switch (node.kind) {
    case 'sequence': {
      let before = prefix;
      return node.items.flatMap((item) => {
        const found = endlessRepeats(item, before);
        before += shortest(item);
        return found;
      });
    }
    case 'choice':
      return node.options.flatMap((option) => endlessRepeats(option, prefix));
    case 'repeat': {
      const inner = endlessRepeats(node.body, prefix);
      return node.max === Infinity && node.mode !== 'possessive' ? [{ body: node.body, prefix }, ...inner] : inner;
    }
    case 'group':
    case 'atomic':
      return endlessRepeats(node.body, prefix);
    default:
      return [];
  }
}

/** A short text that the node takes. */
function shortest(node: Node): string {
  const found = meet(textsOf(node));
  return found.kind === 'yes' ? found.witness : '';
}
