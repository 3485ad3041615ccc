import { baseName, directoryName, normalizePath } from '../base/path.ts';
import type { Answers } from './answers/answers.ts';

/** The folder of programs that install packages; apart from the project's own, whose versions they must not decide. */
const tools = '.tools';

/** A program that reads a lock file or a manifest, and the command that installs what it tells. */
interface Installer {
  readonly program: 'uv' | 'poetry' | 'pipenv';
  /** Its arguments; `..` of the file is told by `above`. */
  readonly command: string;
  /** Variables that it is given beside the environment to install into. */
  readonly variables?: string;
}

/**
 * @param file the name of the file to install from.
 * @param above the folder of the file where that isn't the project's own, else the empty text.
 * @param groups the groups of packages that are installed too.
 * @returns who installs what the file tells; undefined where pip does.
 */
function installerOf(file: string, above: string, groups: readonly string[]): Installer | undefined {
  const at = (option: string): string => (above === '' ? '' : ` ${option} ${above}`);
  const chosen = groups.map((name) => ` --group ${name}`).join('');
  switch (file) {
    case 'uv.lock':
      // In a folder above nothing may be built: that one isn't handed over.
      return {
        program: 'uv',
        command: `sync --frozen --inexact${groups.includes('dev') ? '' : ' --no-dev'}${chosen}${at('--project')}${above === '' ? '' : ' --no-install-project'}`,
      };
    case 'pyproject.toml':
      if (groups.length > 0) {
        const project = `${above === '' ? '' : `${above}/`}${file}`;
        const all = groups.map((name) => ` --group ${project}:${name}`).join('');
        return { program: 'uv', command: `pip install --python .venv${all}` };
      }
      // Only what the project needs: pip would build the project too, which a site has no use for and many can't be.
      return { program: 'uv', command: `pip install --python .venv -r ${above === '' ? '' : `${above}/`}${file}` };
    case 'poetry.lock':
      return {
        program: 'poetry',
        command: `install --only=${['main', ...groups].join(',')} --no-root --no-interaction --no-cache${at('--directory')}`,
      };
    case 'Pipfile.lock':
    case 'Pipfile':
      return {
        program: 'pipenv',
        command: file === 'Pipfile' ? 'install --skip-lock' : 'sync',
        ...(above === '' ? {} : { variables: ` PIPENV_PIPFILE=${above}/Pipfile` }),
      };
    default:
      return undefined;
  }
}

/** @returns the commands that end with an error where the Python of this server isn't of the versions that the project needs. */
function pythonChecks({ python, requirements }: Answers): string[] {
  return python.map((bound) => {
    const isLeast = bound.startsWith('>=');
    const version = bound.slice(bound.indexOf('3'));
    const [needed, own, other] = isLeast
      ? [`${version} or newer`, 'an older', 'a newer']
      : [`before ${version}`, 'a newer', 'an older'];
    const comparison = `sys.version_info ${isLeast ? '<' : '>='} (${version.replace('.', ', ')})`;
    return `python3 -c 'import sys; sys.exit(${comparison})' || { echo 'The packages of ${requirements} need Python ${needed}, and this server has ${own} one: take ${other} Debian or Ubuntu.' >&2; false; }`;
  });
}

/**
 * setuptools 82 is without pkg_resources, which many an older package imports and doesn't ask for by a version.
 *
 * @returns the command that installs the last setuptools with it, where something is installed that imports it and it isn't there.
 */
function resourcesCommand(install: string): string {
  return `if grep --recursive --quiet --include='*.py' --extended-regexp '^(import|from) pkg_resources' .venv/lib && ! .venv/bin/python -c 'import pkg_resources' 2> /dev/null; then ${install} 'setuptools<82'; fi`;
}

/** @returns the folder above the project's own that its packages are told in; undefined where they are told in its own. */
export function packagesAbove({ requirements, projectPath }: Answers): string | undefined {
  const up = /^(?:\.\.\/)+/.exec(requirements)?.[0];
  return up === undefined ? undefined : normalizePath(`${projectPath}/${up}.`);
}

/** @returns whether a folder of programs is made beside the project's own environment. */
export function usesTools({ requirements }: Answers): boolean {
  return installerOf(baseName(requirements), '', []) !== undefined;
}

/**
 * @returns the shell commands, in the folder of the project, that make its virtual environment and install the project's packages
 * and those of `deploy/requirements.txt`; each may be run again.
 */
export function installCommands(answers: Answers): string[] {
  const { requirements, projectPath, user } = answers;
  const as = `runuser --user=${user} --`;
  const pip = `${as} .venv/bin/pip install --no-cache-dir`;
  const above = packagesAbove(answers) === undefined ? '' : directoryName(requirements);
  const installer = installerOf(baseName(requirements), above, answers.groups);
  if (installer === undefined) {
    return [
      ...pythonChecks(answers),
      `${as} python3 -m venv .venv`,
      `test ! -f ${requirements} || ${pip} ${baseName(requirements) === 'setup.py' ? '--editable .' : `-r ${requirements}`}`,
      `${pip} -r deploy/requirements.txt`,
      resourcesCommand(pip),
    ];
  }
  const { program, command, variables = '' } = installer;
  const environment = `HOME=${projectPath} UV_NO_CACHE=1 UV_PROJECT_ENVIRONMENT=${projectPath}/.venv VIRTUAL_ENV=${projectPath}/.venv${variables}`;
  const own = [`${as} python3 -m venv ${tools}`, `${as} ${tools}/bin/pip install --no-cache-dir ${program}`];
  const run = (text: string): string => `${as} env ${environment} ${tools}/bin/${program} ${text}`;
  if (program === 'uv') {
    return [
      ...own,
      // uv fetches the Python that the project asks for, where the server's is another.
      ...(command.startsWith('pip') ? [`test -x .venv/bin/python || ${run('venv .venv')}`] : []),
      run(command),
      run('pip install --python .venv -r deploy/requirements.txt'),
      resourcesCommand(run('pip install --python .venv')),
    ];
  }
  return [
    ...pythonChecks(answers),
    ...own,
    `${as} python3 -m venv .venv`,
    run(command),
    `${pip} -r deploy/requirements.txt`,
    resourcesCommand(pip),
  ];
}
