import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { workspacePath } from '../../../server/src/base/path.ts';
import { readConfigurations } from '../../../server/src/dialects/nginx/read.ts';
import type { NginxFinding } from '../../../server/src/dialects/nginx/test/finding.ts';
import { testConfiguration } from '../../../server/src/dialects/nginx/test/test.ts';
import { createDisk } from '../../../server/src/host/disk.ts';
import { Hosts } from '../../../server/src/host/machine/hosts.ts';
import { createMachine } from '../../../server/src/host/machine/machine.ts';
import { nginxVersion } from '../../harness/nginx-version.ts';
import { Random } from '../../harness/random.ts';

const SEED = 20261125;
const COUNT = 150;

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'siteconf-environment-')));
after(() => rmSync(folder, { recursive: true }));

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

function openssl(...words: readonly string[]): void {
  const { status, stderr } = spawnSync('openssl', words, { cwd: folder, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
}

/** What the configurations name: files in every state, each under the name that tells it. */
function layOut(): void {
  mkdirSync(join(folder, 'folder/inner'), { recursive: true });
  mkdirSync(join(folder, 'several'));
  writeFileSync(join(folder, 'text'), 'nothing in particular\n');
  writeFileSync(join(folder, 'empty'), '');
  writeFileSync(join(folder, 'several/one.conf'), 'server_tokens off;\n');
  writeFileSync(join(folder, 'good.conf'), 'gzip on;\n');
  writeFileSync(join(folder, 'tickets'), 'x'.repeat(80));
  symlinkSync('loop', join(folder, 'loop'));
  symlinkSync('nowhere/at/all', join(folder, 'dangling'));
  symlinkSync('good.conf', join(folder, 'link'));
  mkdirSync(join(folder, 'links'));
  symlinkSync('../gone.conf', join(folder, 'links/gone.conf'));
  symlinkSync('/usr/lib/nginx/modules', join(folder, 'modules'));
  if (!hasOpenssl) {
    return;
  }
  for (const name of ['one', 'two']) {
    openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.pem`,
      '-subj',
      '/CN=a',
    );
  }
  openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', 'ec.key');
  openssl('req', '-new', '-key', 'one.key', '-out', 'one.csr', '-subj', '/CN=a');
  openssl('rsa', '-aes256', '-passout', 'pass:secret', '-in', 'one.key', '-out', 'locked.key');
  openssl('x509', '-in', 'one.pem', '-outform', 'DER', '-out', 'one.der');
  const one = readFileSync(join(folder, 'one.pem'), 'utf8');
  const lines = one.split('\n');
  writeFileSync(join(folder, 'cut.pem'), one.slice(0, 400));
  writeFileSync(
    join(folder, 'changed.pem'),
    lines.map((line, at) => (at === 2 ? 'A'.repeat(line.length) : line)).join('\n'),
  );
  writeFileSync(join(folder, 'chain.pem'), one + readFileSync(join(folder, 'two.pem'), 'utf8'));
  writeFileSync(join(folder, 'badchain.pem'), `${one}${one.slice(0, 300)}`);
  writeFileSync(join(folder, 'both.pem'), readFileSync(join(folder, 'one.key'), 'utf8') + one);
  writeFileSync(join(folder, 'indented.pem'), one.replace(/^/gm, '  '));
  writeFileSync(join(folder, 'windows.pem'), one.replace(/\n/g, '\r\n'));
  writeFileSync(join(folder, 'wrong-words'), 'first\nsecond\n');
  writeFileSync(join(folder, 'words'), 'first\nsecret\n');
}

const READ = ['absent', 'text', 'empty', 'folder', 'text/below', 'absent/below', 'loop', 'dangling'];
const WRITTEN = ['new', 'folder/new', 'text', 'folder', 'absent/new', 'text/new', 'loop', 'loop/new'];
const CERTIFICATES = [
  'one.pem one.pem one.pem chain.pem both.pem windows.pem two.pem absent text empty folder one.key one.csr one.der cut.pem',
  'changed.pem badchain.pem indented.pem loop absent/one.pem',
]
  .join(' ')
  .split(' ');
const KEYS = 'one.key one.key one.key both.pem two.key ec.key absent text one.pem folder text/one.key'.split(' ');

/** Statements whose fate depends on the machine, by the block that holds them. */
const MAKERS: Readonly<
  Record<
    'main' | 'http' | 'server' | 'tls' | 'location' | 'foreign' | 'tlsLocation',
    readonly ((random: Random) => string)[]
  >
> = {
  main: [
    () => 'load_module modules/ngx_http_echo_module.so;',
    (random) => random.pick(['stream {}', 'mail {}', 'load_module modules/ngx_stream_module.so; stream {}']),
    (random) =>
      `user ${random.pick(['root', 'www-data', 'nosuchuser', 'root nosuchgroup', 'www-data root', 'nobody'])};`,
    (random) => `pid ${random.pick(WRITTEN)};`,
    (random) => `error_log ${random.pick([...WRITTEN, 'stderr', '/dev/null'])};`,
    (random) => `load_module ${random.pick([...READ, 'modules/nosuch.so'])};`,
    (random) =>
      `include ${random.pick(['absent', 'folder', 'loop', 'text/x', 'links/*.conf', 'nosuch/*.conf', 'fold*', 'dangling'])};`,
  ],
  http: [
    (random) =>
      `include ${random.pick(['absent', 'good.conf', 'link', 'folder', 'several/*', 'links/*', 'nosuch/*', 'fol*', 'loop', 'several/[n-p]ne.conf'])};`,
    (random) => `access_log ${random.pick([...WRITTEN, 'off', '/dev/null'])};`,
    (random) => `client_body_temp_path ${random.pick([...WRITTEN, 'folder/'])};`,
    (random) => `proxy_cache_path ${random.pick(WRITTEN)} keys_zone=a:1m;`,
    (random) =>
      `upstream u { server ${random.pick(['localhost', 'nosuch.invalid', '127.0.0.1:1', 'nosuch.invalid:8000', 'unix:/nowhere'])}; }`,
    (random) => `resolver ${random.pick(['127.0.0.1', 'localhost', 'nosuch.invalid'])};`,
    (random) => `ssl_password_file ${random.pick(READ.filter((name) => name !== 'empty'))};`,
  ],
  server: [
    (random) =>
      `listen ${random.pick(['127.0.0.1:18201', '127.9.9.9:18201', '192.0.2.77:18201', '[::1]:18201', '[2001:db8::77]:18201', 'localhost:18201', 'nosuch.invalid:18201'])};`,
    (random) =>
      `listen unix:${folder}/${random.pick(['sock', 'absent/sock', 'text/sock', 'folder/sock', 'loop/sock'])};`,
    (random) => `access_log ${random.pick([...WRITTEN, 'syslog:server=localhost', 'syslog:server=nosuch.invalid'])};`,
    (random) => `set_real_ip_from ${random.pick(['10.0.0.0/8', 'localhost', 'nosuch.invalid'])};`,
    () => 'auth_basic "x"; auth_basic_user_file absent;',
    () => 'root absent;',
    () => 'more_clear_headers Server;',
  ],
  tls: [
    (random) => `ssl_certificate ${random.pick(CERTIFICATES)}; ssl_certificate_key ${random.pick(KEYS)};`,
    (random) =>
      `ssl_certificate ${random.pick(CERTIFICATES)}; ssl_certificate_key ${random.pick(KEYS)}; ssl_verify_client ${random.pick(['on', 'off'])}; ssl_client_certificate ${random.pick(['one.pem', ...READ])};`,
    (random) =>
      `ssl_certificate one.pem; ssl_certificate_key one.key; ssl_trusted_certificate ${random.pick(['one.pem', 'chain.pem', ...READ])};`,
    (random) => `ssl_certificate one.pem; ssl_certificate_key one.key; ssl_crl ${random.pick(READ)};`,
    (random) =>
      `ssl_certificate one.pem; ssl_certificate_key one.key; ssl_dhparam ${random.pick([...READ, 'one.pem'])};`,
    (random) =>
      `ssl_certificate one.pem; ssl_certificate_key one.key; ssl_session_ticket_key ${random.pick(['tickets', 'text', 'absent', 'empty', 'text/x'])};`,
    (random) =>
      `ssl_certificate one.pem; ssl_certificate_key locked.key; ssl_password_file ${random.pick(['words', 'wrong-words', 'absent'])};`,
    (random) =>
      `ssl_certificate one.pem; ssl_certificate_key one.key; ssl_certificate two.pem; ssl_certificate_key ${random.pick(['two.key', 'one.key'])};`,
    () => 'ssl_certificate $host.pem; ssl_certificate_key $host.key;',
  ],
  location: [
    (random) =>
      `proxy_pass http://${random.pick(['localhost', 'nosuch.invalid', 'nosuch.invalid:81/x', 'u', '$host'])};`,
    (random) => `access_log ${random.pick([...WRITTEN, '/nowhere/$host.log'])};`,
    (random) => `error_log ${random.pick(WRITTEN)};`,
  ],
  foreign: [(random) => random.pick(['echo hello;', 'image_filter off;', 'subs_filter a b;', 'perl x::y;'])],
  tlsLocation: [
    (random) =>
      `proxy_pass http${random.pick(['', 's'])}://127.0.0.1; proxy_ssl_certificate ${random.pick(CERTIFICATES)}; proxy_ssl_certificate_key ${random.pick(KEYS)};`,
    (random) =>
      `proxy_pass https://127.0.0.1; proxy_ssl_verify ${random.pick(['on', 'off'])}; proxy_ssl_trusted_certificate ${random.pick(['one.pem', ...READ])};`,
  ],
};

function make(random: Random): string {
  const some = (...kinds: readonly (keyof typeof MAKERS)[]): string[] =>
    random.chance(0.5) ? [random.pick(MAKERS[random.pick(kinds)])(random)] : [];
  const server = hasOpenssl ? some('server', 'tls') : some('server');
  const location = hasOpenssl ? some('location', 'foreign', 'tlsLocation') : some('location', 'foreign');
  return [
    ...(random.chance(0.6) ? some('main') : []),
    'events {}',
    'http {',
    ...some('http').map((line) => `    ${line}`),
    '    server {',
    ...server.map((line) => `        ${line}`),
    '        location / {',
    ...location.map((line) => `            ${line}`),
    '        }',
    '    }',
    '}',
    '',
  ].join('\n');
}

/** A complaint without what OpenSSL adds to it, which differs by its version. */
interface Told {
  readonly text: string;
  readonly line: number | undefined;
}

const withoutOpenssl = (text: string): string => text.replace(/ \(SSL:.*$/s, '');

function askNginx(main: string): Told | undefined {
  const { stderr, status } = spawnSync('nginx', ['-t', '-p', folder, '-c', main, '-e', 'stderr'], {
    encoding: 'utf8',
    timeout: 60_000,
    input: '',
  });
  if (status === 0) {
    return undefined;
  }
  const said = /\[(?:emerg|crit)\] (?:\d+#\d+: )?(.*)/.exec(stderr)?.[1];
  assert.ok(said !== undefined, stderr);
  const place = /^(.*) in (\S+):(\d+)$/.exec(said);
  return { text: withoutOpenssl(place?.[1] ?? said), line: place === null ? undefined : Number(place[3]) };
}

async function askOurs(main: string, version: string): Promise<readonly NginxFinding[]> {
  const path = workspacePath(main);
  const workspace = createDisk([workspacePath(folder)]).workspace();
  const [configuration] = readConfigurations(workspace, { asked: [path], contexts: new Map([[path, 'main']]) });
  assert.ok(configuration !== undefined);
  const hosts = new Hosts();
  const look = () =>
    testConfiguration(configuration, {
      version,
      customDirectives: [],
      machine: createMachine({ root: '/', hosts, prefix: folder }),
    });
  let findings = look();
  while (await hosts.lookUp()) {
    findings = look();
  }
  return findings.filter(({ level }) => level === 'emerg');
}

test('siteconf and the real Nginx agree on what a machine lacks', async (context) => {
  const version = nginxVersion();
  if (version === undefined || process.getuid?.() !== 0 || process.platform !== 'linux') {
    context.skip(version === undefined ? 'there is no nginx on this machine' : 'needs root on Linux, as Nginx does');
    return;
  }
  if (!hasOpenssl) {
    context.diagnostic('without openssl no certificates are made, so none are compared');
  }
  layOut();
  const random = new Random(SEED);
  const main = join(folder, 'nginx.conf');
  const wrong: string[] = [];
  let refused = 0;
  for (let round = 0; round < COUNT; round++) {
    const text = make(random);
    writeFileSync(main, text);
    const ours = await askOurs(main, version);
    const theirs = askNginx(main);
    for (const made of ['new', 'folder/new', 'nowhere']) {
      rmSync(join(folder, made), { recursive: true, force: true });
    }
    refused += Number(theirs !== undefined);
    const first = ours.find((finding) => finding.first);
    const line = first?.line === undefined ? undefined : first.line + 1;
    if (theirs?.text !== (first && withoutOpenssl(first.message)) || theirs?.line !== line) {
      wrong.push(
        `Nginx: ${theirs?.line}: ${theirs?.text}\nours: ${ours.map((one) => `${one.line}: ${one.message}`).join(' | ')}\n${text}`,
      );
    }
  }
  context.diagnostic(
    `nginx ${version}: ${COUNT} configurations, ${refused} refused, ${wrong.length} answered otherwise`,
  );
  assert.ok(refused > COUNT / 4 && refused < COUNT, `${refused} were refused`);
  assert.equal(wrong.length, 0, wrong.join('\n\n'));
});
