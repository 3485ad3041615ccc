import { ownFiles } from '../../dialects/django/find-projects.ts';
import { findModule } from '../../dialects/django/module-path.ts';
import type { Application } from '../application.ts';

/**
 * @returns the texts of the files of URL patterns of a project without lines of comments, that of the one which ROOT_URLCONF names
 * first; undefined where that one isn't found.
 */
export function urlTexts({ project, settings }: Application): readonly string[] | undefined {
  const { workspace, folder } = project;
  const name = settings.text('ROOT_URLCONF');
  const root = name.kind === 'known' ? findModule(workspace, [folder], name.value, settings.path) : undefined;
  return root === undefined
    ? undefined
    : [root, ...ownFiles(project, /\/urls(?:\/\w+)?\.py$/)].map((file) =>
        (workspace.read(file) ?? '').replace(/^\s*#.*$/gm, ''),
      );
}
