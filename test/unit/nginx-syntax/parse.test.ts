import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseNginx } from '../../../server/src/syntax/nginx/parse.ts';
import type { Vocabulary } from '../../../server/src/syntax/nginx/recover.ts';
import type { Directive } from '../../../server/src/syntax/nginx/tree.ts';

function shape(items: readonly Directive[]): string {
  return items
    .map((item) => {
      const head = [item.name, ...item.args].map((word) => word.value).join('|');
      const end = item.terminator === 'missing' ? '?' : item.block ? '' : ';';
      const body = item.block ? `{${item.block.lua ? 'LUA' : shape(item.block.items)}}` : '';
      return `${head}${end}${body}`;
    })
    .join(' ');
}

/** text, statements as Nginx splits them, Nginx's messages with one-based lines */
const strictCases: [string, string, string[]][] = [
  ['events {}\nhttp { server { listen 80; } }', 'events{} http{server{listen|80;}}', []],
  ['a "b c" \'d;{\' e#f g"h i}j;', 'a|b c|d;{|e#f|g"h|i}j;', []],
  ['log ${a}_${b}/x;', 'log|${a}_${b}/x;', []],
  ['a ${{ ;', 'a|${{;', []],
  ['rewrite ^/\\.a\\;b "x\\"y\\\\z\\t\\.";', 'rewrite|^/\\.a\\;b|x"y\\z\t\\.;', []],
  ['location /a{return 200;}', 'location|/a{return|200;}', []],
  ['if ($x = "a") { set $y "b"; }', 'if|($x|=|a|){set|$y|b;}', []],
  ['a "b"c;', 'a|b|c;', ['1: unexpected "c"']],
  ['a "b"#c;\n;', 'a|b;', ['1: unexpected "#"']],
  ['a b; # {;\n#c', 'a|b;', []],
  ['"a" "";', 'a|;', []],
  ['a "x\ny" z;', 'a|x\ny|z;', []],
  ['}', '', ['1: unexpected "}"']],
  ['a { b }\nc;', 'a{b?} c;', ['1: unexpected "}"']],
  ['a {\n b;\n', 'a{b;}', ['3: unexpected end of file, expecting "}"']],
  ['a\n b', 'a|b?', ['2: unexpected end of file, expecting ";" or "}"']],
  ['{ a; }', '{a;}', ['1: unexpected "{"']],
  ['\ufeffuser a;', '\ufeffuser|a;', []],
  ['a\u00a0b c;', 'a\u00a0b|c;', []],
  ['content_by_lua_block { if x then y = "}" -- }\n z = [[ } ]] end t = {} } a;', 'content_by_lua_block{LUA} a;', []],
  ['set_by_lua_block $x { return { 1 } }', 'set_by_lua_block|$x{LUA}', []],
];

for (const [text, expected, messages] of strictCases) {
  test(`reads ${JSON.stringify(text)}`, () => {
    const document = parseNginx(text);
    assert.deepEqual(
      document.problems.map((problem) => `${problem.line + 1}: ${problem.message}`),
      messages,
    );
    assert.equal(shape(document.strict), expected);
    assert.equal(document.tokens.map((token) => text.slice(token.span.start, token.span.end)).join(''), text);
  });
}

const long = (length: number) => 'x'.repeat(length);
/** The limits measured on Nginx 1.22.1: facts, grammar, section 1. */
const lengthCases: [string, string[]][] = [
  [`a ${long(4095)};\n`, []],
  [`a ${long(4096)};\n`, ['1: too long parameter "xxxxxxxxxx..." started']],
  [`a "${long(4094)}";\n`, []],
  [`a "${long(4095)}";\n`, ['1: too long parameter "xxxxxxxxxx..." started']],
  [`a "${long(4096)}";\n`, ['1: too long parameter, probably missing terminating """ character']],
  [`#${long(4094)}\na;`, []],
  [`#${long(4095)}\na;`, [`1: too long parameter "#xxxxxxxxx..." started`]],
  [`a ${'é'.repeat(2048)};\n`, ['1: too long parameter "ééééé..." started']],
];
for (const [text, messages] of lengthCases) {
  test(`measures ${text.slice(0, 6)}… of ${text.length}`, () => {
    assert.deepEqual(
      parseNginx(text).problems.map((problem) => `${problem.line + 1}: ${problem.message}`),
      messages,
    );
  });
}

