import type { Random } from '../../harness/random.ts';

const LITERALS = ['a', 'b', 'c', '.', 'é', '…', '-', '/', '#', ' ', '\t', '\n', '# c\n', 'A'];
const GROUPS = (
  "( ( ( ) ) ) (?: (?<n> (?<m> (?P<p> (?'q' (?<é> (?= (?! (?<= (?<! (?<* (?* (?> (?| (?<1a> (?<> (?< (?' (? " +
  '(?#x) (?# (?P (?Pn (*pla: (*nla: (*plb: (*naplb: (*atomic: (*sr: (*asr: (*nope:'
).split(' ');
const FLAGS = '(?i) (?i: (?-i) (?^) (?^i) (?^-i) (?s) (?m) (?U) (?x) (?xx) (?-x) (?n) (?J) (?im-sx: (?-i-m) (?)'.split(
  ' ',
);
const CONDITIONS = (
  '(?( (?(1) (?(+1) (?(-1) (?(0) (?(?= (?(?! (?(?<= (?(?C1) (?(R) (?(R1) (?(R&n) (?(Rn) (?(DEFINE) (?(<n>) ' +
  "(?('n') (?(n) (?(VERSION>=10.4) (?(VERSION=1) (?(VERSION (?(*pla: (?(*napla: (?(*atomic:"
).split(' ');
const REFERENCES = (
  '\\1 \\2 \\9 \\10 \\80 \\99999 \\99999999999 \\g1 \\g{1} \\g{-1} \\g{+1} \\g{0} \\g0 \\g{1 \\g{99999} \\g-1 \\g{n} ' +
  "\\g<n> \\g<1> \\g'1' \\g<1 \\g<-1> \\g<0> \\g<99999> \\g \\k<n> \\k{n} \\k'm' \\k \\k<n \\k<1> " +
  '(?R) (?0) (?1) (?2) (?+1) (?-1) (?+9) (?-0) (?&n) (?P>n) (?P=n)'
).split(' ');
const VERBS = (
  '(*UTF) (*UTF8) (*UCP) (*LIMIT_MATCH=10) (*LIMIT_MATCH= (*LIMIT_HEAP=9 (*NO_JIT) (*FAIL) (*F) (*ACCEPT) (*MARK:x) ' +
  '(*MARK) (*:y) (*COMMIT) (*PRUNE:z) (*FAIL:x (*what) (* (*) (?C) (?C1) (?C256) (?C"x") (?C"x (?Cx) (?C (?C{x}}y})'
).split(' ');
const CLASSES = (
  '[ ] [a-z] [z-a] [^x] [^ [] []a] [^]b] [a-] [-a] [a-c-e] [[:alpha:]] [[:^digit:]] [:alpha:] [[:nope:]] [[.x.]] ' +
  '[[=x=]] [[:<:]] [[:>:]] [\\d-z] [a-\\d] [\\b] [\\B] [\\R] [\\X] [\\N] [\\C] [\\Q]\\E] [\\E^a] [\\Q\\E] [a-\\Qz\\E] ' +
  '[\\E [\\Q [^\\E [[:alpha:]-z] [\\pL] [\\x{100}] [é-z] [z-é] [\\g] [\\k] [\\1] [\\400] [\\8]'
).split(' ');
const ESCAPES = (
  '\\d \\w+ \\x \\x41 \\x{41} \\x{} \\x{ \\x{a \\x{4g} \\x{100} \\x{d800} \\o{12} \\o{} \\o{8} \\o1 \\o \\o{1 \\o{777} ' +
  '\\c \\cA \\cé \\u0041 \\U \\L \\l \\F \\N \\N{2} \\N{U+41} \\N{x} \\N{3,2} \\p{L} \\p{^Lu} \\pL \\pX \\p{} \\p{ \\p \\pé ' +
  '\\Qa+b\\E \\Q\\E \\Q \\E \\A \\Z \\z \\b \\B \\G \\K \\R \\X \\C \\h \\y \\777 \\0 \\012 \\é \\. \\'
).split(' ');
const QUANTIFIERS =
  '* + ? *+ +? ?? {2} {2}+ {0} {2,} {2,3} {2,1} {,3} {} { } {70000} {1,70000} {9000} {x} | | ^ $'.split(' ');
const KINDS = [
  LITERALS,
  GROUPS,
  GROUPS,
  FLAGS,
  CONDITIONS,
  REFERENCES,
  VERBS,
  CLASSES,
  ESCAPES,
  QUANTIFIERS,
  QUANTIFIERS,
];

/** @returns a pattern of pieces, right and wrong, that are put together by chance: most are refused, each for another reason. */
export function piecedPattern(random: Random): string {
  return Array.from({ length: 1 + random.below(6) }, () => random.pick(random.pick(KINDS))).join('');
}
