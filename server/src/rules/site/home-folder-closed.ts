import type { Origin } from '../../base/known.ts';
import { message } from '../../base/message.ts';
import type { Workspace } from '../../base/workspace.ts';
import type { Configuration } from '../../dialects/nginx/configuration.ts';
import { statementsNamed } from '../../dialects/nginx/read.ts';
import type { Site } from '../../site/site.ts';
import { defineRule } from '../define.ts';

const check =
  'Check whether {user}, as whom Nginx works, may go through /home/{owner}: new systems close that folder to others, and Nginx answers with 403 or 502 then.';
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
  messages: { check, works },
  check({ site, report }) {
    for (const configuration of site.configurations) {
      const user = userOf(configuration);
      const told = new Set<string>();
      for (const { owner, place } of user === undefined ? [] : homePaths(site, configuration)) {
        if (
          user !== undefined &&
          owner !== user.name &&
          !told.has(owner) &&
          !isOpened(site.workspace, owner, user.name)
        ) {
          told.add(owner);
          const values = { user: user.name, owner };
          report({ ...place, message: 'check', values, related: [{ ...user.place, message: message(works, values) }] });
        }
      }
    }
  },
});

interface User {
  readonly name: string;
  readonly place: Origin;
}

/** The user of the workers where the main file says it; a group beside it may be the very one that is let in. */
function userOf(configuration: Configuration): User | undefined {
  const [statement] = statementsNamed(configuration, 'user').filter(({ context }) => context === 'main');
  const [name, group] = statement?.directive.args ?? [];
  const isPlain = name !== undefined && group === undefined && !/^(?:root|0)$/.test(name.value);
  return statement !== undefined && isPlain
    ? { name: name.value, place: { path: statement.file.path, span: statement.directive.span } }
    : undefined;
}

interface HomePath {
  readonly owner: string;
  readonly place: Origin;
}

const HOME = /^(?:https?:\/\/)?(?:unix:)?\/home\/([a-z_][\w-]*)\//;

function homePaths(site: Site, configuration: Configuration): HomePath[] {
  const files = ['root', 'alias'].flatMap((name) => statementsNamed(configuration, name));
  const targets = site.routes
    .filter(({ effective }) => effective.configuration === configuration)
    .flatMap(({ targets: known }) => (known.kind === 'known' ? known.value.map(({ statement }) => statement) : []));
  return [...files, ...targets].flatMap(({ directive, file }): HomePath[] => {
    const word = directive.args[0];
    const owner = HOME.exec(word?.value ?? '')?.[1];
    return word === undefined || owner === undefined ? [] : [{ owner, place: { path: file.path, span: word.span } }];
  });
}

const TELLING = /(?:\.(?:sh|bash|md|rst|txt|ya?ml|j2|tf|toml)|(?:Make|Docker|Vagrant|just)file)$/;

/** Whether something in the workspace lets the user of Nginx in, as far as its text tells. */
function isOpened(workspace: Workspace, owner: string, user: string): boolean {
  const opens = new RegExp(
    `(?:chmod|setfacl|install\\s+-d|mode:)[^\\n]*/home/(?:${owner}|\\$)|(?:usermod|gpasswd|adduser|groupmems)[^\\n]*\\b${user}\\b|HOME_MODE`,
  );
  return workspace.paths.some((path) => TELLING.test(path) && opens.test(workspace.read(path) ?? ''));
}