const counts: Record<string, { counts: number[]; block: boolean }> = {
  server: { counts: [0], block: true },
  location: { counts: [1, 2], block: true },
  listen: { counts: [1, 2, 3], block: false },
  server_name: { counts: [1, 2, 3, 4], block: false },
  root: { counts: [1], block: false },
  index: { counts: [1, 2, 3, 4, 5], block: false },
  proxy_pass: { counts: [1], block: false },
};
const vocabulary: Vocabulary = {
  knows: (name) => name in counts,
  accepts: (name, count, block) =>
    counts[name] === undefined || (counts[name].counts.includes(count) && counts[name].block === block),
};

const recoveryCases: [string, string, string, string[]][] = [
  [
    'a missing ; in front of a block',
    'server {\n root /x\n location / {\n  index a;\n }\n}',
    'server{root|/x? location|/{index|a;}}',
    ['semicolon@17'],
  ],
  [
    'two missing ;',
    'root /a\nproxy_pass http://b\nindex a;',
    'root|/a? proxy_pass|http://b? index|a;',
    ['semicolon@7', 'semicolon@27'],
  ],
  ['a list that Nginx accepts stays', 'index a\n root /b;', 'index|a|root|/b;', []],
  [
    'a missing } of a location',
    'server {\n  location / {\n    root /a;\n  location /b {\n    root /b;\n  }\n}\nserver {\n}\n',
    'server{location|/{root|/a;} location|/b{root|/b;}} server{}',
    ['close@36'],
  ],
  [
    'a missing } of a server',
    'server {\n  root /a;\n\nserver {\n  root /b;\n}\n',
    'server{root|/a;} server{root|/b;}',
    ['close@19'],
  ],
  [
    'a } too many',
    'server {\n  location / {\n    root /a;\n  }\n  }\n  index a;\n}\n',
    'server{location|/{root|/a;} index|a;}',
    ['surplus@43'],
  ],
  ['an open quote', 'server_name "a.com;\nroot "/x";\n', 'server_name|a.com; root|/x;', []],
  [
    'no indentation gives no false close',
    'server {\nlocation / {\nroot /a;\n}\n',
    'server{location|/{root|/a;}}',
    ['close@32'],
  ],
];
for (const [name, text, expected, recoveries] of recoveryCases) {
  test(`recovers ${name}`, () => {
    const document = parseNginx(text, vocabulary);
    assert.equal(shape(document.items), expected);
    assert.deepEqual(
      document.recoveries.map((recovery) => `${recovery.kind}@${recovery.span.start}`),
      recoveries,
    );
    assert.ok(document.problems.length <= 1);
  });
}

const templateCases: [string, string | undefined, string][] = [
  ['listen {{ port }};\n{% if tls %}\nssl on;\n{% endif %}\n', 'jinja', 'listen|{{ port }}; ssl|on;'],
  [
    'server_name {{ name }} {{ other }}_x;\n{{ extra }}\nroot "{{ root }}";',
    'jinja',
    'server_name|{{ name }}|{{ other }}_x; root|{{ root }};',
  ],
  ['listen <%= @port %>;\n<% if x %>\na b;\n<% end %>', 'placeholder', 'listen|<%= @port %>; a|b;'],
  ['listen ${PORT};\n${EXTRA}\nroot /${A}${B};', 'envsubst', 'listen|${PORT}; root|/${A}${B};'],
  ['client_max_body_size ${MAX_UPLOAD_MiB}m;', 'envsubst', 'client_max_body_size|${MAX_UPLOAD_MiB}m;'],
  ['access_log @LOG_DIR@/a.log;', 'placeholder', 'access_log|@LOG_DIR@/a.log;'],
  ['{# who\n wrote it #}\nproxy_cache off;', 'jinja', 'proxy_cache|off;'],
  ['root /srv/%(name)s;', 'placeholder', 'root|/srv/%(name)s;'],
  ['listen ${PORT:-80};\n', 'envsubst', 'listen|${PORT:-80};'],
  ['index {INDEX_FILE};\nlocation / {\n}\n', 'placeholder', 'index|{INDEX_FILE}; location|/{}'],
  ['log_format j \'{"a":{"b":"$x","c":{{}}}\';', undefined, 'log_format|j|{"a":{"b":"$x","c":{{}}};'],
];
for (const [text, template, expected] of templateCases) {
  test(`template ${JSON.stringify(text)}`, () => {
    const document = parseNginx(text);
    assert.deepEqual([document.template, shape(document.items), document.problems], [template, expected, []]);
  });
}

test('ten thousand nested blocks do not overflow', () => {
  assert.equal(parseNginx('a {'.repeat(10_000)).problems.length, 1);
  assert.deepEqual(parseNginx(`${'a {'.repeat(10_000)}${'}'.repeat(10_000)}`).problems, []);
});
