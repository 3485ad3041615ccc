import type { Origin } from '../../base/known.ts';
import { message } from '../../base/message.ts';
import type { Workspace } from '../../base/workspace.ts';
import type { Configuration } from '../../dialects/nginx/configuration.ts';
import { statementsNamed } from '../../dialects/nginx/read.ts';
import type { Site } from '../../site/site.ts';
import { defineRule } from '../define.ts';

const check =
  'Check whether {user}, as whom Nginx works, may go through {folder}: new systems close that folder to others, and Nginx answers with 403 or 502 then.';
const rootOnly =
  'Nobody but root may go through /root, where no file says otherwise: Nginx answers with 403 or 502, unless it works as root, with which all of the machine is open.';
const works = 'Nginx works as {user}.';

/** Files or a socket below a home folder that Nginx may not be able to enter. */
export const homeFolderClosed = defineRule({
  id: 'site/home-folder-closed',
  since: '0.1.0',
  severity: 'info',
  certainty: 'likely',
  needs: ['nginx'],
  fix: 'none',
  sources: ['https://nginx.org/en/docs/ngx_core_module.html#user', 'https://wiki.ubuntu.com/SecurityTeam/FAQ'],
  messages: { check, rootOnly, works },
  check({ site, report }) {
    for (const configuration of site.configurations) {
      const user = userOf(configuration);
      const told = new Set<string>();
      if (user === 'another') {
        continue;
      }
      for (const { folder, place } of closedPaths(site, configuration)) {
        if (told.has(folder) || isOwn(folder, user) || isOpened(site.workspace, folder, user?.name ?? 'www-data')) {
          continue;
        }
        told.add(folder);
        if (user !== undefined) {
          const values = { user: user.name, folder };
          report({ ...place, message: 'check', values, related: [{ ...user.place, message: message(works, values) }] });
        } else if (folder === '/root') {
          report({ ...place, message: 'rootOnly' });
        }
      }
    }
  },
});

interface User {
  readonly name: string;
  readonly place: Origin;
}

/** The user of the workers; undefined where no file says it, `another` where it is root, or a group is named, which may be the very one that is let in. */
function userOf(configuration: Configuration): User | 'another' | undefined {
  const [statement] = statementsNamed(configuration, 'user').filter(({ context }) => context === 'main');
  const [name, group] = statement?.directive.args ?? [];
  if (statement === undefined || name === undefined) {
    return undefined;
  }
  return group !== undefined || /^(?:root|0)$/.test(name.value)
    ? 'another'
    : { name: name.value, place: { path: statement.file.path, span: statement.directive.span } };
}

function isOwn(folder: string, user: User | undefined): boolean {
  return folder === `/home/${user?.name}`;
}

interface ClosedPath {
  readonly folder: string;
  readonly place: Origin;
}

const CLOSED = /^(?:https?:\/\/)?(?:unix:)?(\/root|\/home\/[a-z_][\w-]*)\//;

function closedPaths(site: Site, configuration: Configuration): ClosedPath[] {
  const files = ['root', 'alias'].flatMap((name) => statementsNamed(configuration, name));
  const targets = site.routes
    .filter(({ effective }) => effective.configuration === configuration)
    .flatMap(({ targets: known }) => (known.kind === 'known' ? known.value.map(({ statement }) => statement) : []));
  return [...files, ...targets].flatMap(({ directive, file }): ClosedPath[] => {
    const word = directive.args[0];
    const folder = CLOSED.exec(word?.value ?? '')?.[1];
    return word === undefined || folder === undefined ? [] : [{ folder, place: { path: file.path, span: word.span } }];
  });
}

const TELLING = /(?:\.(?:sh|bash|md|rst|txt|ya?ml|j2|tf|toml)|(?:Make|Docker|Vagrant|just)file)$/;

/** Whether something in the workspace lets the user of Nginx in, as far as its text tells. */
function isOpened(workspace: Workspace, folder: string, user: string): boolean {
  const opens = new RegExp(
    `(?:chmod|setfacl|install\\s+-d|mode:)[^\\n]*(?:${folder}\\b|/home/\\$)|(?:usermod|gpasswd|adduser|groupmems)[^\\n]*\\b${user}\\b|HOME_MODE`,
  );
  return workspace.paths.some((path) => TELLING.test(path) && opens.test(workspace.read(path) ?? ''));
}
