import { baseName, directoryName, joinPath, type WorkspacePath } from '../../base/path.ts';
import { ReadText } from '../../base/read-text.ts';
import type { Command } from './command.ts';
import type { Program } from './program.ts';
import { programEnvironment } from './program-environment.ts';
import { programFolder, recognizeProgram } from './recognize.ts';
import type { ServerFiles } from './server-files.ts';
import { type ShellEvents, ShellRun } from './shell-run.ts';
import { unwrap } from './unwrap.ts';

/** A command that runs in the end, and what it is. */
export interface Running extends Command {
  readonly program: Program;
}

/** What a command leads to. */
export interface Outcome {
  readonly running: readonly Running[];
  /** The scripts of the workspace that were followed. */
  readonly scripts: ReadonlySet<WorkspacePath>;
}

/** How deep scripts may call scripts. */
const deepest = 5;

/**
 * Follows a command through its wrappers, `sh -c` texts and the scripts of the workspace.
 * @returns each of our programs that it runs; the command itself as `other` where there is none.
 */
export function runCommand(command: Command, files: ServerFiles): Outcome {
  const scripts = new Set<WorkspacePath>();
  const running = follow(command, files, scripts, 0);
  return { running: running.length > 0 ? running : [other(command, files)], scripts };
}

/** @returns each of our programs that a script's text runs, started from `start`. */
export function runScript(text: ReadText, start: Command, files: ServerFiles): Outcome {
  const scripts = new Set<WorkspacePath>([text.origin.path]);
  return { running: followScript(text, start, files, scripts, 0), scripts };
}

function other(command: Command, files: ServerFiles): Running {
  const executable = command.words[0] ?? new ReadText([], { path: files.path, span: { start: 0, end: 0 } });
  return { ...command, program: { kind: 'other', executable, words: command.words.slice(1), asModule: false } };
}

function follow(command: Command, files: ServerFiles, scripts: Set<WorkspacePath>, depth: number): Running[] {
  const unwrapped = unwrap(command);
  if (unwrapped.script !== undefined) {
    return depth < deepest ? followScript(unwrapped.script, unwrapped, files, scripts, depth + 1) : [];
  }
  const program = recognizeProgram(unwrapped, files);
  if (program.kind !== 'other') {
    return [
      {
        words: unwrapped.words,
        environment: programEnvironment(program, unwrapped, files),
        workingDirectory: programFolder(program, unwrapped.workingDirectory),
        program,
      },
    ];
  }
  const script = scriptOf(unwrapped, files);
  if (script === undefined || depth >= deepest || scripts.has(script.text.origin.path)) {
    return [];
  }
  scripts.add(script.text.origin.path);
  return followScript(script.text, unwrapped, files, scripts, depth + 1, script.parameters);
}

/** @returns the text of the script of the workspace that the command runs, and the words behind its name. */
function scriptOf(
  command: Command,
  files: ServerFiles,
): { readonly text: ReadText; readonly parameters: readonly ReadText[] } | undefined {
  const shell = /^(?:ba|da|a|z|k)?sh$/.test(baseName(command.words[0]?.value ?? ''));
  const word = shell ? command.words.slice(1).find((each) => !each.value.startsWith('-')) : command.words[0];
  if (word === undefined || word.hole !== undefined || !/[./]/.test(word.value)) {
    return undefined;
  }
  const folder = command.workingDirectory;
  const found = files.find(folder.kind === 'known' ? joinPath(folder.value, word.value) : word.value);
  if (found.kind !== 'found' || !(shell || isShellScript(found.path, found.text))) {
    return undefined;
  }
  return {
    text: ReadText.of(found.path, found.text),
    parameters: command.words.slice(command.words.indexOf(word) + 1),
  };
}

/** @returns whether a file is a script of a POSIX shell, by its name or its first line. */
export function isShellScript(path: WorkspacePath, text: string): boolean {
  return text.startsWith('#!') ? /^#!.*\b(?:ba|da|a|z|k)?sh\b/.test(text) : /\.(?:ba|z|k)?sh$/.test(path);
}

function followScript(
  text: ReadText,
  start: Command,
  files: ServerFiles,
  scripts: Set<WorkspacePath>,
  depth: number,
  parameters?: readonly ReadText[],
): Running[] {
  const running: Running[] = [];
  const events: ShellEvents = {
    command: (command) => {
      running.push(...follow(command, files, scripts, depth));
    },
    source: (word, folder) => {
      if (word.hole !== undefined || depth >= deepest || baseName(word.value) === 'activate') {
        return undefined;
      }
      const name = folder.kind === 'known' ? joinPath(folder.value, word.value) : word.value;
      const found = files.find(name);
      return found.kind === 'found' && directoryName(found.path) !== found.path
        ? ReadText.of(found.path, found.text)
        : undefined;
    },
  };
  new ShellRun(start, events, parameters).run(text);
  return running;
}
