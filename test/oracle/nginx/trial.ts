import { Random } from '../../harness/random.ts';
import { Generator } from './generate.ts';
import { type Answer, type Comparison, compare, isOfMachine, Judge, ourFindings, type Verdict } from './judge.ts';
import { mutate } from './mutate.ts';

/** One question on which the project and Nginx don't agree. */
export interface Disagreement {
  /** The file that was asked, where it is one. */
  readonly file: string | undefined;
  readonly text: string;
  readonly edit: string;
  readonly nginx: Verdict | undefined;
  readonly ours: readonly string[];
  readonly comparison: Comparison;
}

/** A text, and what became of it on its way here. */
export interface Asked {
  readonly file?: string;
  readonly text: string;
  readonly edit: string;
}

/** @returns what both said of each text, with the lines that it is about. */
export function told(disagreements: readonly Disagreement[]): string {
  return disagreements
    .map(({ file, edit, nginx, ours, text }) => {
      const theirs = nginx === undefined ? 'accepts it' : `${nginx.line ?? '-'}: ${nginx.message}`;
      const head = `[${edit}] ${file ?? ''}\n  Nginx: ${theirs}\n  ours: ${ours.join(' | ') || 'nothing'}`;
      return `${head}\n${excerpt(text, `${theirs} ${ours.join(' ')}`).join('\n')}`;
    })
    .join('\n');
}

/** The lines of a text that are named in what is said of it, by number or by a word in quotes. */
function excerpt(text: string, said: string): string[] {
  const numbers = new Set([...said.matchAll(/(?:^|\s)(\d+): /g)].map(([, number]) => Number(number)));
  const words = [...said.matchAll(/"([^"]+)"/g)].map(([, word]) => word as string);
  return text
    .split('\n')
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(
      ({ line, number }) => numbers.has(number) || (numbers.size === 0 && words.some((word) => line.includes(word))),
    )
    .map(({ line, number }) => `    ${number}| ${line}`);
}

/** What came of asking Nginx and the project. */
export class Trial {
  asked = 0;
  refused = 0;
  verdict = 0;
  message = 0;
  line = 0;
  first = 0;
  readonly disagreements: Disagreement[] = [];

  /** Counts what both said of one text. */
  add({ file, text, edit }: Asked, nginx: Verdict | undefined, findings: readonly Answer[]): void {
    const comparison = compare(nginx, findings);
    this.asked++;
    this.refused += Number(nginx !== undefined);
    this.verdict += Number(comparison.verdict);
    this.message += Number(comparison.message);
    this.line += Number(comparison.line);
    this.first += Number(comparison.first);
    if (!comparison.verdict || !comparison.line) {
      const ours = findings
        .filter(({ level }) => level === 'emerg')
        .map(({ line, message }) => `${line === undefined ? '-' : line + 1}: ${message}`);
      this.disagreements.push({ file, text, edit, nginx, ours, comparison });
    }
  }

  /** @returns the texts that Nginx accepts and the project refuses. */
  falseAlarms(): readonly Disagreement[] {
    return this.disagreements.filter(({ nginx }) => nginx === undefined);
  }

  /** @returns the agreement in per cent, as one line. */
  agreement(): string {
    const share = (count: number): string => `${((100 * count) / Math.max(1, this.asked)).toFixed(2)} %`;
    return `${this.asked} configurations, ${this.refused} refused by Nginx: verdict ${share(this.verdict)}, message ${share(this.message)}, line ${share(this.line)}, first ${share(this.first)}`;
  }
}

/**
 * Asks Nginx and the project `count` generated configurations and mutants of them. Answers about the machine don't count.
 */
export function tryOut(seed: number, count: number, version: string): Trial {
  const random = new Random(seed);
  const generator = new Generator(version, random);
  const judge = new Judge();
  const trial = new Trial();
  try {
    while (trial.asked < count) {
      const made = generator.make();
      const mutant = random.chance(0.5) ? mutate(made, random) : undefined;
      const asked = mutant ?? { text: made, edit: 'generated' };
      const nginx = judge.ask(asked.text, 'main');
      if (!isOfMachine(nginx)) {
        trial.add(asked, nginx, ourFindings(asked.text, 'main', version));
      }
    }
  } finally {
    judge.close();
  }
  return trial;
}
