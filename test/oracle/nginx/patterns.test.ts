import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkPattern } from '../../../server/src/dialects/nginx/test/pcre/pattern.ts';
import { Judge, nginxVersion } from './judge.ts';
import { Random } from './random.ts';

const COUNT = 150;

/** Pieces of patterns, right and wrong, that are put together by chance. */
const PIECES = [
  ...[
    'a',
    '.',
    '\\d',
    '\\w+',
    '(',
    ')',
    '(?:',
    '(?<n>',
    '(?<m>',
    '(?P<p>',
    '(?i)',
    '(?i:',
    '(?=',
    '(?!',
    '(?<=',
    '(?<!',
    '(?>',
    '(?|',
  ],
  ...[
    '(?R)',
    '(?1)',
    '(?&n)',
    '(?#x)',
    '(?(1)',
    '(?(',
    '(?P=n)',
    '(*UTF)',
    '(*FAIL)',
    '(*',
    '(?',
    '[',
    ']',
    '[a-z]',
    '[z-a]',
    '[^x',
  ],
  ...[
    '[[:alpha:]]',
    '[:alpha:]',
    '[[:nope:]]',
    '[\\d-z]',
    '[a-\\d]',
    '[\\b]',
    '[\\B]',
    '\\1',
    '\\9',
    '\\g{1}',
    '\\g{-1}',
    '\\k<n>',
    '\\k',
  ],
  ...[
    '\\x{41}',
    '\\x{100}',
    '\\o{12}',
    '\\c',
    '\\u0041',
    '\\L',
    '\\N',
    '\\p{L}',
    '\\pX',
    '\\Q',
    '\\E',
    '\\A',
    '\\y',
    '\\777',
    '*',
    '+',
    '?',
  ],
  ...[
    '{2}',
    '{2,}',
    '{2,1}',
    '{,3}',
    '{',
    '}',
    '{70000}',
    '|',
    '^',
    '$',
    '*+',
    '\\',
    '(?x)',
    '(?C256)',
    '(?+1)',
    '(?^i)',
    '(?-i-m)',
    '(?J)',
  ],
  ...['(?<1a>', '(?<>', "(?'q'", '(*pla:', '(*nope:', '(*MARK)', '(?(DEFINE)', '(?(<n>)', 'é'],
];

test('patterns are refused where PCRE2 refuses them, in its words', (context) => {
  if (nginxVersion() === undefined) {
    context.skip('there is no nginx on this machine');
    return;
  }
  const random = new Random(5);
  const judge = new Judge();
  try {
    for (let round = 0; round < COUNT; round++) {
      const pattern = Array.from({ length: 1 + random.below(5) }, () => random.pick(PIECES)).join('');
      const quoted = `'${pattern.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`;
      const text = `events {}\nhttp { access_log off; server { listen 127.0.0.1:18333; gzip_disable ${quoted}; } }\n`;
      const { error } = checkPattern(pattern);
      const at = error === undefined || error.rest === '' ? '' : ` at "${error.rest}"`;
      const ours = error === undefined ? undefined : `pcre2_compile() failed: ${error.reason} in "${pattern}"${at}`;
      assert.equal(ours, judge.ask(text, 'main')?.message, pattern);
    }
  } finally {
    judge.close();
  }
});
