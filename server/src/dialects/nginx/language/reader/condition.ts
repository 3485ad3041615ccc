import { LARGEST_NUMBER, type PatternCursor, PatternError } from './cursor.ts';
import { TOO_BIG_A_GROUP } from './escape.ts';
import type { PatternGroups } from './groups.ts';

/**
 * Reads the test of a condition, from the second parenthesis of `(?(` on, and opens its group.
 * @param start where the first parenthesis stands. @returns that it can't be repeated as it is.
 */
export function readCondition(cursor: PatternCursor, groups: PatternGroups, start: number): false {
  cursor.at++;
  if (cursor.ended) {
    cursor.fail('missing closing parenthesis');
  }
  if (cursor.next === '?' || cursor.next === '*') {
    cursor.at--;
    groups.expectAssertion = 2;
    groups.condition('condition', start);
    return false;
  }
  const group = cursor.number(groups.captures, TOO_BIG_A_GROUP);
  if (group !== undefined) {
    readNumber(cursor, groups, start, group);
  } else if (cursor.left >= 10 && cursor.stands('VERSION') && cursor.peek(7) !== ')') {
    skipVersion(cursor);
    groups.condition('condition', start);
  } else {
    readName(cursor, groups, start);
  }
  if (cursor.next !== ')') {
    cursor.fail('missing closing parenthesis for condition');
  }
  cursor.at++;
  return false;
}

function readNumber(cursor: PatternCursor, groups: PatternGroups, start: number, group: number): void {
  if (group <= 0) {
    cursor.fail('reference to non-existent subpattern');
  }
  const offset = cursor.at - 2;
  groups.claim(group, offset);
  groups.condition('condition', start, offset - 2);
}

/** `VERSION>=10.4`, which is true or false for good. */
function skipVersion(cursor: PatternCursor): void {
  const malformed = 'syntax error or number too big in (?(VERSION condition';
  cursor.at += 7;
  cursor.at += cursor.next === '>' ? 1 : 0;
  if (!cursor.stands('=')) {
    cursor.fail(malformed);
  }
  cursor.at++;
  if (cursor.number(undefined, malformed, 1000) === undefined || cursor.ended) {
    cursor.fail(malformed);
  }
  if (cursor.stands('.')) {
    cursor.at++;
    if (cursor.takeRun(/\d{1,2}/y) === '' || cursor.next !== ')') {
      cursor.fail(malformed);
    }
  }
}

/** A name of a group, `R` for any recursion, `R2` and `R&name` for that of a group, or `DEFINE`. */
function readName(cursor: PatternCursor, groups: PatternGroups, start: number): void {
  const quoted = { '<': '>', "'": "'" }[cursor.next];
  const isRecursion = cursor.stands('R&');
  if (isRecursion) {
    cursor.at++;
  } else if (quoted === undefined) {
    cursor.at--;
  }
  const offset = cursor.at + 1;
  const name = cursor.groupName(quoted ?? ')');
  if (quoted === undefined) {
    cursor.at--;
  }
  const isPlain = quoted === undefined && !isRecursion;
  if (isPlain && name === 'DEFINE') {
    groups.condition('define', start, offset);
    return;
  }
  if (isPlain && /^R\d*$/.test(name)) {
    claimRecursion(groups, name, offset);
  } else {
    groups.claim(name, offset);
  }
  groups.condition('condition', start, offset);
}

/** `R12` is a name where a group has it, else the number of a group. */
function claimRecursion(groups: PatternGroups, name: string, offset: number): void {
  groups.later(() => {
    if (groups.numbersOf(name).length > 0) {
      return;
    }
    for (let length = 2; length <= name.length; length++) {
      if (Number(name.slice(1, length)) > LARGEST_NUMBER) {
        throw new PatternError(TOO_BIG_A_GROUP, offset + length - 1);
      }
    }
    if (Number(name.slice(1)) > groups.captures) {
      throw new PatternError('reference to non-existent subpattern', offset);
    }
  });
}
