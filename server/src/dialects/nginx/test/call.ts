import type { DirectiveFact } from '../../../facts/nginx/directive-facts.ts';
import type { Word } from '../../../syntax/nginx/tree.ts';
import type { Statement } from '../configuration.ts';
import type { FindingKind } from './finding.ts';
import type { FindingDetails, Run } from './run.ts';
import type { Frame, Scope, Setting } from './scope.ts';

/**
 * Does what a directive's setter in Nginx does: notes what the directive sets and says where Nginx would refuse it. It ends
 * at its first error, as Nginx's own does.
 */
export type Setter = (call: Call) => void;

/** One statement that is being set: what Nginx hands to a setter (`cf`, `cmd`, `conf`). */
export class Call {
  readonly run: Run;
  readonly statement: Statement;
  readonly fact: DirectiveFact;
  readonly frame: Frame;
  /** The parameters, escapes resolved. */
  readonly values: readonly string[];

  constructor(run: Run, statement: Statement, fact: DirectiveFact, frame: Frame) {
    this.run = run;
    this.statement = statement;
    this.fact = fact;
    this.frame = frame;
    this.values = statement.directive.args.map((word) => word.value);
  }

  get name(): string {
    return this.fact.name;
  }

  get args(): readonly Word[] {
    return this.statement.directive.args;
  }

  /** @returns the parameter at `index`, counted from 0; empty where there is none. */
  value(index: number): string {
    return this.values[index] ?? '';
  }

  /** The scope that holds the directive's field. */
  get scope(): Scope {
    return scopeFor(this.frame, this.fact);
  }

  /** The same field set before in this block, or undefined. */
  get earlier(): Setting | undefined {
    return this.scope.fields.get(this.fact.field);
  }

  /** Notes that the directive has set its field. */
  set(): void {
    this.scope.fields.set(this.fact.field, { statement: this.statement, values: this.values });
  }

  /** Nginx logs `message` and stops. `argument` is the index of the parameter at fault. */
  refuse(message: string, argument?: number, kind: FindingKind = 'value', details: FindingDetails = {}): void {
    const word = argument === undefined ? undefined : this.args[argument];
    this.run.emitAt(kind, message, this.statement, word, details);
  }

  /** The setter returns `text`: Nginx prints `"NAME" directive TEXT` and stops. */
  fail(text: string, argument?: number, kind: FindingKind = 'value', details: FindingDetails = {}): void {
    this.refuse(`"${this.name}" directive ${text}`, argument, kind, details);
  }

  /** Says that the field was set before in this block. */
  duplicate(): void {
    const earlier = this.earlier;
    const related =
      earlier === undefined ? [] : [{ file: earlier.statement.file, span: earlier.statement.directive.span }];
    this.fail('is duplicate', undefined, 'duplicate', { related });
  }

  /** Nginx logs a warning and goes on. */
  warn(message: string, argument?: number, kind: FindingKind = 'value', details: FindingDetails = {}): void {
    this.refuse(message, argument, kind, { ...details, level: 'warn' });
  }
}

/** @returns the scope of `frame` in which the field of a directive lives. */
export function scopeFor(frame: Frame, fact: DirectiveFact): Scope {
  switch (fact.level) {
    case 'main':
      return frame.main;
    case 'srv':
      return frame.server;
    case 'loc':
      return frame.location;
  }
}
