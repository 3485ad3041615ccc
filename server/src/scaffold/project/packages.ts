import { isInside, joinPath, type WorkspacePath } from '../../base/path.ts';
import { foldersUp, type Workspace } from '../../base/workspace.ts';
import { groupsForServer } from './dependency-groups.ts';
import { tableOf } from './toml-table.ts';

/** Files that tell which Python packages a project needs, the one to install from first. */
const packageFiles = [
  'requirements.txt',
  ...['production', 'prod', 'live', 'deploy', 'server'].flatMap(inRequirements),
  ...['base', 'common', 'default', 'main', 'requirements', 'project-requirements'].flatMap(inRequirements),
  'uv.lock',
  'poetry.lock',
  'Pipfile.lock',
  'Pipfile',
  'pyproject.toml',
  'setup.py',
];

function inRequirements(name: string): string[] {
  return [`requirements/${name}.txt`, `requirements-${name}.txt`, `requirements_${name}.txt`];
}

/** Where the packages of a project are told. */
export interface ProjectPackages {
  /** The folder of the file, or for one in `requirements/` the one above: the project's own, or one above that. */
  readonly folder: WorkspacePath;
  /** The file to install from, relative to `folder`. */
  readonly file: string;
}

/**
 * Looks in the folder of a project, then in those above it up to the root of the workspace.
 *
 * @returns where its packages are told; undefined where no file does.
 */
export function findPackages(workspace: Workspace, project: WorkspacePath): ProjectPackages | undefined {
  for (const folder of foldersUp(workspace, project)) {
    const found = packageFiles.find((name) => tells(workspace, joinPath(folder, name)));
    if (found !== undefined) {
      return { folder, file: installedFrom(workspace, folder, found) };
    }
  }
  return undefined;
}

/** Many a `pyproject.toml` holds the settings of linters only. */
function tells(workspace: Workspace, path: WorkspacePath): boolean {
  if (!workspace.has(path)) {
    return false;
  }
  const text = path.endsWith('/pyproject.toml') ? (workspace.read(path) ?? '') : undefined;
  return text === undefined || /^\[(?:project|tool\.poetry)\]/m.test(text) || groupsForServer(text).length > 0;
}

/** Poetry's own tables are read by Poetry alone, which makes the lock file that is missing. */
function installedFrom(workspace: Workspace, folder: WorkspacePath, file: string): string {
  const text = file === 'pyproject.toml' ? (workspace.read(joinPath(folder, file)) ?? '') : '';
  return tableOf(text, 'tool.poetry.dependencies') !== '' && !/^dependencies\s*=/m.test(text) ? 'poetry.lock' : file;
}

const compiler = ['build-essential', 'python3-dev'];

/** Debian's packages without which some packages of PyPI are neither built nor imported. */
const debianPackages: readonly (readonly [pattern: RegExp, packages: readonly string[]])[] = [
  [/^(?:psycopg2|psycopg-c|psycopg\[c\])$/, [...compiler, 'libpq-dev']],
  [/^psycopg$/, ['libpq5']],
  [/^mysqlclient$/, [...compiler, 'pkg-config', 'default-libmysqlclient-dev']],
  [/^(?:python-ldap|django-auth-ldap)$/, [...compiler, 'libldap-dev', 'libsasl2-dev']],
  [/^(?:xmlsec|python3-saml|pysaml2)$/, [...compiler, 'pkg-config', 'libxml2-dev', 'libxmlsec1-dev']],
  [/^(?:pycairo|rlpycairo)$/, [...compiler, 'pkg-config', 'libcairo2-dev']],
  [/^(?:uwsgi|pyuwsgi|pycrypto)$/, compiler],
  [/^pycurl$/, [...compiler, 'libcurl4-openssl-dev', 'libssl-dev']],
  [/^python-magic$/, ['libmagic1']],
  [/^weasyprint$/, ['libpango-1.0-0', 'libpangoft2-1.0-0']],
  [/^pyzbar$/, ['libzbar0']],
];

/** @returns the names of the packages that the files below `folder` tell, in lower case; those of lock files too. */
function packageNames(workspace: Workspace, folder: WorkspacePath): Set<string> {
  const files =
    /(?:^|\/)(?:requirements[\w-]*\.(?:txt|in)|requirements\/[\w-]+\.(?:txt|in)|Pipfile|pyproject\.toml|setup\.(?:py|cfg)|(?:uv|poetry)\.lock)$/;
  const texts = workspace.paths
    .filter((path) => isInside(path, folder) && files.test(path.slice(folder.length)))
    .map((path) => workspace.read(path) ?? '');
  const names = texts.flatMap((text) =>
    [...text.matchAll(/^\s*(?:name = )?["']?([A-Za-z0-9][\w.-]*(?:\[c\])?)(?=["'\s=<>~!;@[,]|$)/gm)].map((match) =>
      (match[1] as string).toLowerCase(),
    ),
  );
  const git = texts.some((text) => /^[^#\n]*\bgit\+|^\s*git = "|\{ git = "/m.test(text));
  return new Set([...names, ...(git ? ['git'] : [])]);
}

/** @returns the packages of Debian that those of the project need beside Python itself, sorted. */
export function neededPrograms(workspace: Workspace, { folder }: ProjectPackages): string[] {
  const names = [...packageNames(workspace, folder)];
  const needed = debianPackages.filter(([pattern]) => names.some((name) => pattern.test(name)));
  return [
    ...new Set([...needed.flatMap(([, packages]) => packages), ...(names.includes('git') ? ['git'] : [])]),
  ].sort();
}
