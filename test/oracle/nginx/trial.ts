import { Generator } from './generate.ts';
import { type Comparison, compare, isOfMachine, Judge, ourFindings, type Verdict } from './judge.ts';
import { mutate } from './mutate.ts';
import { Random } from './random.ts';

/** One question on which the project and Nginx don't agree. */
export interface Disagreement {
  readonly text: string;
  readonly edit: string;
  readonly nginx: Verdict | undefined;
  readonly ours: readonly string[];
  readonly comparison: Comparison;
}

/** What came of asking. Counts, out of `asked`. */
export interface Trial {
  readonly asked: number;
  readonly refused: number;
  readonly verdict: number;
  readonly message: number;
  readonly line: number;
  readonly first: number;
  readonly disagreements: readonly Disagreement[];
}

/**
 * Asks Nginx and the project `count` generated configurations and mutants of them. Answers about the machine don't count.
 */
export function tryOut(seed: number, count: number, version: string): Trial {
  const random = new Random(seed);
  const generator = new Generator(version, random);
  const judge = new Judge();
  const sums = { asked: 0, refused: 0, verdict: 0, message: 0, line: 0, first: 0 };
  const disagreements: Disagreement[] = [];
  try {
    while (sums.asked < count) {
      const made = generator.make();
      const mutant = random.chance(0.5) ? mutate(made, random) : undefined;
      const text = mutant?.text ?? made;
      const nginx = judge.ask(text, 'main');
      if (isOfMachine(nginx)) {
        continue;
      }
      const findings = ourFindings(text, 'main', version);
      const comparison = compare(nginx, findings);
      sums.asked++;
      sums.refused += Number(nginx !== undefined);
      sums.verdict += Number(comparison.verdict);
      sums.message += Number(comparison.message);
      sums.line += Number(comparison.line);
      sums.first += Number(comparison.first);
      if (!comparison.verdict || !comparison.line) {
        const ours = findings
          .filter(({ level }) => level === 'emerg')
          .map(({ line, message }) => `${line === undefined ? '-' : line + 1}: ${message}`);
        disagreements.push({ text, edit: mutant?.edit ?? 'generated', nginx, ours, comparison });
      }
    }
  } finally {
    judge.close();
  }
  return { ...sums, disagreements };
}

/** @returns the agreement in per cent, as one line. */
export function agreement({ asked, refused, verdict, message, line, first }: Trial): string {
  const share = (count: number): string => `${((100 * count) / asked).toFixed(2)} %`;
  return `${asked} configurations, ${refused} refused by Nginx: verdict ${share(verdict)}, message ${share(message)}, line ${share(line)}, first ${share(first)}`;
}
