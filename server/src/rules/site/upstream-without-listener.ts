import { message } from '../../base/message.ts';
import type { Listening } from '../../dialects/process/listen.ts';
import type { Process } from '../../dialects/process/process.ts';
import { type Address, addressText, isLoopback } from '../../site/address.ts';
import { isWebProcess } from '../../site/application.ts';
import type { RouteTarget } from '../../site/route.ts';
import type { Site } from '../../site/site.ts';
import { defineRule, type Fix } from '../define.ts';

const elsewhere = 'Nobody waits at {address}: {process} waits at {other}.';
const why = 'Nginx answers every request for this location with 502 Bad Gateway.';
const related = '{process} waits here.';
const use = 'Use {other}';

/** A route to an address at which no process waits, while one waits beside it. */
export const upstreamWithoutListener = defineRule({
  id: 'site/upstream-without-listener',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['nginx', 'process'],
  fix: 'unsafe',
  sources: ['https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass'],
  messages: { elsewhere, why, related, use },
  check({ site, report }) {
    for (const [first, ...more] of byAddress(missedTargets(site))) {
      const { target, process, listening, isSure } = first;
      const word = target.statement.directive.args[0];
      const other = listeningText(listening);
      if (word === undefined) {
        continue;
      }
      const edits = [first, ...more].map(edit);
      const fixes: Fix[] = edits.every((one) => one !== undefined)
        ? [{ title: message(use, { other }), kind: 'unsafe', edits }]
        : [];
      report({
        path: target.statement.file.path,
        span: word.span,
        message: 'elsewhere',
        values: { address: addressText(target.address), process: process.name, other },
        note: 'why',
        ...(isSure ? {} : { severity: 'warning' as const }),
        related: [
          {
            path: listening.origin.path,
            span: listening.origin.span,
            message: message(related, { process: process.name }),
          },
        ],
        fixes,
      });
    }
  },
});

/** The targets with the same wrong address together: they are one mistake, and are mended at once. */
function byAddress(missed: readonly Missed[]): [Missed, ...Missed[]][] {
  const groups = new Map<string, [Missed, ...Missed[]]>();
  for (const one of missed) {
    const key = `${addressText(one.target.address)} ${listeningText(one.listening)}`;
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, [one]);
    } else {
      group.push(one);
    }
  }
  return [...groups.values()];
}

/** The edit that puts the process's port or socket into the place of a target; undefined where it isn't spelled out there. */
function edit({ target, listening }: Missed): Fix['edits'][number] | undefined {
  const { file, directive } = target.statement;
  const word = directive.args[0];
  const from = spelled(target.address);
  const to = spelled(listening.address);
  if (word === undefined || from === undefined || to === undefined || from[0] !== to[0]) {
    return undefined;
  }
  const raw = file.document.text.slice(word.span.start, word.span.end);
  const start = word.span.start + raw.lastIndexOf(from);
  return raw.includes(from) ? { path: file.path, span: { start, end: start + from.length }, newText: to } : undefined;
}

interface Missed {
  readonly target: RouteTarget;
  readonly process: Process;
  readonly listening: Listening;
  /** Whether the address names the process, or the two are only what is left over. */
  readonly isSure: boolean;
}

/** Targets that end nowhere: of a compose service that waits at another port, or the only one left beside the only process left. */
function missedTargets(site: Site): Missed[] {
  const linked = new Set(site.links.map((link) => link.target));
  const open = site.routes.flatMap((route) =>
    route.targets.kind === 'known' ? route.targets.value.filter((target) => !linked.has(target)) : [],
  );
  const named = open.flatMap((target) => ofService(site, target));
  if (named.length > 0) {
    return named;
  }
  const knowsAll =
    site.routes.every((route) => route.targets.kind === 'known') &&
    site.processes.every((process) => !serves(process) || site.listeners.some((one) => one.process === process));
  const idle = site.listeners.filter(
    ({ process }) => serves(process) && starts(process) && !site.links.some((link) => link.process === process),
  );
  const here = open.filter(
    ({ address }) => (address.kind === 'unix' || isLoopback(address.host)) && !isHeld(site, address),
  );
  const addresses = new Set(here.map(({ address }) => addressText(address)));
  const [only] = idle;
  const [listening] = only?.listens ?? [];
  const isLocal =
    !/^(?:compose|shell)$/.test(only?.process.definition.kind ?? '') && listening?.address.kind !== 'descriptor';
  if (!knowsAll || idle.length !== 1 || addresses.size !== 1 || only?.listens.length !== 1 || !isLocal) {
    return [];
  }
  return here.flatMap((target) =>
    listening === undefined ? [] : [{ target, process: only.process, listening, isSure: false }],
  );
}

function ofService(site: Site, target: RouteTarget): Missed[] {
  const { address } = target;
  if (address.kind !== 'tcp') {
    return [];
  }
  const services = site.listeners.filter(
    ({ process }) =>
      serves(process) && process.definition.kind === 'compose' && process.definition.service.name === address.host,
  );
  const [service] = services;
  const [listening] = service?.listens ?? [];
  const isPort = listening?.address.kind === 'tcp' && listening.address.port !== address.port;
  return services.length === 1 &&
    service?.listens.length === 1 &&
    listening !== undefined &&
    isPort &&
    !mayStartAnother(site, service.process, listening, address.port)
    ? [{ target, process: service.process, listening, isSure: true }]
    : [];
}

/** Whether the command or the script that starts a process may start another at a port: uWSGI, whose file may say anything, or what is told the number. */
function mayStartAnother({ workspace }: Site, { words, path }: Process, { origin }: Listening, port: number): boolean {
  const script = origin.path === path ? '' : (workspace.read(origin.path) ?? '');
  const text = [...words.map(({ value }) => value), script].join('\n');
  return /\buwsgi\b/.test(text) || new RegExp(`(?<!\\d)${port}(?!\\d)`).test(text);
}

function serves(process: Process): boolean {
  return isWebProcess(process) || process.program.kind === 'flower';
}

/** Whether its program takes all its options: one that doesn't ends at once, and waits nowhere. */
function starts({ program }: Process): boolean {
  return !('options' in program) || !('strange' in program.options) || program.options.strange.length === 0;
}

/** Whether systemd or supervisor opens the address itself: connections to it wait, whoever takes them. */
function isHeld({ processes }: Site, address: Address): boolean {
  const opened = processes.flatMap(({ handed }) => (handed.kind === 'known' ? handed.value : []));
  return opened.some((listening) => listeningText(listening) === addressText(address));
}

function listeningText({ address }: Listening): string {
  if (address.kind === 'descriptor') {
    return '';
  }
  return addressText(address.kind === 'tcp' && address.host === '' ? { ...address, host: '127.0.0.1' } : address);
}

/** The part of an address that a fix replaces: the port with its colon, or the path of the socket. */
function spelled(address: Address | Listening['address']): string | undefined {
  return address.kind === 'tcp' ? `:${address.port}` : address.kind === 'unix' ? address.path : undefined;
}
