import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { CodeLens } from 'vscode-languageserver/node';
import type { Requests } from '../../../server/src/lsp/wire.ts';
import { startEditor } from '../../harness/editor.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'siteconf-route-')));
after(() => rmSync(folder, { recursive: true }));

const site = `server {
    listen 80;
    server_name shop.test;
    location /media/ {
        alias /srv/media/;
    }
    location ~ \\.png$ {
        proxy_pass http://127.0.0.1:9000;
    }
}
`;

test('a URL is followed, a location says what it takes, and lenses are offered where they are wanted', async () => {
  const path = join(folder, 'sites-available/shop');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, site);
  const uri = pathToFileURL(path).href;
  const settings: { codeLens?: { route: boolean } } = {};
  const editor = await startEditor({
    settings,
    folders: [pathToFileURL(folder).href],
    initializationOptions: { followUrl: true },
  });
  const { connection } = editor;
  try {
    await editor.open(uri, 'nginx', site);
    const ask = (url: string): Promise<Requests['siteconf/route']['result']> =>
      connection.sendRequest('siteconf/route', { url, uri });
    const png = await ask('http://shop.test/media/a.png');
    assert.equal(png.problem, null);
    assert.deepEqual(
      png.steps.map(({ place }) => place),
      [
        { uri, line: 2 },
        { uri, line: 6 },
        { uri, line: 7 },
      ],
    );
    assert.equal(png.end[0], '-> GET /media/a.png HTTP/1.0 to 127.0.0.1:9000 (http)');
    assert.match((await ask('nonsense')).end.join('\n'), /400/);
    assert.match((await ask('http://shop.test:99999/')).problem ?? '', /a port is a number/);

    const hover = JSON.stringify(await editor.hover(uri, 3, 8));
    assert.match(hover, /Takes paths that begin with `\/media\/`/);
    assert.match(hover, /`\/media\/\.png` goes to `location ~ [^`]*` \(line 7\) instead/);

    const lenses = (): Promise<CodeLens[]> =>
      connection.sendRequest('textDocument/codeLens', { textDocument: { uri } });
    assert.deepEqual(await lenses(), []);
    settings.codeLens = { route: true };
    await connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    while ((await lenses()).length === 0) {
      await new Promise((done) => setTimeout(done, 20));
    }
    assert.deepEqual(
      (await lenses()).map(({ command }) => command?.arguments?.[0]),
      ['http://shop.test/', 'http://shop.test/media/', 'http://shop.test/.png'],
    );
  } finally {
    assert.equal(await editor.end(), 0, editor.log.join('\n'));
  }
});
