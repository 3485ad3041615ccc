import { normalize, relative } from 'node:path';
import type { Route } from '../../../server/src/dialects/nginx/route/outcome.ts';
import { configurationOf, ourRoute, requestText } from './compare.ts';
import { tree } from './generate-world.ts';
import { Playground, type RealAnswer, send } from './real-nginx.ts';
import type { TableCase } from './tables/case.ts';

/** One request of a table: what the table, the real server and our engine say. */
export interface TableResult {
  readonly name: string;
  readonly request: string;
  readonly expected: string;
  readonly real: string;
  readonly ours: string;
}

const more = [
  'www/sub/b.txt',
  'www/sub/c.png',
  'www/favicon.ico',
  'www/favicon.ico.bak',
  'www/fallback.html',
  'www.bak',
  'other/r/x.txt',
];
const upstreamPort = 24_000;
const firstPort = 24_010;
const socket = 'up.sock';

/** Runs all requests of all cases, each case on a port of its own. */
export async function runTables(cases: readonly TableCase[]): Promise<TableResult[]> {
  const playground = new Playground();
  try {
    const { folder } = playground;
    for (const path of [...tree, ...more]) {
      playground.write(path);
    }
    await playground.upstream(upstreamPort);
    await playground.upstream(socket);
    const text = whole(cases, folder);
    await playground.start(text, firstPort);
    const configuration = configurationOf(text);
    const results: TableResult[] = [];
    for (const [number, one] of cases.entries()) {
      const port = firstPort + number;
      for (const [written, expected] of Object.entries(one.requests)) {
        const [uri = '', method = 'GET'] = written.split(' ').reverse();
        const request = { method, host: one.host ?? 't.test', uri, headers: one.headers ?? [] };
        const real = await send(port, requestText(request));
        const ours = ourRoute(configuration, port, request, folder);
        results.push({
          name: one.name,
          request: written,
          expected,
          real: shortReal(real, port, one.told),
          ours: shortOurs(ours, folder, port, one.told),
        });
      }
    }
    return results;
  } finally {
    await playground.close();
  }
}

function whole(cases: readonly TableCase[], folder: string): string {
  const fill = (text: string, number = 0) =>
    text
      .replaceAll('SOCK', `${folder}/${socket}`)
      .replaceAll('PORT', String(firstPort + number))
      .replaceAll('ROOT', folder)
      .replaceAll('UPHOST', `127.0.0.1:${upstreamPort}`)
      .replaceAll('UP', `127.0.0.1:${upstreamPort}`);
  const servers = cases.map(
    (one, number) =>
      `${fill(one.http ?? '')}\nserver { listen 127.0.0.1:${firstPort + number}; ${fill(one.server, number)} }`,
  );
  return `
daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/error.log crit;
events {}
http {
  access_log off; types { text/plain txt; }
  client_body_temp_path ${folder}/temp1; proxy_temp_path ${folder}/temp2; fastcgi_temp_path ${folder}/temp3;
  uwsgi_temp_path ${folder}/temp4; scgi_temp_path ${folder}/temp5;
${servers.join('\n')}
}
`;
}

/** The target without `http://t.test:PORT` in front. */
function shortTarget(target: string, port: number): string {
  const own = `http://t.test:${port}`;
  return target.startsWith(own) ? target.slice(own.length) : target;
}

function shortReal(answer: RealAnswer, port: number, told: string | undefined): string {
  const location = answer.headers.get('location');
  if (answer.upstream !== undefined) {
    const { head } = answer.upstream;
    const value = new RegExp(`^${told}: (.*)$`, 'im').exec(head)?.[1]?.trim();
    return `> ${head.split('\r\n')[0]?.split(' ').slice(1, -1).join(' ')}${toldText(told, value)}`;
  }
  if (location !== undefined && answer.status >= 300 && answer.status < 400) {
    return `${answer.status} ${shortTarget(location, port)}`;
  }
  if (answer.body.startsWith('file ')) {
    return answer.body;
  }
  if (answer.body.includes('<title>Index of')) {
    return `listing ${answer.body.includes('secret.txt') ? '.' : '?'}`;
  }
  return answer.body.startsWith('<html>') || answer.body === ''
    ? String(answer.status)
    : `${answer.status} ${answer.body}`;
}

function toldText(told: string | undefined, value: string | undefined): string {
  return told === undefined ? '' : value === undefined ? ` no ${told}` : ` ${told}: ${value}`;
}

function shortOurs({ outcome }: Route, folder: string, port: number, told: string | undefined): string {
  switch (outcome.kind) {
    case 'file':
      return `file ${relative(folder, normalize(outcome.file))}`;
    case 'listing':
      return `listing ${relative(folder, normalize(outcome.directory)) || '.'}`;
    case 'redirect':
      return `${outcome.status} ${shortTarget(outcome.target, port)}`;
    case 'upstream':
      return `> ${outcome.requestLine.split(' ').slice(1, -1).join(' ')}${toldText(told, headerOf(outcome.headers, told))}`;
    case 'status':
      return outcome.body === undefined ? String(outcome.status) : `${outcome.status} ${outcome.body}`;
    case 'depends':
      return `depends on ${outcome.on.join(', ')}`;
  }
}

function headerOf(headers: Readonly<Record<string, string>>, name: string | undefined): string | undefined {
  const found = Object.entries(headers).find(([one]) => one.toLowerCase() === name);
  return found === undefined || found[1] === '' ? undefined : found[1];
}
