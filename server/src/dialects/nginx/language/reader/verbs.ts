import type { PatternCursor } from './cursor.ts';
import type { PatternGroups } from './groups.ts';

const MALFORMED = '(*VERB) not recognized or malformed';
const LONGEST_ARGUMENT = 255;

/** Settings in front of a pattern, such as `(*UTF)`, as far as they are followed by nothing that can be wrong. */
const SETTING =
  /\(\*(?:(?:UTF8?|UCP|NOTEMPTY|NOTEMPTY_ATSTART|NO_AUTO_POSSESS|NO_DOTSTAR_ANCHOR|NO_JIT|NO_START_OPT|CR|LF|CRLF|ANY|NUL|ANYCRLF|BSR_ANYCRLF|BSR_UNICODE)\)|LIMIT_(?:HEAP|MATCH|DEPTH|RECURSION)=)/y;

/** Whether a verb must have an argument. */
const VERBS: Readonly<Record<string, boolean>> = {
  '': true,
  MARK: true,
  ACCEPT: false,
  F: false,
  FAIL: false,
  COMMIT: false,
  PRUNE: false,
  SKIP: false,
  THEN: false,
};

interface Assertion {
  readonly kind: 'ahead' | 'behind' | 'other';
  readonly negative?: boolean;
  readonly atomic?: boolean;
}

const ASSERTIONS: ReadonlyMap<string, Assertion> = new Map(
  (
    [
      [['pla', 'positive_lookahead'], { kind: 'ahead' }],
      [['nla', 'negative_lookahead'], { kind: 'ahead', negative: true }],
      [['napla', 'non_atomic_positive_lookahead'], { kind: 'ahead', atomic: false }],
      [['plb', 'positive_lookbehind'], { kind: 'behind' }],
      [['nlb', 'negative_lookbehind'], { kind: 'behind', negative: true }],
      [['naplb', 'non_atomic_positive_lookbehind'], { kind: 'behind', atomic: false }],
      [['atomic'], { kind: 'other', atomic: true }],
      [['sr', 'script_run', 'asr', 'atomic_script_run'], { kind: 'other' }],
    ] as const
  ).flatMap(([names, assertion]) => names.map((name) => [name, assertion] as const)),
);

/** Reads the settings in front of a pattern (the first part of `pcre2_compile`). */
export function readSettings(cursor: PatternCursor): void {
  for (let setting = cursor.takeRun(SETTING); setting !== ''; setting = cursor.takeRun(SETTING)) {
    cursor.leaveOut(`the setting ${setting}`);
    cursor.utf ||= setting.startsWith('(*UTF');
    if (setting.endsWith('=')) {
      readLimit(cursor);
    }
  }
}

function readLimit(cursor: PatternCursor): void {
  if (!cursor.isDigitAt(0)) {
    cursor.fail(MALFORMED);
  }
  for (let value = 0; cursor.isDigitAt(0) && value <= 0xffffffff / 10 - 1; cursor.at++) {
    value = value * 10 + Number(cursor.next);
  }
  cursor.at++;
  if (cursor.peek(-1) !== ')') {
    cursor.fail(MALFORMED);
  }
}

/**
 * Reads what begins with `(*`, from the star on: verbs, and assertions by their names.
 * @param start where the parenthesis stands. @param expected whether an assertion is a condition here.
 * @returns whether it may be repeated.
 */
export function readVerb(cursor: PatternCursor, groups: PatternGroups, start: number, expected: boolean): boolean {
  const second = cursor.peek(1);
  if (cursor.left <= 1 || second === ')') {
    return false;
  }
  const name = cursor.verbName();
  if (/[a-z]/.test(second)) {
    openAssertion(cursor, groups, name, start, expected);
    return false;
  }
  const needsArgument = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  if ((cursor.next !== ':' && cursor.next !== ')') || needsArgument === undefined) {
    cursor.fail(MALFORMED);
  }
  // An empty argument is none.
  cursor.at += cursor.stands(':)') ? 1 : 0;
  if (needsArgument && cursor.next !== ':') {
    cursor.fail('(*MARK) must have an argument');
  }
  if (cursor.next === ':') {
    skipArgument(cursor);
  } else {
    cursor.at++;
  }
  cursor.leaveOut('a verb');
  // A choice of nothing: what ends a branch.
  const ends = name === 'ACCEPT' || name === 'F' || name === 'FAIL';
  groups.add(ends ? { kind: 'choice', options: [] } : { kind: 'sequence', items: [] });
  return name === 'ACCEPT';
}

function skipArgument(cursor: PatternCursor): void {
  const from = ++cursor.at;
  if (!cursor.skipPast(')')) {
    cursor.fail(MALFORMED);
  }
  if (cursor.at - 1 - from > LONGEST_ARGUMENT) {
    cursor.fail('name is too long in (*MARK), (*PRUNE), (*SKIP), or (*THEN)', 1);
  }
}

function openAssertion(
  cursor: PatternCursor,
  groups: PatternGroups,
  name: string,
  start: number,
  expected: boolean,
): void {
  const assertion = ASSERTIONS.get(name);
  if (cursor.next !== ':' || assertion === undefined) {
    cursor.fail('(*alpha_assertion) not recognized');
    return;
  }
  const { kind, negative = false, atomic } = assertion;
  if (expected && (kind === 'other' || atomic === false)) {
    cursor.fail(`${kind === 'other' ? '' : 'atomic '}assertion expected after (?( or (?(?C)`);
  }
  if (kind === 'other' ? atomic === undefined : atomic === false) {
    cursor.leaveOut(kind === 'other' ? 'a script run' : 'a look-around that is not atomic');
  }
  if (kind === 'other') {
    groups.open('plain', start, (body) => ({ kind: 'atomic', body }));
  } else {
    // PCRE2 counts from the colon here.
    groups.look(kind === 'ahead', negative, start, expected, cursor.at - 3);
  }
  cursor.at++;
}
