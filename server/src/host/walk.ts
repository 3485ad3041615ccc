import { type Dirent, readdirSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { directoryName, isInside, joinPath, type WorkspacePath } from '../base/path.ts';
import { toWorkspacePath } from './node-path.ts';

/** What a walk found: every file, and for links (and files below linked folders) where they really are. */
export interface Tree {
  readonly paths: readonly WorkspacePath[];
  readonly links: ReadonlyMap<WorkspacePath, WorkspacePath>;
}

/** Folders that hold what others wrote or what a program made. */
const LEFT_OUT =
  /^(?:node_modules|bower_components|__pycache__|site-packages|\.(?:git|hg|svn|tox|nox|venv|mypy_cache|pytest_cache|ruff_cache|cache|idea|vscode-test|terraform|next|nuxt)|venv|htmlcov|.*\.egg-info)$/;
/** Left out only beside a file that says that a build makes them. */
const BUILD_OUTPUT = /^(?:dist|build|out|target)$/;
const BUILD_FILES = new Set(['package.json', 'pyproject.toml', 'setup.py', 'Cargo.toml', 'build.gradle', 'pom.xml']);

/** More files than this are not looked at: no deployment has as many, and an editor must stay quick. */
const MOST_FILES = 100_000;

/**
 * Lists the files below `roots`, leaving out version control, installed packages, virtual environments and build output.
 * Links are followed, also to folders; a link that leads back into its own path is left out. A link to an absolute path that isn't
 * there is looked for below the folders above it, since in a copy of a server's tree `sites-enabled` points to `/etc/nginx/...`.
 */
export function walk(roots: readonly WorkspacePath[]): Tree {
  const paths: WorkspacePath[] = [];
  const links = new Map<WorkspacePath, WorkspacePath>();

  const visit = (folder: WorkspacePath, real: string, above: readonly string[]): void => {
    const entries = listFolder(folder);
    const names = new Set(entries.map((entry) => entry.name));
    if (names.has('pyvenv.cfg')) {
      return;
    }
    const builds = entries.some((entry) => BUILD_FILES.has(entry.name));
    for (const entry of entries) {
      if (paths.length >= MOST_FILES) {
        return;
      }
      const path = joinPath(folder, entry.name);
      if (entry.isSymbolicLink()) {
        follow(path, above);
      } else if (entry.isDirectory()) {
        if (!LEFT_OUT.test(entry.name) && !(builds && BUILD_OUTPUT.test(entry.name))) {
          const inner = joinPath(real, entry.name);
          visit(path, inner, [...above, inner]);
        }
      } else if (entry.isFile()) {
        paths.push(path);
        if (folder !== real) {
          links.set(path, toWorkspacePath(joinPath(real, entry.name)));
        }
      }
    }
  };

  const follow = (path: WorkspacePath, above: readonly string[]): void => {
    const target = linkTarget(path, roots);
    if (target === undefined) {
      return;
    }
    if (!target.isFolder) {
      paths.push(path);
      links.set(path, target.path);
    } else if (!above.some((one) => isInside(one, target.path))) {
      visit(path, target.path, [...above, target.path]);
    }
  };

  for (const root of roots) {
    const real = realPathOf(root) ?? root;
    visit(root, real, [real]);
  }
  return { paths: [...new Set(paths)].sort(), links };
}

function listFolder(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** @returns the file itself behind any links; undefined where there is none. */
export function realPathOf(path: string): WorkspacePath | undefined {
  try {
    return toWorkspacePath(realpathSync(path));
  } catch {
    return undefined;
  }
}

/**
 * @returns what a path leads to, links followed; a link to an absolute path that isn't there is looked for below the folders
 * from its own up to the one of `roots` that holds it. Undefined where there is neither file nor folder, or no longer.
 */
export function linkTarget(
  path: WorkspacePath,
  roots: readonly WorkspacePath[],
): { readonly path: WorkspacePath; readonly isFolder: boolean } | undefined {
  const direct = describe(path);
  const wanted = direct === undefined ? readLink(path) : undefined;
  if (wanted?.startsWith('/') !== true) {
    return direct;
  }
  const root = roots.find((one) => isInside(path, one));
  for (let folder = directoryName(path); root !== undefined && isInside(folder, root); folder = directoryName(folder)) {
    const found = describe(joinPath(folder, wanted.slice(1)));
    if (found !== undefined) {
      return found;
    }
    if (folder === '/') {
      break;
    }
  }
  return undefined;
}

/** @returns what a link says, followed or not; undefined where no link stands at the path, or no longer. */
function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

function describe(path: string): { readonly path: WorkspacePath; readonly isFolder: boolean } | undefined {
  const real = realPathOf(path);
  if (real === undefined) {
    return undefined;
  }
  const facts = statSync(real, { throwIfNoEntry: false });
  return facts?.isDirectory() || facts?.isFile() ? { path: real, isFolder: facts.isDirectory() } : undefined;
}
