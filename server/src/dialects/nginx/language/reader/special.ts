import { readCondition } from './condition.ts';
import type { PatternCursor } from './cursor.ts';
import { TOO_BIG_A_GROUP } from './escape.ts';
import { type Flags, flagOf } from './flags.ts';
import type { PatternGroups } from './groups.ts';

const UNCLOSED = 'missing closing parenthesis';
/** What may stand around the text of a callout. */
const CALLOUT_QUOTES: Readonly<Record<string, string>> = {
  '`': '`',
  "'": "'",
  '"': '"',
  '^': '^',
  '%': '%',
  '#': '#',
  $: '$',
  '{': '}',
};

/**
 * Reads what begins with `(?`, from behind the `?`, as `parse_regex` (pcre2_compile.c) does.
 * @param start where the parenthesis stands. @param expected as `expectAssertion` of the groups was in front of it.
 * @returns whether it may be repeated.
 */
export function readSpecial(cursor: PatternCursor, groups: PatternGroups, start: number, expected: number): boolean {
  if (cursor.ended) {
    cursor.fail(UNCLOSED);
  }
  const isCondition = expected > 0;
  switch (cursor.next) {
    case 'P':
      return readPython(cursor, groups, start);
    case 'R':
      cursor.at++;
      if (!cursor.stands(')')) {
        cursor.fail('(?R (recursive pattern call) must be followed by a closing parenthesis');
      }
      groups.refer(0, cursor.at++, true);
      return true;
    case '&':
      return callByName(cursor, groups);
    case 'C':
      groups.expectAssertion = expected - 1;
      skipCallout(cursor);
      return false;
    case '(':
      return readCondition(cursor, groups, start);
    case '>':
      cursor.at++;
      groups.open('plain', start, (body) => ({ kind: 'atomic', body }));
      return false;
    case '*':
      cursor.leaveOut('a look-around that is not atomic');
      return look(cursor, groups, true, start, isCondition);
    case '=':
    case '!':
      return look(cursor, groups, true, start, isCondition);
    case '<':
      if (!/[=!*]/.test(cursor.peek(1))) {
        return define(cursor, groups, '>', start);
      }
      cursor.at++;
      if (cursor.stands('*')) {
        cursor.leaveOut('a look-around that is not atomic');
      }
      return look(cursor, groups, false, start, isCondition);
    case "'":
      return define(cursor, groups, "'", start);
    case '|':
      cursor.at++;
      cursor.leaveOut('groups that share a number');
      groups.open('reset', start, (body) => body);
      return false;
    case '+':
      if (!cursor.isDigitAt(1)) {
        cursor.fail('digit expected after (?+ or (?-');
      }
      return callByNumber(cursor, groups);
    default:
      if (cursor.isDigitAt(0) || (cursor.next === '-' && cursor.isDigitAt(1))) {
        return callByNumber(cursor, groups);
      }
      readFlags(cursor, groups, start);
      return false;
  }
}

function look(
  cursor: PatternCursor,
  groups: PatternGroups,
  ahead: boolean,
  start: number,
  isCondition: boolean,
): boolean {
  groups.look(ahead, cursor.next === '!', start, isCondition);
  cursor.at++;
  return false;
}

function define(cursor: PatternCursor, groups: PatternGroups, terminator: string, start: number): boolean {
  groups.define(cursor.groupName(terminator), start);
  return false;
}

/** `(?P<name>`, `(?P>name)` and `(?P=name)`. */
function readPython(cursor: PatternCursor, groups: PatternGroups, start: number): boolean {
  cursor.at++;
  switch (cursor.next) {
    case '':
      return cursor.fail(UNCLOSED);
    case '<':
      return define(cursor, groups, '>', start);
    case '>':
      return callByName(cursor, groups);
    case '=': {
      const offset = cursor.at + 1;
      groups.refer(cursor.groupName(')'), offset);
      return true;
    }
    default:
      return cursor.fail('unrecognized character after (?P');
  }
}

function callByName(cursor: PatternCursor, groups: PatternGroups): boolean {
  const offset = cursor.at + 1;
  groups.refer(cursor.groupName(')'), offset, true);
  return true;
}

function callByNumber(cursor: PatternCursor, groups: PatternGroups): boolean {
  const relative = cursor.isDigitAt(0) ? undefined : groups.captures;
  const group = cursor.number(relative, TOO_BIG_A_GROUP) ?? 0;
  if (cursor.next !== ')') {
    cursor.fail(UNCLOSED);
  }
  groups.refer(group, cursor.at++, true);
  return true;
}

/** `(?C)`, `(?C12)` and `(?C"text")`, of which Nginx makes nothing. */
function skipCallout(cursor: PatternCursor): void {
  cursor.at++;
  if (cursor.ended) {
    cursor.fail(UNCLOSED);
  }
  if (cursor.next !== ')' && !cursor.isDigitAt(0)) {
    skipCalloutText(cursor);
  }
  for (let number = 0; cursor.isDigitAt(0); ) {
    number = number * 10 + Number(cursor.next);
    cursor.at++;
    if (number > 255) {
      cursor.fail('number after (?C is greater than 255');
    }
  }
  if (cursor.next !== ')') {
    cursor.fail('closing parenthesis for (?C expected');
  }
  cursor.at++;
}

function skipCalloutText(cursor: PatternCursor): void {
  const end = CALLOUT_QUOTES[cursor.next];
  if (end === undefined) {
    cursor.fail('unrecognized string delimiter follows (?C');
    return;
  }
  cursor.ahead(() => {
    do {
      cursor.at++;
      if (!cursor.skipPast(end)) {
        cursor.fail('missing terminating delimiter for callout with string argument');
      }
      // A delimiter that is doubled is one in the text.
    } while (cursor.next === end);
  });
}

/** `(?i)`, which holds to the end of the group around it, and `(?i:`, which opens one. */
function readFlags(cursor: PatternCursor, groups: PatternGroups, start: number): void {
  const outer = groups.flags;
  let flags: Flags = outer;
  let hyphenAllowed = true;
  if (cursor.next === '^') {
    flags = {
      ...flags,
      caseless: false,
      multiline: false,
      noCapture: false,
      dotAll: false,
      extended: false,
      extendedMore: false,
    };
    hyphenAllowed = false;
    cursor.at++;
  }
  const set = new Set<keyof Flags>();
  const unset = new Set<keyof Flags>();
  let changed = set;
  for (; !cursor.ended && cursor.next !== ')' && cursor.next !== ':'; cursor.at++) {
    const flag = flagOf(cursor.next);
    if (cursor.next === '-') {
      if (!hyphenAllowed) {
        cursor.fail('invalid hyphen in option setting');
      }
      hyphenAllowed = false;
      changed = unset;
    } else if (flag === undefined) {
      cursor.fail('unrecognized character after (? or (?-');
    } else {
      changed.add(flag);
    }
    if (cursor.stands('xx')) {
      changed.add('extendedMore');
      cursor.at++;
    }
  }
  if (unset.has('extended') || (set.has('extended') && !set.has('extendedMore'))) {
    unset.add('extendedMore');
  }
  flags = { ...flags };
  for (const [names, value] of [
    [set, true],
    [unset, false],
  ] as const) {
    for (const name of names) {
      (flags as { -readonly [name in keyof Flags]: boolean })[name] = value;
    }
  }
  if (cursor.ended) {
    cursor.fail(UNCLOSED);
  }
  if (cursor.next === ':') {
    groups.open('plain', start, (body) => body);
  }
  groups.flags = flags;
  cursor.at++;
}
