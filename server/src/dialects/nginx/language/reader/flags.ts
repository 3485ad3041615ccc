/** What `(?imsxnUJ)` sets, each to the end of its group. */
export interface Flags {
  /** `i` */
  readonly caseless: boolean;
  /** `m` */
  readonly multiline: boolean;
  /** `s` */
  readonly dotAll: boolean;
  /** `x`: white space and comments count for nothing. */
  readonly extended: boolean;
  /** `xx`: nor do blanks in a class in brackets. */
  readonly extendedMore: boolean;
  /** `n`: plain parentheses capture nothing. */
  readonly noCapture: boolean;
  /** `U` */
  readonly ungreedy: boolean;
  /** `J`: a name may be given twice. */
  readonly duplicateNames: boolean;
}

/** None is set. */
export const noFlags: Flags = {
  caseless: false,
  multiline: false,
  dotAll: false,
  extended: false,
  extendedMore: false,
  noCapture: false,
  ungreedy: false,
  duplicateNames: false,
};

const LETTERS: Readonly<Record<string, keyof Flags>> = {
  i: 'caseless',
  m: 'multiline',
  s: 'dotAll',
  x: 'extended',
  n: 'noCapture',
  U: 'ungreedy',
  J: 'duplicateNames',
};

/** @returns the flag that a letter stands for; undefined where it is none. */
export function flagOf(letter: string): keyof Flags | undefined {
  return LETTERS[letter];
}
