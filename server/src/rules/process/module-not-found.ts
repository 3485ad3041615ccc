import { certain } from '../../base/known.ts';
import { message } from '../../base/message.ts';
import { joinPath, type WorkspacePath } from '../../base/path.ts';
import type { ReadText } from '../../base/read-text.ts';
import type { Workspace } from '../../base/workspace.ts';
import { moduleBelow } from '../../dialects/django/module-path.ts';
import type { DjangoProject, EntryFile } from '../../dialects/django/project.ts';
import { programFolder } from '../../dialects/process/recognize.ts';
import { isCelery } from '../../site/celery/app.ts';
import { celeryTargetFault } from '../../site/celery/target.ts';
import { looksElsewhere, mayBeInstalled, moduleWord } from '../../site/module-search.ts';
import { defineRule, type Fix } from '../define.ts';

const elsewhere = '{module} is not found: {process} starts in {folder}, and {module} is in {place}.';
const absent = '{module} is not found: there is no such module in {place}.';
const noName = '{module} is not found: there is neither such a module nor such a name in {place}.';
const empty = '{module} holds no Celery application, and {process} does not start.';
const hereText = 'The Celery application of the project is here.';
const use = 'Use {app}';

/** A module that isn't in the folder in which the process starts. */
export const moduleNotFound = defineRule({
  id: 'process/module-not-found',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['process', 'django'],
  fix: 'unsafe',
  sources: [
    'https://docs.python.org/3/library/sys_path_init.html',
    'https://docs.celeryq.dev/en/stable/reference/cli.html#celery',
  ],
  messages: { elsewhere, absent, noName, empty, here: hereText, use },
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
      const owner =
        site.projects.find(({ entries }) => entries.some(({ name }) => name.split('.')[0] === top)) ??
        site.projects.find((project) => isCelery(process) && project.folder === here && appsOf(project).length > 0);
      if (here === undefined || folder === '/' || owner === undefined || mayBeInstalled(site, owner)) {
        continue;
      }
      const root = here.slice(0, here.length - folder.length);
      const values = { process: process.name, folder };
      const isLooked = isCelery(process) && appsOf(owner).length > 0;
      const fault = isLooked ? celeryTargetFault(site.workspace, here, word.value) : undefined;
      if (fault !== undefined && (holds(site.workspace, here, top) || owner.folder === here)) {
        const [app, ...others] = appsOf(owner);
        const isNamed = fault.kind === 'absent' && /[.:]/.test(fault.module);
        report({
          ...word.place(0, word.value.length),
          message: fault.kind === 'absent' && isNamed ? 'noName' : fault.kind,
          values: { process: process.name, module: fault.module, place: folder },
          related:
            app === undefined || others.length > 0
              ? []
              : [{ path: app.path, span: { start: 0, end: 0 }, message: message(hereText) }],
          fixes: useOnly(word, appsOf(owner)),
        });
      } else if (!holds(site.workspace, here, top)) {
        const place = owner.folder.slice(root.length);
        report({ ...word.place(0, dotted.length), message: 'elsewhere', values: { ...values, module: top, place } });
      } else if (isServerEntry(dotted) && moduleBelow(site.workspace, here, dotted) === undefined) {
        const place = joinPath(folder, dotted.split('.').slice(0, -1).join('/'));
        report({ ...word.place(0, dotted.length), message: 'absent', values: { ...values, module: dotted, place } });
      }
    }
  },
});

/** The modules of a project that hold a Celery application. */
function appsOf({ entries, workspace }: DjangoProject): readonly EntryFile[] {
  return entries.filter(({ kind, path }) => kind === 'celery' && /\bCelery\(/.test(workspace.read(path) ?? ''));
}

/** The one application of the project, as people name it. */
function useOnly(word: ReadText, [only, ...others]: readonly EntryFile[]): Fix[] {
  const app = only?.name.replace(/\.celery$/, '');
  const { path, span } = word.place(0, word.value.length);
  return app === undefined || others.length > 0 || app === word.value
    ? []
    : [{ title: message(use, { app }), kind: 'unsafe', edits: [{ path, span, newText: app }] }];
}

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
