import { readFileSync, realpathSync, statSync } from 'node:fs';
import { workspacePath } from '../../../server/src/base/path.ts';
import { memoryWorkspace } from '../../../server/src/base/workspace.ts';
import {
  type EffectiveConfiguration,
  effectiveConfiguration,
} from '../../../server/src/dialects/nginx/effective/configuration.ts';
import type { Place } from '../../../server/src/dialects/nginx/effective/place.ts';
import { readConfigurations } from '../../../server/src/dialects/nginx/read.ts';
import type { Outcome, Route } from '../../../server/src/dialects/nginx/route/outcome.ts';
import type { FileOracle } from '../../../server/src/dialects/nginx/route/request.ts';
import { route } from '../../../server/src/dialects/nginx/route/route.ts';
import type { RandomRequest } from './generate-request.ts';
import type { RealAnswer } from './real-nginx.ts';

/** The parts of an answer that are compared. */
export const aspects = [
  'place',
  'outcome',
  'status',
  'file',
  'upstream request',
  'redirect',
  'body',
  'branches',
] as const;
export type Aspect = (typeof aspects)[number];

/** One aspect, as we said and as the server did. */
export interface Difference {
  readonly aspect: Aspect;
  readonly said: string;
  readonly real: string;
}

/** @returns the effective configuration of one text. */
export function configurationOf(text: string): EffectiveConfiguration {
  const path = workspacePath('/etc/nginx/nginx.conf');
  const [configuration] = readConfigurations(memoryWorkspace([workspacePath('/etc/nginx')], new Map([[path, text]])));
  if (configuration === undefined) {
    throw new Error('no configuration');
  }
  return effectiveConfiguration(configuration);
}

/** Looks at this machine's files. */
export const realFiles: FileOracle = (path) => {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? 'absent' : found.isDirectory() ? 'directory' : 'file';
};

/** @returns where our engine leads the request. */
export function ourRoute(
  configuration: EffectiveConfiguration,
  port: number,
  request: RandomRequest,
  folder: string,
  files: FileOracle = safeFiles,
): Route {
  return route(
    configuration,
    {
      scheme: 'http',
      host: request.host,
      port,
      method: request.method,
      uri: request.uri,
      headers: bodyOf(request) === '' ? request.headers : [...request.headers, ['Content-Length', '4']],
      client: '127.0.0.1',
      address: '127.0.0.1',
    },
    { files, prefix: `${folder}/` },
  );
}

const safeFiles: FileOracle = (path) => {
  try {
    return realFiles(path);
  } catch {
    return 'absent';
  }
};

/** A body for the methods that have one. */
function bodyOf({ method }: RandomRequest): string {
  return method === 'POST' || method === 'PUT' ? 'body' : '';
}

/** @returns the request as bytes for the wire. */
export function requestText(request: RandomRequest): string {
  const headers = request.headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const length = bodyOf(request) === '' ? '' : `Content-Length: ${bodyOf(request).length}\r\n`;
  return `${request.method} ${request.uri} HTTP/1.1\r\nHost: ${request.host}\r\n${headers}${length}Connection: close\r\n\r\n${bodyOf(request)}`;
}

/** The mark that the generator puts on each level with `add_header X-Place`. */
function markOf(place: Place | undefined): string {
  const mark = place?.own.get('add_header')?.find((statement) => statement.directive.args[0]?.value === 'X-Place');
  return mark?.directive.args[1]?.value ?? '';
}

function realKind(answer: RealAnswer): string {
  if (answer.upstream !== undefined) {
    return 'upstream';
  }
  if (answer.headers.has('location') && answer.status >= 300 && answer.status < 400) {
    return 'redirect';
  }
  if (answer.body.includes('<title>Index of')) {
    return 'listing';
  }
  return answer.headers.has('last-modified') || answer.body.startsWith('file ') ? 'file' : 'status';
}

