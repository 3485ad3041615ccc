import { isInside, type WorkspacePath } from '../base/path.ts';
import { findModule } from '../dialects/django/module-path.ts';
import type { Application } from './application.ts';

/** The files of a project that hold its URL patterns. */
export interface UrlFiles {
  /** The one that ROOT_URLCONF names. */
  readonly root: WorkspacePath;
  /** Their texts without lines of comments, that of `root` first. */
  readonly texts: readonly string[];
}

/** @returns the files of URL patterns of a project; undefined where the one that ROOT_URLCONF names isn't found. */
export function urlFiles({ project, settings }: Application): UrlFiles | undefined {
  const { workspace, folder } = project;
  const name = settings.text('ROOT_URLCONF');
  const root = name.kind === 'known' ? findModule(workspace, [folder], name.value, settings.path) : undefined;
  if (root === undefined) {
    return undefined;
  }
  const others = workspace.paths.filter(
    (file) =>
      isInside(file, folder) && /\/urls(?:\/\w+)?\.py$/.test(file) && !/\/(?:site-packages|\.?venv)\//.test(file),
  );
  return { root, texts: [root, ...others].map((file) => (workspace.read(file) ?? '').replace(/^\s*#.*$/gm, '')) };
}
