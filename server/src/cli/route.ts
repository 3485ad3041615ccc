import { statSync } from 'node:fs';
import { isAbsolute, relative } from 'node:path';
import process from 'node:process';
import { renderMessage } from '../base/message.ts';
import type { WorkspacePath } from '../base/path.ts';
import type { Workspace } from '../base/workspace.ts';
import type { Configuration } from '../dialects/nginx/configuration.ts';
import { type EffectiveConfiguration, effectiveConfiguration } from '../dialects/nginx/effective/configuration.ts';
import { readConfigurations } from '../dialects/nginx/read.ts';
import { listeners } from '../dialects/nginx/route/listeners.ts';
import { noFiles } from '../dialects/nginx/route/request.ts';
import { route } from '../dialects/nginx/route/route.ts';
import { createDisk } from '../host/disk.ts';
import { toWorkspacePath } from '../host/node-path.ts';
import { type AskedRequest, fillRequest } from '../service/asked-request.ts';
import { outcomeLines, type RouteAnswer, routeAnswer } from '../service/route-answer.ts';
import { choice, filesFolder, type Given, UsageError } from './arguments.ts';
import type { CommandMeans } from './commands.ts';
import type { Terminal } from './output.ts';
import { configurationWorkspace, filesBelow } from './route-files.ts';
import { readBatchLine, readHeader } from './route-request.ts';

/** `siteconf route`: where does this URL go, and why. @returns the exit code. */
export function runRoute(given: Given, means: CommandMeans): number {
  const { terminal } = means;
  const format = choice(given, 'format', ['text', 'json'], 'text');
  const batch = given.switches.has('batch');
  const [uri, ...more] = given.paths;
  if (batch ? uri !== undefined : uri === undefined || more.length > 0) {
    throw new UsageError(
      batch ? '--batch reads its requests from standard input' : 'route takes one URI, such as /media/a.png',
    );
  }
  const find = finder(given, terminal);
  if (!batch) {
    const answer = find(askedByFlags(uri as string, given));
    terminal.out(format === 'json' ? `${JSON.stringify(answer)}\n` : answerText(answer, terminal));
    return 0;
  }
  for (const [index, line] of means.readInput().split('\n').entries()) {
    if (line.trim() !== '') {
      terminal.out(`${JSON.stringify(find(readBatchLine(line, index + 1)))}\n`);
    }
  }
  return 0;
}

function askedByFlags(uri: string, given: Given): AskedRequest {
  const { host, port, scheme, method } = given.values;
  if (port !== undefined && !/^\d+$/.test(port)) {
    throw new UsageError(`--port is a number; "${port}" is none`);
  }
  return {
    uri,
    host,
    port: port === undefined ? undefined : Number(port),
    scheme,
    method,
    headers: (given.lists.header ?? []).map(readHeader),
  };
}

function finder(given: Given, terminal: Terminal): (asked: AskedRequest) => RouteAnswer {
  const file = given.values['nginx-conf'];
  const folder = filesFolder(given);
  const configuration = file === undefined ? configurationHere() : namedConfiguration(file);
  const effective = effectiveConfiguration(configuration);
  const ports = [...new Set(listeners(effective).map(({ port }) => port))].filter((port) => port > 0);
  const files = folder === undefined ? noFiles : filesBelow(folder);
  const absolute = file !== undefined && isAbsolute(file);
  const pathText = (path: WorkspacePath) => (absolute ? path : relative(process.cwd(), path) || path);
  return (asked) => routeAnswer(leadThrough(effective, asked, ports, files), pathText, terminal.translation);
}

function leadThrough(
  effective: EffectiveConfiguration,
  asked: AskedRequest,
  ports: readonly number[],
  files: ReturnType<typeof filesBelow>,
) {
  return route(effective, fillRequest(asked, ports), { files });
}

function namedConfiguration(file: string): Configuration {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) {
    throw new UsageError(`${file}: no such file`);
  }
  const path = toWorkspacePath(file);
  const workspace = configurationWorkspace(path);
  const real = workspace.realPath(path);
  const found = readConfigurations(workspace, { asked: [path] });
  const configuration =
    found.find(({ root }) => root.path === real) ?? found.find(({ files }) => files.some((one) => one.path === real));
  if (configuration === undefined) {
    throw new UsageError(`${file}: no Nginx configuration`);
  }
  return configuration;
}

function configurationHere(): Configuration {
  const workspace: Workspace = createDisk([toWorkspacePath('.')]).workspace();
  const all = readConfigurations(workspace).filter(({ context }) => context === 'main' || context === 'http');
  const whole = all.filter(({ context }) => context === 'main');
  const choices = whole.length > 0 ? whole : all;
  const [first, ...more] = choices;
  if (first === undefined) {
    throw new UsageError('no Nginx configuration below this folder; --nginx-conf names one');
  }
  if (more.length > 0) {
    const names = choices.map(({ root }) => relative(process.cwd(), root.path)).join(', ');
    throw new UsageError(`several Nginx configurations (${names}); --nginx-conf names one`);
  }
  return first;
}

/** An answer for people: the steps with their places, then where they end. */
function answerText(answer: RouteAnswer, terminal: Terminal): string {
  const lines = answer.steps.map(({ what, path, line }) => (path === undefined ? what : `${path}:${line}: ${what}`));
  return `${[...lines, ...outcomeLines(answer.outcome, (sentence) => renderMessage(sentence, terminal.translation))].join('\n')}\n`;
}
