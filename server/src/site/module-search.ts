import { joinPath } from '../base/path.ts';
import type { ReadText } from '../base/read-text.ts';
import type { DjangoProject } from '../dialects/django/project.ts';
import { hasOption, optionValue } from '../dialects/process/options.ts';
import type { Process } from '../dialects/process/process.ts';
import type { Site } from './site.ts';

/** @returns the word that names the module that a process imports: the application of a server, or `-A` of celery. */
export function moduleWord({ program }: Process): ReadText | undefined {
  if ('appWord' in program) {
    return program.appWord;
  }
  return 'global' in program ? optionValue(program.global, '--app') : undefined;
}

/** @returns whether an option, a variable or a file may name another place to look in than the folder of the process. */
export function looksElsewhere({ program, environment }: Process): boolean {
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

/** @returns whether the project is a package that pip can put beside the other ones. */
export function mayBeInstalled(site: Site, project: DjangoProject): boolean {
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
