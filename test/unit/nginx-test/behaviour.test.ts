import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEdits } from '../../../server/src/base/text-edit.ts';
import { withMachine } from '../../harness/machine.ts';
import { answers, ask, type Question } from './ask.ts';

interface Row {
  readonly name: string;
  readonly text: string;
  readonly question?: Question;
  readonly expected: readonly string[];
}

const site = (body: string): string => `server {\n    listen 80;\n${body}\n}\n`;

const ROWS: readonly Row[] = [
  {
    name: 'a directive of a newer version',
    text: site('    http2 on;'),
    question: { context: 'http', version: '1.18.0' },
    expected: ['emerg 3: unknown directive "http2"'],
  },
  {
    name: 'the same in a version that has it',
    text: site('    http2 on;'),
    question: { context: 'http' },
    expected: [],
  },
  {
    name: 'a directive that is gone',
    text: site('    ssl on;'),
    question: { context: 'http', version: '1.26.0' },
    expected: ['emerg 3: unknown directive "ssl"'],
  },
  {
    name: 'http2 as a parameter, warned of since 1.25.1',
    text: 'server {\n    listen 443 ssl http2;\n}\n',
    question: { context: 'http' },
    expected: ['warn 2: the "listen ... http2" directive is deprecated, use the "http2" directive instead'],
  },
  {
    name: 'http2 as a parameter, before that',
    text: 'server {\n    listen 443 ssl http2;\n}\n',
    question: { context: 'http', version: '1.22.1' },
    expected: [],
  },
  {
    name: 'quic where it is',
    text: 'server {\n    listen 443 quic;\n}\n',
    question: { context: 'http' },
    expected: [],
  },
  {
    name: 'quic where it is not',
    text: 'server {\n    listen 443 quic;\n}\n',
    question: { context: 'http', version: '1.22.1' },
    expected: ['emerg 2: invalid parameter "quic"'],
  },
  {
    name: 'a directive of somebody else’s module',
    text: site('    location / { more_set_headers "A: b"; }'),
    question: { context: 'http' },
    expected: [],
  },
  {
    name: 'a directive of one’s own module',
    text: site('    my_directive on { }'),
    question: { context: 'http', customDirectives: ['my_directive'] },
    expected: [],
  },
  { name: 'a user, where no machine is asked', text: 'user nobodyknows;\nevents {}\n', expected: [] },
  {
    name: 'a fault in an included file, in the file’s own line',
    text: 'events {}\nhttp {\n    include sites/*;\n}\n',
    question: { files: { 'sites/a': 'server {\n    listen 80;\n    sendfile maybe;\n}\n' } },
    expected: ['emerg 3: invalid value "maybe" in "sendfile" directive, it must be "on" or "off"'],
  },
  {
    name: 'one name in two files of one address',
    text: 'events {}\nhttp {\n    include sites/*;\n}\n',
    question: {
      files: {
        'sites/a': 'server { listen 80; server_name a.test; }\n',
        'sites/b': 'server { listen 80; server_name A.test; }\n',
      },
    },
    expected: ['warn -: conflicting server name "a.test" on 0.0.0.0:80, ignored'],
  },
  {
    name: 'a zone of another file, while that file is not there',
    text: 'events {}\nhttp {\n    include zones.conf;\n    limit_req zone=a;\n    access_log /a main;\n}\n',
    expected: [],
  },
  {
    name: 'a zone that no file has',
    text: 'events {}\nhttp {\n    limit_req zone=a;\n}\n',
    expected: ['emerg -: zero size shared memory zone "a"'],
  },
  {
    name: 'a missing brace costs one finding, at the place that Nginx names',
    text: 'events {}\nhttp {\n    server {\n        listen 80;\n\n    server {\n        listen 81;\n    }\n}\n',
    expected: ['emerg 6: "server" directive is not allowed here'],
  },
  {
    name: 'a missing semicolon costs one finding',
    text: site('    root /srv/shop\n    index index.html;\n    sendfile on;'),
    question: { context: 'http' },
    expected: ['emerg 4: invalid number of arguments in "root" directive'],
  },
  {
    name: 'two missing semicolons cost two',
    text: site('    root /srv/shop\n    index index.html;\n    charset utf-8\n    sendfile on;'),
    question: { context: 'http' },
    expected: [
      'emerg 4: invalid number of arguments in "root" directive',
      'emerg 6: invalid number of arguments in "charset" directive',
    ],
  },
  {
    name: 'a template that a loop fills in',
    text: site('{% for name in names %}\n    root {{ name }};\n    root /b;\n{% endfor %}'),
    question: { context: 'http' },
    expected: [],
  },
  {
    name: "what Python's % fills in",
    text: site('    %(without_tls)s ssl_certificate conf/%(name)s.crt;\n    location / { }'),
    question: { context: 'http' },
    expected: [],
  },
  {
    name: 'names in capitals between braces and underscores',
    text: site('    server_tokens {TOKENS};\n    index {INDEX};'),
    question: { context: 'http' },
    expected: [],
  },
  {
    name: 'values with a default that the shell fills in',
    text: 'server {\n    listen 80;\n    fastcgi_buffers ${BUFFERS:-256 32k};\n    fastcgi_read_timeout ${TIME:-60s};\n}\n',
    question: { context: 'http' },
    expected: [],
  },
  {
    name: 'servers that a state file holds',
    text: 'upstream app {\n    zone app 64k;\n    state /var/lib/nginx/app.state;\n}\n',
    question: { context: 'http' },
    expected: [],
  },
  {
    name: 'variables that modules of others define',
    text: [
      'events {}\nhttp {\n    js_set $a m.a;\n    perl_set $b M::b;\n    geoip2 /g.mmdb {\n        $c city names en;\n    }\n',
      '    server {\n        set_by_lua_block $d { return 1 }\n        set_random $e 1 2;\n        add_header X "$a$b$c$d$e$f";\n    }\n}\n',
    ].join(''),
    expected: ['emerg -: unknown "f" variable'],
  },
  {
    name: 'values that the shell fills in',
    text: 'server {\n    listen ${PORT};\n    server_name ${NAME};\n    sendfile maybe;\n}\n',
    question: { context: 'http' },
    expected: ['emerg 4: invalid value "maybe" in "sendfile" directive, it must be "on" or "off"'],
  },
  {
    name: 'an upstream whose servers the shell fills in',
    text: 'upstream app {\n    server ${HOST}:${PORT};\n}\nupstream none {\n}\n',
    question: { context: 'http' },
    expected: ['emerg 5: no servers are inside upstream'],
  },
  {
    name: 'servers whose names and ports a template fills in, and one of two branches',
    text:
      'server {\n    listen 80;\n    server_name {{ one }};\n}\nserver {\n    listen 80;\n    server_name {{ two }};\n}\n' +
      '{% if a %}\nserver { listen 80; server_name a.test; location / { } location / { } }\n{% else %}\nserver { listen 80; server_name a.test; }\n{% endif %}\n',
    question: { context: 'http' },
    expected: [],
  },
  {
    name: 'two names that the shell fills in',
    text: 'server {\n    listen 80;\n    server_name ${ONE};\n}\nserver {\n    listen 80;\n    server_name ${TWO};\n}\n',
    question: { context: 'http' },
    expected: [],
  },
  {
    name: 'a port on an upstream, in either order',
    text: 'server { listen 80; location / { proxy_pass http://app:8000; } }\nupstream app { server 127.0.0.1; }\n',
    question: { context: 'http' },
    expected: ['emerg 1: upstream "app" may not have port 8000'],
  },
  {
    name: 'one log with two kinds of buffer',
    text: 'events {}\nhttp {\n    access_log /l combined buffer=64k flush=1m;\n    server {\n        access_log /l combined buffer=32k flush=1m;\n        access_log /l combined;\n    }\n}\n',
    expected: ['emerg 5: access_log "/l" already defined with conflicting parameters'],
  },
  {
    name: 'one log with one kind of buffer, written in two ways',
    text: 'events {}\nhttp {\n    access_log /l combined buffer=64k flush=1m;\n    server { access_log /l combined flush=60s buffer=65536; }\n}\n',
    expected: [],
  },
  {
    name: 'a misspelled variable in a site file',
    text: site('    return 301 https://$sever_name$request_uri;'),
    question: { context: 'http' },
    expected: ['emerg -: unknown "sever_name" variable'],
  },
  {
    name: 'a variable that nginx.conf may define',
    text: site('    location / { proxy_set_header Connection $connection_upgrade; }'),
    question: { context: 'http' },
    expected: [],
  },
];

