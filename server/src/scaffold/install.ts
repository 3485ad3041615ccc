import { baseName, directoryName, normalizePath } from '../base/path.ts';
import type { Answers } from './answers.ts';

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
 * @returns who installs what the file tells; undefined where pip does.
 */
function installerOf(file: string, above: string): Installer | undefined {
  const at = (option: string): string => (above === '' ? '' : ` ${option} ${above}`);
  switch (file) {
    case 'uv.lock':
      // In a folder above nothing may be built: that one isn't handed over.
      return {
        program: 'uv',
        command: `sync --frozen --inexact --no-dev${at('--project')}${above === '' ? '' : ' --no-install-project'}`,
      };
    case 'pyproject.toml':
      // Only what the project needs: pip would build the project too, which a site has no use for and many can't be.
      return { program: 'uv', command: `pip install --python .venv -r ${above === '' ? '' : `${above}/`}${file}` };
    case 'poetry.lock':
      return {
        program: 'poetry',
        command: `install --only=main --no-root --no-interaction --no-cache${at('--directory')}`,
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

/**
 * pip takes an older Django than was asked for, or tells only that it found none, where Python is older than Django's newest
 * versions need (docs.djangoproject.com, FAQ: Installation).
 *
 * @returns a command that ends with an error where the file of requirements asks for a Django that this server's Python can't run.
 */
function pythonCheck(requirements: string): string {
  const check = (django: string, minor: number): string =>
    `if grep --quiet --ignore-case --no-messages --extended-regexp '^django(\\[[a-z0-9, ]*])? *(==|~=|>=) *${django}(\\.[^;]*)?$' ${requirements} && ! python3 -c 'import sys; sys.exit(sys.version_info < (3, ${minor}))'; then echo 'The Django of ${requirements} needs Python 3.${minor} or newer, and this server has an older one: take a newer Debian or Ubuntu.' >&2; false; fi`;
  return [check('6', 12), check('5', 10)].join('\n');
}

/** @returns the folder above the project's own that its packages are told in; undefined where they are told in its own. */
export function packagesAbove({ requirements, projectPath }: Answers): string | undefined {
  const up = /^(?:\.\.\/)+/.exec(requirements)?.[0];
  return up === undefined ? undefined : normalizePath(`${projectPath}/${up}.`);
}

/** @returns whether a folder of programs is made beside the project's own environment. */
export function usesTools({ requirements }: Answers): boolean {
  return installerOf(baseName(requirements), '') !== undefined;
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
  const installer = installerOf(baseName(requirements), above);
  if (installer === undefined) {
    return [
      ...(baseName(requirements) === 'setup.py' ? [] : [pythonCheck(requirements)]),
      `${as} python3 -m venv .venv`,
      `test ! -f ${requirements} || ${pip} ${baseName(requirements) === 'setup.py' ? '--editable .' : `-r ${requirements}`}`,
      `${pip} -r deploy/requirements.txt`,
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
    ];
  }
  return [...own, `${as} python3 -m venv .venv`, run(command), `${pip} -r deploy/requirements.txt`];
}
