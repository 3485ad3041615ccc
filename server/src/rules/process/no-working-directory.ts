import { certain } from '../../base/known.ts';
import { joinPath } from '../../base/path.ts';
import type { ReadText } from '../../base/read-text.ts';
import type { DjangoProject } from '../../dialects/django/project.ts';
import { hasOption, optionValue } from '../../dialects/process/options.ts';
import type { Process } from '../../dialects/process/process.ts';
import { programFolder } from '../../dialects/process/recognize.ts';
import { unitSettings } from '../../dialects/process/unit-file.ts';
import type { Site } from '../../site/site.ts';
import { defineRule } from '../define.ts';

const root =
  '{module} is not found: without WorkingDirectory the service starts in /, and the module is looked for there.';

/** A unit that starts in `/` and names a module of a project that is somewhere else. */
export const noWorkingDirectory = defineRule({
  id: 'process/no-working-directory',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['process', 'django'],
  fix: 'none',
  sources: ['https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#WorkingDirectory='],
  messages: { root },
  check({ site, report }) {
    for (const process of site.processes) {
      const word = moduleWord(process);
      const module = word?.hole === undefined ? word?.value.split(/[:.]/)[0] : undefined;
      if (word === undefined || module === undefined || !startsInRoot(process) || looksElsewhere(process)) {
        continue;
      }
      const owner = site.projects.find((project) => project.entries.some(({ name }) => name.startsWith(`${module}.`)));
      if (owner !== undefined && owner.folder !== '/' && !mayBeInstalled(site, owner)) {
        report({ ...word.origin, message: 'root', values: { module } });
      }
    }
  },
});

/** The word that names the module: the application of a server, or `-A` of celery. */
function moduleWord({ program }: Process): ReadText | undefined {
  if (program.kind === 'uvicorn' || program.kind === 'gunicorn') {
    return program.appWord;
  }
  return 'global' in program ? optionValue(program.global, '--app') : undefined;
}

function startsInRoot({ definition, program, workingDirectory, path }: Process): boolean {
  if (definition.kind !== 'systemd' || path.includes('/systemd/user/')) {
    return false;
  }
  const changes = ['WorkingDirectory', 'RootDirectory', 'RootImage'].some(
    (key) => unitSettings(definition.unit, 'Service', key).length > 0,
  );
  return !changes && certain(programFolder(program, workingDirectory)) === '/';
}

/** Whether an option, a variable or a file names another place to look in. */
function looksElsewhere({ program, environment }: Process): boolean {
  const options = 'options' in program ? program.options : undefined;
  const other = ['--app-dir', '--pythonpath', '--config', '--chdir', '--workdir'].some(
    (name) => options !== undefined && hasOption(options, name),
  );
  return (
    other ||
    options?.complete === false ||
    !environment.complete ||
    ['PYTHONPATH', 'GUNICORN_CMD_ARGS'].some((name) => environment.variables.has(name))
  );
}

/** Whether the project is a package that pip can put beside the other ones. */
function mayBeInstalled(site: Site, project: DjangoProject): boolean {
  return ['', '..'].some((step) => {
    const folder = joinPath(project.folder, step);
    const build = site.workspace.read(joinPath(folder, 'pyproject.toml')) ?? '';
    return (
      site.workspace.has(joinPath(folder, 'setup.py')) ||
      site.workspace.has(joinPath(folder, 'setup.cfg')) ||
      build.includes('[build-system]')
    );
  });
}