for (const { name, text, question, expected } of ROWS) {
  test(name, () => assert.deepEqual(answers(text, question), expected));
}

test('exactly one emerg is first, and a warning never is', () => {
  const findings = ask('events {}\nhttp {\n    sendfile x;\n    tcp_nopush y;\n}\n');
  assert.deepEqual(
    findings.map(({ first }) => first),
    [true, false],
  );
});

test('a slip is answered with the name that was meant, and a newer directive with its version', () => {
  assert.deepEqual(ask(site('    sever_name a;'), { context: 'http' })[0]?.suggestions, ['server_name']);
  const newer = ask(site('    http2 on;'), { context: 'http', version: '1.18.0' })[0];
  assert.deepEqual(newer?.version, { since: '1.25.1', removedIn: undefined, replacement: 'listen ... http2' });
});

test('a file that includes itself is told, and nothing hangs', () => {
  const text = 'events {}\nhttp {\n    include a.conf;\n}\n';
  assert.deepEqual(answers(text, { files: { 'a.conf': 'include a.conf;\n' } }), [
    'emerg 1: open() "/etc/nginx/a.conf" failed (24: Too many open files)',
  ]);
});

test('a pattern takes the file itself only where its place on the server is known', () => {
  for (const pattern of ['/etc/nginx/conf/*.conf', '/etc/nginx/*.conf', '*.conf']) {
    assert.deepEqual(answers(`include ${pattern};\n`, { context: 'server' }), [], pattern);
  }
  assert.deepEqual(answers('events {}\ninclude *.conf;\n'), [
    'emerg 2: open() "/etc/nginx/nginx.conf" failed (24: Too many open files)',
  ]);
});

