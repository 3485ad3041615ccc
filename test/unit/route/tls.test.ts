import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { connect } from 'node:tls';
import { route } from '../../../server/src/dialects/nginx/route/route.ts';
import { nginxVersion } from '../../harness/nginx-version.ts';
import { configurationOf } from '../../oracle/routing/compare.ts';
import { Playground, send } from '../../oracle/routing/real-nginx.ts';

const port = 24_900;

/** Sends one request over TLS with the server's name. */
function sendTls(host: string, uri: string): Promise<string> {
  return new Promise((done) => {
    let text = '';
    const socket = connect({ port, host: '127.0.0.1', servername: host, rejectUnauthorized: false }, () =>
      socket.write(`GET ${uri} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`),
    );
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
    });
    socket.on('error', () => done(text));
    socket.on('end', () => done(text));
  });
}

test('requests over TLS, and plain ones to a port that speaks it', async (context) => {
  const certificate = spawnSync('openssl', ['version']).status === 0;
  if (nginxVersion() === undefined || !certificate) {
    context.skip('nginx or openssl is not installed');
    return;
  }
  const playground = new Playground();
  const { folder } = playground;
  try {
    const made = spawnSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-days',
        '1',
        '-subj',
        '/CN=t.test',
        '-keyout',
        'key.pem',
        '-out',
        'cert.pem',
      ],
      { cwd: folder },
    );
    assert.equal(made.status, 0);
    const tls = `ssl_certificate ${join(folder, 'cert.pem')}; ssl_certificate_key ${join(folder, 'key.pem')};`;
    const text = `daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/error.log crit; events {}
      http { access_log off; client_body_temp_path ${folder}/t1; proxy_temp_path ${folder}/t2; fastcgi_temp_path ${folder}/t3;
      uwsgi_temp_path ${folder}/t4; scgi_temp_path ${folder}/t5;
      server { listen 127.0.0.1:${port} ssl; server_name one.test; ${tls} error_page 497 https://$host:${port}$request_uri;
        location /a { return 200 "$scheme $https $host"; } location /r { return 301 /x; } location /p/ { proxy_pass http://127.0.0.1:9; } }
      server { listen 127.0.0.1:${port} ssl default_server; server_name two.test; ${tls} location / { return 200 "two $server_name"; } } }`;
    await playground.start(text, port);
    const configuration = configurationOf(text);
    const ours = (scheme: 'http' | 'https', host: string, uri: string) =>
      route(configuration, { scheme, host, port, method: 'GET', uri, headers: [], address: '127.0.0.1' }).outcome;
    for (const [host, uri] of [
      ['one.test', '/a'],
      ['one.test', '/r'],
      ['one.test', '/p?x'],
      ['two.test', '/a'],
      ['other.test', '/a'],
    ] as const) {
      const real = await sendTls(host, uri);
      const said = ours('https', host, uri);
      assert.ok(said.kind === 'status' || said.kind === 'redirect');
      assert.equal(said.status, Number(/^HTTP\/1\.1 (\d+)/.exec(real)?.[1]), `${host}${uri}`);
      const target = said.kind === 'redirect' ? said.target : undefined;
      assert.equal(target, /\r\nLocation: (.*)\r\n/.exec(real)?.[1], `${host}${uri}`);
      const body = said.kind === 'status' ? said.body : undefined;
      assert.equal(body ?? '', body === undefined ? '' : real.slice(real.indexOf('\r\n\r\n') + 4));
    }
    for (const host of ['one.test', 'two.test']) {
      const real = await send(port, `GET /q?x HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
      const said = ours('http', host, '/q?x');
      const target = said.kind === 'redirect' ? said.target : undefined;
      assert.equal(target, real.headers.get('location'), host);
      assert.equal('status' in said ? said.status : undefined, real.status, host);
    }
  } finally {
    await playground.close();
  }
});
