import { absent, unknown } from '../../base/known.ts';
import { baseName, directoryName, joinPath, type WorkspacePath } from '../../base/path.ts';
import { ReadText } from '../../base/read-text.ts';
import type { Workspace } from '../../base/workspace.ts';
import { readPythonDotenv } from '../../syntax/dotenv/python-dotenv.ts';
import { incomplete } from './command.ts';
import { emptyEnvironment, fileVariables, withVariables } from './environment.ts';
import type { Environment, Process } from './process.ts';
import { runScript } from './run.ts';
import type { ServerFiles } from './server-files.ts';
import type { Found } from './systemd.ts';

/**
 * @returns the processes of a Procfile: `name: shell line`. The `.env` beside it is read as honcho and foreman do, and these two
 * set `PORT` themselves, to a number that no file tells. An example of a `.env` beside it says that the server has one of its own.
 */
export function procfileProcesses(path: WorkspacePath, text: string, workspace: Workspace, files: ServerFiles): Found {
  const processes: Process[] = [];
  const scripts = new Set<string>();
  const environment = procfileEnvironment(path, text, workspace);
  const folder = unknown('a Procfile runs where its project was put');
  for (const match of text.matchAll(/^([A-Za-z0-9_-]+):[ \t]*(\S.*?)[ \t\r]*$/gm)) {
    const [line, name = '', command = ''] = match;
    const start = match.index + line.indexOf(command, name.length + 1);
    const shell = ReadText.of(path, text, start, start + command.length);
    const outcome = runScript(shell, { words: [], environment, workingDirectory: folder }, files);
    outcome.scripts.forEach((script) => {
      scripts.add(script);
    });
    for (const running of outcome.running) {
      processes.push({
        name,
        definition: { kind: 'procfile' },
        path,
        origin: { path, span: { start: match.index, end: match.index + name.length } },
        words: running.words,
        program: running.program,
        environment: running.environment,
        workingDirectory: running.workingDirectory,
        user: absent,
        group: absent,
        handed: absent,
      });
    }
  }
  return { processes, scripts };
}

function procfileEnvironment(path: WorkspacePath, procfile: string, workspace: Workspace): Environment {
  const origin = { path, span: { start: 0, end: procfile.length } };
  const port = ReadText.hole({ reason: 'what runs the Procfile sets PORT', splits: false }, origin);
  const environment = withVariables(emptyEnvironment, [{ name: 'PORT', origin, value: port }]);
  const folder = directoryName(path);
  const file = joinPath(folder, '.env');
  const text = workspace.has(file) ? workspace.read(file) : undefined;
  if (text !== undefined) {
    return withVariables(environment, fileVariables(file, text, readPythonDotenv(text)));
  }
  const hasExample = workspace.paths.some((each) => directoryName(each) === folder && /^\.?env\./.test(baseName(each)));
  return hasExample ? incomplete(environment) : environment;
}
