import { readFileSync } from 'node:fs';
import { message } from '../../base/message.ts';
import { baseName } from '../../base/path.ts';
import { planHttps, writeChanges } from '../../host/enable-https.ts';
import { toWorkspacePath } from '../../host/node-path.ts';
import { WriteError } from '../../host/write-files.ts';
import type { Session } from '../session.ts';
import { uriPath } from '../uris.ts';
import type { Requests } from '../wire.ts';

type Files = Requests['siteconf/https/files'];
type Plan = Requests['siteconf/https/plan'];
type Write = Requests['siteconf/https/write'];

/** The second step of a scaffold, after certbot. Only the last request writes. */
export function handleHttps(session: Session): void {
  const { connection } = session;
  connection.onRequest('siteconf/https/files', ({ uri }: Files['params']): Files['result'] => candidates(session, uri));
  connection.onRequest('siteconf/https/plan', (params: Plan['params']): Plan['result'] => plan(session, params));
  connection.onRequest(
    'siteconf/https/write',
    (params: Write['params']): Promise<Write['result']> => write(session, params),
  );
}

function candidates(session: Session, uri: string | null): Files['result'] {
  const { site, workspace } = session.snapshot;
  const files = new Map(site.configurations.flatMap((one) => one.files.map((file) => [file.path, file] as const)));
  const all = [...files.values()].filter(({ document }) => document.items.some((item) => item.name.value === 'server'));
  const active = uri === null ? undefined : workspace.realPath(session.uris.toPath(uri));
  const sites = all.some(({ path }) => path === active) ? all.filter(({ path }) => path === active) : all;
  const environments = [...new Set(workspace.paths.map((path) => workspace.realPath(path)))].filter((path) =>
    /^\.env(?:\.|$)|\.env$/.test(baseName(path)),
  );
  const hasSwitch = (path: (typeof environments)[number]): boolean =>
    /^DJANGO_HTTPS=/m.test(workspace.read(path) ?? '');
  const switched = environments.filter(hasSwitch);
  return {
    sites: sites.map(({ path }) => session.uris.toUri(path)),
    environments: (switched.length > 0 ? switched : environments).map((path) => session.uris.toUri(path)),
  };
}

function plan(session: Session, { site, environment }: Plan['params']): Plan['result'] {
  const result = planHttps(uriPath(site), uriPath(environment));
  return result.kind === 'refused'
    ? { problem: session.snapshot.say(result.message), changes: [] }
    : {
        problem: null,
        changes: result.changes.map(({ path, before, after }) => ({
          uri: session.uris.toUri(toWorkspacePath(path)),
          before,
          after,
        })),
      };
}

async function write(session: Session, { changes }: Write['params']): Promise<Write['result']> {
  const wanted = changes.map(({ uri, before, after }) => ({ path: uriPath(uri), before, after }));
  const changed = wanted.find(({ path, before }) => readFileSync(path, 'utf8') !== before);
  if (changed !== undefined) {
    return {
      problem: session.snapshot.say(message('{path} was changed meanwhile.', { path: changed.path })),
      forgotten: null,
    };
  }
  try {
    return { problem: null, forgotten: (await writeChanges(wanted, session.history)) ?? null };
  } catch (error) {
    if (error instanceof WriteError) {
      return { problem: error.message, forgotten: null };
    }
    throw error;
  }
}
