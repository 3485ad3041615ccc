import type { WorkspacePath } from './path.ts';
import type { Span } from './span.ts';

/** A place in a file of the workspace. */
export interface Origin {
  readonly path: WorkspacePath;
  readonly span: Span;
}

/**
 * What a value rests on that no file decides: an environment variable that no file sets keeps the default that the code
 * gives it, or a module that the code may import, and that isn't in the workspace, isn't on the server either.
 */
export interface Assumption {
  /** The variable's name, or the module's dotted name. */
  readonly variable: string;
  /** The default as the code spells it; `not there` for a module. */
  readonly fallback: string;
  readonly origin: Origin;
}

/**
 * What is said of a value in the files: it is known, it can't be known from the files, or it is nowhere set.
 * Origins name the places that decided it, the deciding one first.
 */
export type Known<T> =
  | {
      readonly kind: 'known';
      readonly value: T;
      readonly origins: readonly Origin[];
      /** Defaults that the value rests on; empty where the files alone decide. */
      readonly assumes: readonly Assumption[];
    }
  | { readonly kind: 'unknown'; readonly reason: string; readonly origins: readonly Origin[] }
  | { readonly kind: 'absent' };

/** @returns a known value. */
export function known<T>(value: T, origins: readonly Origin[], assumes: readonly Assumption[] = []): Known<T> {
  return { kind: 'known', value, origins, assumes };
}

/** @returns a value that the files don't decide; `reason` says why, in a few plain words. */
export function unknown(reason: string, origins: readonly Origin[] = []): Known<never> {
  return { kind: 'unknown', reason, origins };
}

/** The value that is nowhere set. */
export const absent: Known<never> = { kind: 'absent' };

/** @returns the value where it is known and rests on no default, else undefined. */
export function certain<T>(value: Known<T>): T | undefined {
  return value.kind === 'known' && value.assumes.length === 0 ? value.value : undefined;
}

/** @returns `value` with `change` applied where it is known. */
export function mapKnown<T, U>(value: Known<T>, change: (value: T) => U): Known<U> {
  return value.kind === 'known' ? { ...value, value: change(value.value) } : value;
}