test('a file that comes with Nginx is told where it can\u2019t stand', () => {
  assert.deepEqual(answers('events {}\ninclude mime.types;\nhttp {\n    include mime.types;\n}\n'), [
    'emerg -: "types" directive is not allowed here',
  ]);
  assert.deepEqual(
    answers('server {\n    include /etc/nginx/fastcgi_params;\n}\ninclude uwsgi_params;\n', { context: 'http' }),
    [],
  );
  assert.deepEqual(answers('upstream a {\n    server b;\n    include proxy_params;\n}\n', { context: 'http' }), [
    'emerg -: "proxy_set_header" directive is not allowed here',
  ]);
});

test('an include that leads nowhere excuses just the block that it stands in', () => {
  const without = 'upstream a {\n}\nserver {\n    include nowhere.conf;\n}\n';
  assert.deepEqual(answers(without, { context: 'http' }), ['emerg 2: no servers are inside upstream']);
  const inside = 'upstream a {\n    include nowhere.conf;\n}\n';
  assert.deepEqual(answers(inside, { context: 'http' }), []);
  const halves = (line: string) =>
    `events {}\nhttp {\nserver {\n    listen 443 ssl;\n    include nowhere.conf;\n    ${line}\n}\n}\n`;
  assert.deepEqual(answers(halves('ssl_certificate a;')), [
    'emerg -: no "ssl_certificate_key" is defined for certificate "a"',
  ]);
  assert.deepEqual(answers(halves('ssl_certificate_key a;')), [
    'emerg 3: no "ssl_certificate" is defined for the "listen ... ssl" directive',
  ]);
  assert.deepEqual(answers(halves('')), []);
});

test('variables that modules of others define are known', () => {
  const defined = [
    'set_by_lua_block $a { return 1 }',
    'set_md5 $a b',
    'set_escape_uri $a $b;set $b 1',
    'js_set $a b',
    'own_set $a b',
  ];
  for (const line of defined) {
    const text = `events {}\nhttp {\nserver {\nlocation / {\n${line.endsWith('}') ? line : `${line};`}\nadd_header X $a;\n}\n}\n}\n`;
    assert.deepEqual(answers(text, { customDirectives: ['own_set'] }), [], line);
  }
  const geoip =
    'events {}\nhttp {\ngeoip2 /a.mmdb {\n$geoip_country_code country iso_code;\n}\nserver {\nadd_header X $geoip_country_code;\n}\n}\n';
  assert.deepEqual(answers(geoip), []);
  assert.deepEqual(answers('geo $geoip_country_code {\n    default KR;\n}\n', { context: 'http' }), []);
  assert.deepEqual(answers('events {}\nhttp {\nserver {\nlocation / {\necho $reqest_uri;\n}\n}\n}\n'), [
    'emerg -: unknown "reqest_uri" variable',
  ]);
});

