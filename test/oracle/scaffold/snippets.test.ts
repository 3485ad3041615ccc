import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { expandSnippet, type StoredSnippet, storedSnippets } from '../../harness/snippets.ts';
import {
  davMissing,
  missing,
  nginxAccepts,
  nginxAcceptsMain,
  nginxMissing,
  pythonAccepts,
  supervisorAccepts,
  supervisorMissing,
  systemdAccepts,
  type Verdict,
} from './programs.ts';

const byPrefix = new Map(storedSnippets().map((snippet) => [snippet.prefix, expandSnippet(snippet.body)]));

function expansion(prefix: string): string {
  const text = byPrefix.get(prefix);
  assert.ok(text, `no snippet ${prefix}`);
  return text;
}

/** certbot's files, which only a server with a certificate has, stand here as nothing. */
function withoutCertificates(text: string): string {
  return text.replace(/^.*(?:\/etc\/letsencrypt\/).*\n/gm, '').replaceAll('443 ssl', '443');
}

function judgeNginx(prefix: string): Verdict {
  const text = expansion(prefix);
  if (prefix === 'nginx-conf') {
    return nginxAcceptsMain(text.replaceAll('/etc/nginx/sites-enabled/*', '/nowhere/*'));
  }
  if (!prefix.startsWith('location-')) {
    return nginxAccepts(withoutCertificates(text));
  }
  const beside = prefix === 'location-websocket' ? 'map-websocket' : prefix === 'location-webdav' ? 'zone-webdav' : '';
  return nginxAccepts(`${beside === '' ? '' : expansion(beside)}\nserver {\nlisten 80;\n${text}\n}`);
}

interface Judge {
  readonly unavailable: () => string | undefined;
  readonly ask: (snippet: StoredSnippet) => Verdict;
}

const judges: Readonly<Record<string, Judge>> = {
  'nginx.json': { unavailable: () => nginxMissing() ?? davMissing(), ask: (snippet) => judgeNginx(snippet.prefix) },
  'systemd.json': {
    unavailable: () => missing('systemd-analyze'),
    ask: (snippet) => systemdAccepts(new Map([['shop.service', expandSnippet(snippet.body)]])),
  },
  'supervisor.json': {
    unavailable: supervisorMissing,
    ask: (snippet) => supervisorAccepts(expandSnippet(snippet.body).replace('user=shop', 'user=daemon')),
  },
  'django.json': {
    unavailable: () => missing('python3'),
    ask: (snippet) => pythonAccepts(expandSnippet(snippet.body)),
  },
};

describe('the real program accepts', () => {
  for (const snippet of storedSnippets()) {
    test(`${snippet.file}: ${snippet.prefix}`, (t: TestContext) => {
      const judge = judges[snippet.file];
      assert.ok(judge, `nobody judges ${snippet.file}`);
      const reason = judge.unavailable();
      if (reason !== undefined) {
        t.skip(reason);
        return;
      }
      const verdict = judge.ask(snippet);
      assert.ok(verdict.accepted, `${verdict.output}\n${expandSnippet(snippet.body)}`);
    });
  }
});
