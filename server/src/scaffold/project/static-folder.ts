import { certain } from '../../base/known.ts';
import { isInside, normalizePath } from '../../base/path.ts';
import type { DjangoProject } from '../../dialects/django/project.ts';
import type { Settings } from '../../dialects/django/settings.ts';
import { isSequence } from '../../dialects/django/value.ts';
import { spareStaticFolder, usualStaticFolder } from '../answers/answers.ts';

/** @returns the folder that a setting names, relative to the project's own; undefined where it lies elsewhere or isn't known. */
export function folderBelow({ folder }: DjangoProject, settings: Settings, name: string): string | undefined {
  const value = certain(settings.own(name));
  const path =
    value?.type === 'path' && value.space === 'workspace' ? normalizePath(value.path).replace(/\/$/, '') : '';
  return path !== folder && isInside(path, folder) ? path.slice(folder.length + 1) : undefined;
}

/** @returns the folder in which static files are collected, where some were put into it by hand or by a build. */
function filledStaticFolder(project: DjangoProject, settings: Settings): string | undefined {
  const below = folderBelow(project, settings, 'STATIC_ROOT');
  const isFilled = project.workspace.paths.some((path) => isInside(path, `${project.folder}/${below}`));
  return below !== undefined && isFilled ? below : undefined;
}

/** @returns whether the project has static files of its own in the folder in which they would be collected (check staticfiles.E002). */
function collectsFromUsual({ folder }: DjangoProject, settings: Settings): boolean {
  const list = certain(settings.own('STATICFILES_DIRS'));
  const values = list !== undefined && isSequence(list) ? list.items.map(certain) : [];
  return values.some((value) => {
    const second = value !== undefined && isSequence(value) ? value.items[1] : undefined;
    const path = second === undefined ? value : certain(second);
    return (
      path?.type === 'path' &&
      path.space === 'workspace' &&
      isInside(normalizePath(path.path), `${folder}/${usualStaticFolder}`)
    );
  });
}

/** @returns the folder in which the project's static files are collected; undefined where the usual one is free for it. */
export function collectedFolder(project: DjangoProject, settings: Settings): string | undefined {
  return (
    filledStaticFolder(project, settings) ?? (collectsFromUsual(project, settings) ? spareStaticFolder : undefined)
  );
}