test('a pattern is read as bytes', () => {
  const line = (pattern: string) => `server {\n    rewrite ${pattern} /;\n}\n`;
  assert.deepEqual(answers(line('^/[a\u00e4-z]+$'), { context: 'http' }), [
    'emerg 2: pcre2_compile() failed: range out of order in character class in "^/[a\u00e4-z]+$" at "z]+$"',
  ]);
  assert.deepEqual(answers(line('^/[\u00e4-\u00e9]+$'), { context: 'http' }), []);
  assert.deepEqual(answers(line('"^/\u00e9("'), { context: 'http' }), [
    'emerg 2: pcre2_compile() failed: missing closing parenthesis in "^/\u00e9("',
  ]);
});

test('a statement that envsubst fills in is told where it stands wrong, whatever the value', () => {
  const told = (line: string) => answers(`server {\n    ${line}\n}\n`, { context: 'http' });
  assert.deepEqual(told('Server_name ${DOMAIN};'), ['emerg 2: unknown directive "Server_name"']);
  assert.deepEqual(told('alias ${MEDIA}/;'), ['emerg 2: "alias" directive is not allowed here']);
  assert.deepEqual(told('set $a ${MEDIA} {\n}'), ['emerg 2: directive "set" is not terminated by ";"']);
  for (const line of [
    '${EXTRA}',
    'return 301 http://${APP_HOST}:$APP_PORT/$host;',
    'return 301 http://${APP_HOST}:$APP_PORT/$host;',
    'listen ${PORT} ${MORE};',
    'return ${CODE} ${TARGET} ${MORE};',
    'client_max_body_size ${SIZE};',
  ]) {
    assert.deepEqual(told(line), [], line);
  }
});

test('a server with its own key and no certificate is told, by its listen or by ssl on', () => {
  const told = (line: string) =>
    answers(`server {\n    ${line}\n    ssl_certificate_key a;\n}\n`, { context: 'http', version: '1.22.1' }).filter(
      (one) => one.startsWith('emerg'),
    );
  assert.ok(told('ssl on;').includes('emerg 2: no "ssl_certificate" is defined for the "ssl" directive'));
  assert.deepEqual(told('listen 443 ssl;'), [
    'emerg 1: no "ssl_certificate" is defined for the "listen ... ssl" directive',
  ]);
});

test('a brace that a template of envsubst lacks is told', () => {
  const text = 'server {\n    server_name ${DOMAIN};\n    location / {\n        return 404;\n}\n';
  assert.deepEqual(answers(text, { context: 'http' }), ['emerg 6: unexpected end of file, expecting "}"']);
});

test('a name that is an address to the machine is no unknown host', () => {
  assert.deepEqual(answers('server {\n    listen 0x10;\n}\n', { context: 'http' }), []);
  assert.deepEqual(answers('server {\n    listen 80a;\n}\n', { context: 'http' }), [
    'emerg 2: host not found in "80a" of the "listen" directive',
  ]);
});

test('a missing file is told only where the machine is asked', () => {
  const text = 'events {}\nhttp {\n    include nowhere.conf;\n}\n';
  assert.deepEqual(answers(text), []);
  withMachine(new Map([['/etc/nginx/nginx.conf', text]]), (machine) => {
    assert.deepEqual(answers(text, { machine }), [
      'emerg 3: open() "/etc/nginx/nowhere.conf" failed (2: No such file or directory)',
    ]);
  });
});

test('a pattern in UTF mode may hold characters of any code', () => {
  const pattern = '    location ~ "(*UTF8)^/\\x{1F600}+$" { return 404; }';
  assert.deepEqual(answers(site(pattern), { context: 'http' }), []);
  assert.deepEqual(answers(site(pattern.replace('(*UTF8)', '')), { context: 'http' }), [
    'emerg 3: pcre2_compile() failed: character code point value in \\x{} or \\o{} is too large in "^/\\x{1F600}+$" at "}+$"',
  ]);
});

