import assert from 'node:assert/strict';
import { test } from 'node:test';
import { workspacePath } from '../../../server/src/base/path.ts';
import { memoryWorkspace } from '../../../server/src/base/workspace.ts';
import { rules } from '../../../server/src/rules/registry.ts';
import { runRules } from '../../../server/src/rules/run.ts';
import { readSite } from '../../../server/src/site/read.ts';
import { nginxVersion } from '../../harness/nginx-version.ts';
import { Playground, send } from '../routing/real-nginx.ts';

/**
 * Forms of a location (`@` is its name) and of an alias (`#` is the folder `www`), with what a person must be told. The
 * real server decides whether that is true: a hole serves a file from outside, a broken one doesn't serve a file from inside.
 */
const forms: [string, string, 'fine' | 'traversal' | 'sibling' | 'broken'][] = [
  ['/@/', '#/', 'fine'],
  ['/@/', '#', 'broken'],
  ['/@', '#/', 'traversal'],
  ['^~ /@', '#/', 'traversal'],
  ['/@', '#', 'sibling'],
  ['^~ /@/', '#', 'broken'],
  ['~ ^/@/(.*)$', '#/$1', 'fine'],
  ['~ /@/(.*)', '#/$1', 'fine'],
  ['~ ^/@(.*)$', '#/$1', 'traversal'],
  ['~ ^/@(.*)$', '#$1', 'sibling'],
  ['~ ^/@(/.*)?$', '#$1', 'fine'],
  ['~ ^/@/(.*)$', '#$1', 'broken'],
  ['~ ^/@([^/]*)/(.*)$', '#/$1/$2', 'traversal'],
  ['~ ^/@/?(.*)$', '#/$1', 'traversal'],
  ['~ ^/@(?<file@>.+\\.txt)$', '#/$file@', 'traversal'],
  ['~ ^/@/(?<path@>.+)$', '#/$path@', 'fine'],
  ['~* ^/@/([^/]+\\.txt)$', '#/$1', 'fine'],
  ['~ ^/@/(a|b)\\.txt$', '#/$1.txt', 'fine'],
  ['~ ^/@(?:/(.*))?$', '#/$1', 'fine'],
  ['~ ^/@(.+)$', '#/sub/../$1', 'traversal'],
  ['/@', '#/.', 'traversal'],
  ['/@.', '#/', 'traversal'],
];

const secrets = [
  '../secret.txt',
  './secret.txt',
  '.../secret.txt',
  '-private/secret.txt',
  '.bak/secret.txt',
  '/-private/secret.txt',
  '/.bak/secret.txt',
];

test('what is said of an alias and its location is what the real nginx does', async (context) => {
  if (nginxVersion() === undefined) {
    context.skip('nginx is not installed');
    return;
  }
  const port = 20_711;
  const playground = new Playground();
  try {
    for (const path of ['www/a.txt', 'www/sub/a.txt']) {
      playground.write(path, 'meant');
    }
    playground.write('secret.txt', 'parent');
    for (const folder of ['www-private', 'www.bak', 'www..']) {
      playground.write(`${folder}/secret.txt`, 'neighbour');
    }
    const name = (index: number) => `f${String.fromCharCode(97 + index)}`;
    const locations = forms.map(([location, alias], index) => {
      const folder = `${playground.folder}/www`;
      return `location ${location.replaceAll('@', name(index))} { alias ${alias.replaceAll('@', name(index)).replace('#', folder)}; }`;
    });
    const text = `pid nginx.pid; daemon off; error_log stderr crit; events {}
http { access_log off; server { listen 127.0.0.1:${port};\n${locations.join('\n')}\n} }`;
    const path = workspacePath('/etc/nginx/nginx.conf');
    const site = readSite(memoryWorkspace([workspacePath('/etc/nginx')], new Map([[path, text]])));
    const findings = runRules(rules, site, {}, (rule, error) => assert.fail(`${rule}: ${error}`));
    await playground.start(text, port);
    const get = async (uri: string) => (await send(port, `GET ${uri} HTTP/1.0\r\nHost: t\r\n\r\n`)).body;
    for (const [index, [location, alias, expected]] of forms.entries()) {
      const line = 2 + index;
      const told = findings.filter((finding) => text.slice(0, finding.span.start).split('\n').length - 1 === line);
      const label = `${location} + ${alias}`;
      const bodies = await Promise.all(secrets.map((secret) => get(`/${name(index)}${secret}`)));
      const meant = await Promise.all([get(`/${name(index)}/a.txt`), get(`/${name(index)}./a.txt`)]);
      const real = {
        traversal: bodies.includes('parent'),
        sibling: bodies.includes('neighbour'),
        broken: !meant.includes('meant'),
      };
      const ids = told.map((finding) => finding.rule.replace('nginx/alias-', ''));
      assert.deepEqual(
        ids,
        { fine: [], traversal: ['traversal'], sibling: ['sibling-leak'], broken: ['missing-slash'] }[expected],
        label,
      );
      assert.equal(real.traversal, expected === 'traversal', `${label}: the real server leads out`);
      assert.equal(
        real.sibling,
        expected === 'sibling' || expected === 'broken',
        `${label}: the real server shows a neighbour`,
      );
      assert.equal(real.broken, expected === 'broken', `${label}: the real server finds the file`);
      for (const { message } of told.filter((finding) => finding.rule === 'nginx/alias-traversal')) {
        const proof = await get(String(message.values.uri));
        assert.ok(
          proof === 'parent' || !String(message.values.file).endsWith('/secret.txt'),
          `${label}: ${message.values.uri} is a proof`,
        );
      }
    }
  } finally {
    await playground.close();
  }
});
