import { certain } from '../../base/known.ts';
import { joinPath, type WorkspacePath } from '../../base/path.ts';
import type { Workspace } from '../../base/workspace.ts';
import { moduleBelow } from '../../dialects/django/module-path.ts';
import { programFolder } from '../../dialects/process/recognize.ts';
import { looksElsewhere, mayBeInstalled, moduleWord } from '../../site/module-search.ts';
import { defineRule } from '../define.ts';

const elsewhere = '{module} is not found: {process} starts in {folder}, and {module} is in {place}.';
const absent = '{module} is not found: there is no such module in {place}.';

/** A module that isn't in the folder in which the process starts. */
export const moduleNotFound = defineRule({
  id: 'process/module-not-found',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['process', 'django'],
  fix: 'none',
  sources: ['https://docs.python.org/3/library/sys_path_init.html'],
  messages: { elsewhere, absent },
  check({ site, report }) {
    for (const process of site.processes) {
      const { definition, program } = process;
      const word = moduleWord(process);
      const folder = certain(programFolder(program, process.workingDirectory));
      const isService = definition.kind === 'systemd' || definition.kind === 'supervisor';
      if (
        word === undefined ||
        word.hole !== undefined ||
        folder === undefined ||
        !isService ||
        looksElsewhere(process)
      ) {
        continue;
      }
      const dotted = word.value.split(':')[0] as string;
      const top = dotted.split('.')[0] as string;
      const here = copyOf(site.workspace, folder, process.path);
      const owner = site.projects.find(({ entries }) => entries.some(({ name }) => name.split('.')[0] === top));
      if (here === undefined || folder === '/' || owner === undefined || mayBeInstalled(site, owner)) {
        continue;
      }
      const root = here.slice(0, here.length - folder.length);
      const values = { process: process.name, folder };
      if (!holds(site.workspace, here, top)) {
        const place = owner.folder.slice(root.length);
        report({ ...word.place(0, dotted.length), message: 'elsewhere', values: { ...values, module: top, place } });
      } else if (isServerEntry(dotted) && moduleBelow(site.workspace, here, dotted) === undefined) {
        const place = joinPath(folder, dotted.split('.').slice(0, -1).join('/'));
        report({ ...word.place(0, dotted.length), message: 'absent', values: { ...values, module: dotted, place } });
      }
    }
  },
});

/** The folder of the workspace that surely is `folder` of the server: the same path, or the same in the tree that `file` of `/etc` stands in. */
function copyOf(workspace: Workspace, folder: string, file: WorkspacePath): WorkspacePath | undefined {
  return ['', /^(.*)\/etc\//.exec(file)?.[1] ?? '', ...workspace.roots]
    .map((root) => `${root === '/' ? '' : root}${folder}` as WorkspacePath)
    .find((path) => workspace.paths.some((one) => one.startsWith(`${path}/`)));
}

function holds(workspace: Workspace, folder: WorkspacePath, name: string): boolean {
  return workspace.paths.some((path) => path === `${folder}/${name}.py` || path.startsWith(`${folder}/${name}/`));
}

/** Of other names a module may make itself while it is imported. */
function isServerEntry(dotted: string): boolean {
  return /^[\w.]+\.(?:asgi|wsgi)$/.test(dotted);
}