/** The text after the first fix of the first finding. */
function mended(text: string, question: Question): string {
  const fix = ask(text, question)[0]?.fixes[0];
  return fix === undefined ? text : applyEdits(text, [fix, ...(fix.also ?? [])]);
}

test('what another version spells otherwise is rewritten in the server that it stands in', () => {
  const http2 = 'listen 80;\nlisten 443 ssl;\nlisten [::]:443 ssl;\nhttp2 on;\n';
  assert.equal(
    mended(`server {\n${http2}}\n`, { context: 'http', version: '1.18.0' }),
    'server {\nlisten 80;\nlisten 443 ssl http2;\nlisten [::]:443 ssl http2;\n}\n',
  );
  assert.equal(
    mended('server {\n  listen 443 ssl http2;\n  listen [::]:443 http2 ssl;\n}\n', { context: 'http' }),
    'server {\n  listen 443 ssl;\n  listen [::]:443 ssl;\n  http2 on;\n}\n',
  );
  assert.equal(
    mended('server {\n  listen 443 ssl http2;\n  http2 on;\n}\n', { context: 'http' }),
    'server {\n  listen 443 ssl;\n  http2 on;\n}\n',
  );
  assert.equal(
    mended('server {\n  listen 443;\n  ssl on;\n}\n', { context: 'http', version: '1.24.0' }),
    'server {\n  listen 443 ssl;\n}\n',
  );
  assert.equal(
    mended('server {\n  listen 80;\n  http2_recv_timeout 10s;\n}\n', { context: 'http', version: '1.22.1' }),
    'server {\n  listen 80;\n  client_header_timeout 10s;\n}\n',
  );
  const inHttp = 'http2 on;\nserver {\n  listen 443 ssl;\n}\n';
  assert.equal(mended(inHttp, { context: 'http', version: '1.18.0' }), inHttp);
});

test('a directive of a module that this machine neither has nor loads is unknown, and its package is named', () => {
  const program = 'nginx\0 --prefix=/usr/share/nginx --conf-path=/etc/nginx/nginx.conf\0ngx_http_core_module\0';
  const files = new Map([
    ['/usr/sbin/nginx', program],
    ['/usr/share/nginx/modules/ngx_http_echo_module.so', '\x7fELF\0ngx_http_echo_module\0'],
  ]);
  const http = 'events {}\nhttp {\n    more_clear_headers Server;\n    server { location / { echo hello; } }\n}\n';
  const load = 'load_module modules/ngx_http_echo_module.so;\n';
  withMachine(files, (machine) => {
    const told = (text: string, question: Question) =>
      ask(text, question).map(({ message, module }) => `${message} ${module?.name} ${module?.packages}`);
    const missing =
      'unknown directive "more_clear_headers" openresty/headers-more-nginx-module libnginx-mod-http-headers-more-filter';
    assert.deepEqual(told(http, {}), []);
    assert.deepEqual(told(http, { machine }), [
      missing,
      'unknown directive "echo" openresty/echo-nginx-module libnginx-mod-http-echo',
    ]);
    assert.deepEqual(told(load + http, { machine }), [missing]);
    assert.deepEqual(told(load + http, { machine, customDirectives: ['more_clear_headers'] }), []);
  });
});

test('a folder in the place of an included file is told where files lie in it', () => {
  const text = 'events {}\nhttp {\n    include sites/*;\n    include snippets;\n    include nowhere/*;\n}\n';
  const files = {
    'sites/shop': 'server { listen 80; }\n',
    'sites/old/shop': 'server { listen 81; }\n',
    'snippets/a': '',
  };
  assert.deepEqual(answers(text, { files }), [
    'emerg -: pread() "/etc/nginx/sites/old" failed (21: Is a directory)',
    'emerg -: pread() "/etc/nginx/snippets" failed (21: Is a directory)',
  ]);
});

test('where a file is included in several places, a finding tells the way to it', () => {
  const text = 'events {}\nhttp {\n    include a.conf;\n    server {\n        include a.conf;\n    }\n}\n';
  const [finding] = ask(text, { files: { 'a.conf': 'sendfile on;\nmap $uri $a { default 1; }\n' } });
  assert.equal(finding?.message, '"map" directive is not allowed here');
  assert.deepEqual(
    finding?.related.map(({ file, span }) => file.document.text.slice(0, span.start).split('\n').length),
    [5],
  );
});
