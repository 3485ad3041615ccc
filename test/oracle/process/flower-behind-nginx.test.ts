import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ownName, type Row, rows } from '../../unit/flower/table.ts';
import { flowerPython } from './flower-venv.ts';

const prefixes = ['', 'flower', 'tasks'];
const found = flowerPython();
const nginx = spawnSync('nginx', ['-v']).status === 0;
const skip = 'missing' in found ? found.missing : nginx ? false : 'nginx is not installed';

/** @returns ports that nobody listens on now. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createSocket>>((done) => {
          const server = createSocket();
          server.listen(0, '127.0.0.1', () => {
            done(server);
          });
        }),
    ),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly target: string | undefined;
}

async function get(port: number, path: string): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'manual' });
  const location = response.headers.get('location');
  return {
    status: response.status,
    body: await response.text(),
    target: location === null ? undefined : new URL(location, 'http://x').pathname,
  };
}

async function follow(port: number, path: string): Promise<Answer> {
  const first = await get(port, path);
  return first.target === undefined ? first : get(port, first.target);
}

const isPage = (answer: Answer): boolean => answer.status === 200 && /<title>[^<]*Flower/.test(answer.body);
const isLost = (answer: Answer): boolean => answer.status === 404 || answer.status === 301 || answer.body === 'django';

/** What a browser meets, in the words of the table. */
async function observe(port: number, served: string, told: string): Promise<string | undefined> {
  const bare = await follow(port, served === '' ? '/' : `/${served}`);
  const slash = await follow(port, served === '' ? '/' : `/${served}/`);
  const page = [slash, bare].find(isPage);
  if (page === undefined) {
    const below = served === '' && told !== '' && isPage(await get(port, `/${told}/`));
    return below ? 'only below' : 'not found';
  }
  const styles = [...page.body.matchAll(/href="([^"]+\.css[^"]*)"/g)].map(
    (match) => new URL(match[1] as string, 'http://x').pathname,
  );
  const links = [...page.body.matchAll(/href="([^"]*\/tasks)"/g)].map((match) => match[1] as string);
  assert.ok(styles.length > 0 && links.length > 0, 'a page of Flower has styles and links');
  const lostStyle = isLost(await get(port, styles[0] as string));
  if (lostStyle) {
    return isPage(await get(port, links[0] as string)) ? 'stolen assets' : 'no assets';
  }
  const hidden = /id="url_prefix"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*id="url_prefix"/.exec(page.body);
  const prefix = (hidden?.[1] ?? hidden?.[2] ?? '').replace(/^\/+|\/+$/g, '');
  const table = await get(port, `${prefix === '' ? '' : `/${prefix}`}/tasks/datatable?draw=1&start=0&length=1`);
  if (isLost(table)) {
    return 'no tables';
  }
  return bare.status === 404 ? 'no slash' : undefined;
}

/** Waits until `port` answers; throws after half a minute. */
async function answers(port: number): Promise<void> {
  for (let round = 0; round < 150; round++) {
    try {
      await fetch(`http://127.0.0.1:${port}/`);
      return;
    } catch {
      await new Promise((done) => setTimeout(done, 200));
    }
  }
  throw new Error(`nothing listens on ${port}`);
}

function siteText(row: Row, port: number, flower: number, django: number): string {
  const server = row.server.replaceAll('127.0.0.1:5555', `127.0.0.1:${flower}`);
  const rest = row === ownName ? '' : `location / { proxy_pass http://127.0.0.1:${django}; }`;
  return `server { listen 127.0.0.1:${port}; ${server} ${rest} }\n`;
}

test('every row of the table, served by the real nginx from the real Flower', { skip }, async () => {
  if ('missing' in found) {
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'flower-'));
  const children: ChildProcess[] = [];
  let django: Server | undefined;
  try {
    const cells = [...rows, ownName].flatMap((row) => prefixes.map((prefix, index) => ({ row, prefix, index })));
    const [djangoPort = 0, ...ports] = await freePorts(1 + prefixes.length + cells.length);
    const flowers = ports.splice(0, prefixes.length);
    django = createServer((_, response) => response.end('django')).listen(djangoPort, '127.0.0.1');
    for (const [index, prefix] of prefixes.entries()) {
      const words = ['-m', 'celery', '-b', 'memory://', 'flower', '--address=127.0.0.1', `--port=${flowers[index]}`];
      children.push(spawn(found.python, [...words, `--url_prefix=${prefix}`], { cwd: folder, stdio: 'ignore' }));
    }
    const sites = cells.map((cell, index) =>
      siteText(cell.row, ports[index] as number, flowers[cell.index] as number, djangoPort),
    );
    writeFileSync(
      join(folder, 'nginx.conf'),
      `daemon off; pid ${folder}/pid; error_log ${folder}/error.log; events {}\nhttp { access_log off; proxy_temp_path ${folder}/a; client_body_temp_path ${folder}/b; fastcgi_temp_path ${folder}/c; uwsgi_temp_path ${folder}/d; scgi_temp_path ${folder}/e;\n${sites.join('')}}\n`,
    );
    children.push(spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf')], { stdio: 'ignore' }));
    await Promise.all([...flowers, ports[0] as number].map(answers));
    const seen = await Promise.all(
      cells.map(({ row, prefix }, index) => observe(ports[index] as number, row === ownName ? '' : 'flower', prefix)),
    );
    assert.deepEqual(
      cells.map(({ row, prefix }, index) => `${row.name} / ${prefix}: ${seen[index] ?? 'works'}`),
      cells.map(({ row, prefix, index }) => `${row.name} / ${prefix}: ${row.faults[index] ?? 'works'}`),
    );
  } finally {
    for (const child of children) {
      child.kill();
    }
    django?.close();
    django?.closeAllConnections();
    rmSync(folder, { recursive: true, force: true });
  }
});
