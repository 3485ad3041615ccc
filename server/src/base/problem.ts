import type { Span } from './span.ts';

/** What a parser could not read: plain words and where. A parser reports problems and never throws. */
export interface Problem {
  readonly span: Span;
  readonly message: string;
}
