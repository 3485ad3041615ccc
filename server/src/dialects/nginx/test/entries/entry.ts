import type { Statement } from '../../configuration.ts';
import type { FindingKind } from '../finding.ts';
import type { FindingDetails, Run } from '../run.ts';

/** One line of a block whose lines are entries of a table: its words, the first of which Nginx takes for a value too. */
export class Entry {
  readonly run: Run;
  readonly statement: Statement;
  readonly values: readonly string[];

  constructor(run: Run, statement: Statement) {
    this.run = run;
    this.statement = statement;
    const { name, args } = statement.directive;
    this.values = [name.value, ...args.map((word) => word.value)];
  }

  /** @returns the word at `index`, 0 the first of the line; '' where there is none. */
  value(index: number): string {
    return this.values[index] ?? '';
  }

  /** Nginx logs `message` and stops. */
  refuse(message: string, index = 0, kind: FindingKind = 'value', details: FindingDetails = {}): void {
    const { name, args } = this.statement.directive;
    this.run.emitAt(kind, message, this.statement, index === 0 ? name : args[index - 1], details);
  }

  /** Nginx logs `message` as a warning and goes on. */
  warn(message: string, index = 0, kind: FindingKind = 'value'): void {
    this.refuse(message, index, kind, { level: 'warn' });
  }
}

/** What reads the entries of one block. */
export interface EntryReader {
  /** Reads one entry; those of included files come in the place of their `include`. */
  entry(entry: Entry): void;
  /** Whether `include` is one of the entries' words. */
  readonly includes: boolean;
  /** What is checked at the `}`: Nginx's words, or undefined. */
  end?(): string | undefined;
}
