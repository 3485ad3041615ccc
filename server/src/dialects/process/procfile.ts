import { absent, unknown } from '../../base/known.ts';
import { directoryName, joinPath, type WorkspacePath } from '../../base/path.ts';
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
 * @returns the processes of a Procfile: `name: shell line`. The `.env` beside it is read as honcho and foreman do; on a
 * platform the variables come from elsewhere, so more may be set.
 */
export function procfileProcesses(path: WorkspacePath, text: string, workspace: Workspace, files: ServerFiles): Found {
  const processes: Process[] = [];
  const scripts = new Set<string>();
  const environment = procfileEnvironment(path, workspace);
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
      });
    }
  }
  return { processes, scripts };
}

function procfileEnvironment(path: WorkspacePath, workspace: Workspace): Environment {
  const file = joinPath(directoryName(path), '.env');
  const text = workspace.has(file) ? workspace.read(file) : undefined;
  return text === undefined
    ? incomplete(emptyEnvironment)
    : withVariables(emptyEnvironment, fileVariables(file, text, readPythonDotenv(text)));
}