/** @returns in what our answer differs from the real one; empty where both agree. */
export function differences(said: Route, real: RealAnswer, request: RandomRequest): Difference[] {
  const { outcome } = said;
  const found: Difference[] = [];
  const compare = (aspect: Aspect, ours: string, theirs: string) => {
    if (ours !== theirs) {
      found.push({ aspect, said: ours, real: theirs });
    }
  };
  if (real.status === 0) {
    const ends = outcome.kind === 'status' && (outcome.status === 444 || outcome.status === 500);
    compare('outcome', ends ? 'closed' : outcome.kind, 'closed');
    return found;
  }
  const kind = realKind(real);
  if (request.method === 'HEAD' && kind === 'status' && (outcome.kind === 'listing' || outcome.kind === 'file')) {
    compare('status', String(outcome.status), String(real.status));
    return found;
  }
  if (outcome.kind !== kind) {
    compare('outcome', JSON.stringify(outcome), `${kind} ${real.status} ${real.headers.get('location') ?? ''}`);
    return found;
  }
  const place = real.headers.get('x-place');
  if (place !== undefined && !real.headers.has('x-if')) {
    compare('place', markOf(said.location ?? said.server), place);
  }
  compareOutcome(outcome, real, request, compare);
  return found;
}

function compareOutcome(
  outcome: Outcome,
  real: RealAnswer,
  request: RandomRequest,
  compare: (aspect: Aspect, said: string, real: string) => void,
): void {
  switch (outcome.kind) {
    case 'file':
      compare('status', String(outcome.status), String(real.status));
      if (request.method !== 'HEAD') {
        compare('file', readFileSync(outcome.file, 'latin1'), real.body);
      }
      break;
    case 'listing':
      compare('status', String(outcome.status), String(real.status));
      compare('file', String(realpathSync(outcome.directory) !== ''), 'true');
      break;
    case 'redirect':
      compare('status', String(outcome.status), String(real.status));
      compare('redirect', outcome.target, Buffer.from(real.headers.get('location') ?? '', 'latin1').toString('utf8'));
      break;
    case 'status':
      compare('status', String(outcome.status), String(real.status));
      if (outcome.body !== undefined && request.method !== 'HEAD') {
        compare('body', outcome.body, Buffer.from(real.body, 'latin1').toString('utf8'));
      }
      break;
    case 'upstream': {
      const lines = (real.upstream?.head ?? '').split('\r\n');
      compare('upstream request', outcome.requestLine, Buffer.from(lines[0] ?? '', 'latin1').toString('utf8'));
      const at = real.upstream?.at ?? '';
      compare('upstream request', outcome.address.replace(/^unix:.*\//, ''), /^\d+$/.test(at) ? `127.0.0.1:${at}` : at);
      for (const [name, value] of Object.entries(outcome.headers)) {
        const line = lines.find((header) => header.toLowerCase().startsWith(`${name.toLowerCase()}:`));
        compare('upstream request', `${name}: ${value}`, Buffer.from(line ?? '', 'latin1').toString('utf8'));
      }
      break;
    }
    case 'depends':
      compare('outcome', 'depends', String(real.status));
  }
}

/**
 * Holds the branches that are given where no file may be looked at against the answer with files: along the branches that
 * the real files choose, both must end in the same.
 */
export function branchDifference(blind: Outcome, said: Outcome): Difference[] {
  let outcome = blind;
  while (outcome.kind === 'depends') {
    const question = /^(file|directory) (.*)$/s.exec(outcome.on[0] ?? '');
    if (question === null || outcome.branches.length === 0) {
      return [];
    }
    const answer = safeFiles(question[2] ?? '') === question[1];
    const branch = outcome.branches.find((one) => one.if === answer);
    if (branch === undefined) {
      break;
    }
    outcome = branch.outcome;
  }
  const ours = JSON.stringify(outcome);
  const theirs = JSON.stringify(said);
  return ours === theirs ? [] : [{ aspect: 'branches', said: ours, real: theirs }];
}
