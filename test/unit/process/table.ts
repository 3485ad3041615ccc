import type { Known } from '../../../server/src/base/known.ts';
import { workspacePath } from '../../../server/src/base/path.ts';
import { memoryWorkspace, type Workspace } from '../../../server/src/base/workspace.ts';
import { findProcesses } from '../../../server/src/dialects/process/find.ts';
import type { ListenAddress, Listening } from '../../../server/src/dialects/process/listen.ts';
import type { Process } from '../../../server/src/dialects/process/process.ts';
import { processListens } from '../../../server/src/dialects/process/process.ts';

/** @returns a workspace of files by path. */
export function workspaceOf(files: Readonly<Record<string, string>>): Workspace {
  return memoryWorkspace(
    [workspacePath('/w')],
    new Map(Object.entries(files).map(([path, text]) => [workspacePath(path), text])),
  );
}

/** @returns the processes of `files`, one line each: name, kind, application, where it listens, folder. */
export function lines(files: Readonly<Record<string, string>>): string[] {
  return findProcesses(workspaceOf(files)).map(line);
}

export function line(process: Process): string {
  const { program } = process;
  const app = 'app' in program ? ` ${text(program.app)}` : '';
  const listens = showListens(processListens(process));
  return `${process.name}: ${program.kind}${app}${listens === '-' ? '' : ` on ${listens}`} in ${text(process.workingDirectory)}`;
}

export function text(value: Known<unknown>): string {
  return value.kind === 'known'
    ? `${String(value.value)}${value.assumes.length > 0 ? '?' : ''}`
    : value.kind === 'unknown'
      ? '?'
      : '-';
}

export function showListens(value: Known<readonly Listening[]>): string {
  return value.kind === 'known'
    ? value.value.map((each) => address(each.address) + (value.assumes.length > 0 ? '?' : '')).join(' ')
    : text(value);
}

export function address(where: ListenAddress): string {
  return where.kind === 'tcp'
    ? `${where.host}:${where.port}`
    : where.kind === 'unix'
      ? where.path
      : `fd ${where.number}`;
}
