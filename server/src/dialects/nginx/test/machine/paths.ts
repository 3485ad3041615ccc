import { baseName, directoryName } from '../../../../base/path.ts';
import type { Call } from '../call.ts';
import type { Run } from '../run.ts';
import type { Machine, PathError, PathKind } from './machine.ts';

/** The number and the words of the system's errors, as Nginx prints them (`ngx_strerror`). */
const ERRORS = {
  ENOENT: { number: 2, text: 'No such file or directory' },
  ENOTDIR: { number: 20, text: 'Not a directory' },
  EISDIR: { number: 21, text: 'Is a directory' },
  ELOOP: { number: 40, text: 'Too many levels of symbolic links' },
} as const;

/** What the system answers where a file can't be opened or made. */
export type FileError = keyof typeof ERRORS;

/** @returns an error as Nginx ends a message with it: `(2: No such file or directory)`. */
export function errorText(error: FileError): string {
  return `(${ERRORS[error].number}: ${ERRORS[error].text})`;
}

/** @returns an error's number and words. */
export function describeError(error: FileError): { readonly number: number; readonly text: string } {
  return ERRORS[error];
}

/**
 * @returns the name of a file as Nginx completes it (`ngx_get_full_name`, src/core/ngx_file.c); undefined where the folder that it counts from isn't known.
 * @param from `configuration`: the folder of the main file, which a file that none includes doesn't tell; `prefix`: the one that Nginx was built with.
 */
export function fullName(run: Run, name: string, from: 'configuration' | 'prefix'): string | undefined {
  if (name.startsWith('/')) {
    return name;
  }
  const { machine, configuration } = run;
  if (from === 'configuration' && run.partial) {
    return undefined;
  }
  const folder = from === 'prefix' ? machine?.prefix : machine?.pathOf(configuration.folder);
  return folder === undefined ? undefined : folder.endsWith('/') ? folder + name : `${folder}/${name}`;
}

/** @returns why a path can't be opened for reading; a folder can, though nothing is read from it. */
export function openError(machine: Machine, path: string): PathError | undefined {
  return asError(machine.at(path));
}

/** @returns why a file can't be opened for writing, made where it isn't there. */
export function writeError(machine: Machine, path: string): FileError | undefined {
  const found = machine.at(path);
  return found === 'folder' ? 'EISDIR' : isNothing(found) ? placeError(machine, path) : asError(found);
}

/**
 * `ngx_create_paths` (src/core/ngx_file.c) makes a folder and then looks at its owner. One that is there already is fine, and so is a file; a
 * link that leads nowhere is found only by the look.
 * @param path without a slash at its end.
 * @returns the call that fails, and why.
 */
export function folderError(
  machine: Machine,
  path: string,
): { readonly call: 'mkdir' | 'stat'; readonly error: FileError } | undefined {
  const found = machine.at(path);
  const folder = directoryName(path);
  const isLink = machine.at(folder) === 'folder' && machine.names(folder)?.includes(baseName(path)) === true;
  const error = isNothing(found) && !isLink ? placeError(machine, path) : asError(found);
  return error && { call: isLink ? 'stat' : 'mkdir', error };
}

/** Whether there is nothing at a path, or nothing that can be seen: then the folder around it decides. */
function isNothing(found: PathKind): boolean {
  return found === 'ENOENT' || found === 'unknown';
}

/** Why nothing can be made at a path where nothing is. */
export function placeError(machine: Machine, path: string): FileError | undefined {
  const folder = machine.at(directoryName(path));
  return folder === 'file' ? 'ENOTDIR' : asError(folder);
}

function asError(found: PathKind): PathError | undefined {
  return found === 'file' || found === 'folder' || found === 'unknown' ? undefined : found;
}

/** Says where a file that a directive reads can't be opened. @returns whether Nginx goes on. */
export function opens(call: Call, argument: number): boolean {
  const { machine } = call.run;
  const path = fullName(call.run, call.value(argument), 'configuration');
  if (machine === undefined || path === undefined || path.includes('$')) {
    return true;
  }
  const error = openError(machine, path);
  if (error !== undefined) {
    call.refuse(`open() "${path}" failed ${errorText(error)}`, argument, 'file');
    return false;
  }
  if (machine.at(path) === 'folder') {
    call.refuse(`read() "${path}" failed ${errorText('EISDIR')}`, argument, 'file');
    return false;
  }
  return true;
}
