import { absent, type Known, mapKnown, type Origin } from '../../base/known.ts';
import type { ServerPath, WorkspacePath } from '../../base/path.ts';
import type { ReadText } from '../../base/read-text.ts';
import type { ComposeService } from './compose/service.ts';
import type { Listening } from './listen.ts';
import type { Program } from './program.ts';
import type { UnitFile } from './unit-file.ts';

/** The environment that a process starts with, as far as the files tell. */
export interface Environment {
  /** In the order in which a later one replaced an earlier of the same name. */
  readonly variables: ReadonlyMap<string, EnvironmentVariable>;
  /**
   * Whether every file and line that sets variables could be read. What a process inherits from outside the files, such as
   * the variables of an image, isn't asked.
   */
  readonly complete: boolean;
}

/** One variable and where it is set. */
export interface EnvironmentVariable {
  readonly name: string;
  /** The whole assignment. */
  readonly origin: Origin;
  readonly value: ReadText;
}

/** What kind of file starts a process, with what only this kind has. */
export type Definition =
  | { readonly kind: 'systemd'; readonly unit: UnitFile; readonly command: ExecPlace }
  | { readonly kind: 'supervisor'; readonly copies: Known<number> }
  | { readonly kind: 'compose'; readonly service: ComposeService }
  | { readonly kind: 'procfile' }
  | { readonly kind: 'shell' };

/** Which setting of a unit a command stands in. */
export interface ExecPlace {
  readonly key: string;
  readonly prefix: string;
}

/** One command that some file has started. */
export interface Process {
  /** The unit, program, service or Procfile name; the file's name for a script. */
  readonly name: string;
  readonly definition: Definition;
  /** The file that starts it. */
  readonly path: WorkspacePath;
  /** The name, or the command where there is no name to point at. */
  readonly origin: Origin;
  /** The words of the command as they stand, wrappers such as `poetry run` too. */
  readonly words: readonly ReadText[];
  /** What runs in the end, with its own words. */
  readonly program: Program;
  readonly environment: Environment;
  readonly workingDirectory: Known<ServerPath>;
  readonly user: Known<string>;
  readonly group: Known<string>;
  /**
   * The sockets that what starts it has opened and hands in: those of a `.socket` unit from descriptor 3 on, that of an
   * `fcgi-program` of supervisor as descriptor 0.
   */
  readonly handed: Known<readonly Listening[]>;
}

/**
 * @returns where a process waits, for the programs that say so in their words; `absent` for the rest, Flower too. A descriptor
 * is the socket that was handed in, and gunicorn takes what systemd hands in for all that it is told (`create_sockets` of
 * `gunicorn/sock.py`).
 */
export function processListens({ program, handed, definition }: Process): Known<readonly Listening[]> {
  if (!('listens' in program)) {
    return absent;
  }
  const first = definition.kind === 'systemd' ? 3 : 0;
  if (program.kind === 'gunicorn' && definition.kind === 'systemd' && handed.kind !== 'absent') {
    return handed;
  }
  return mapKnown(program.listens, (listens) =>
    listens.map((listening) =>
      listening.address.kind === 'descriptor' && handed.kind === 'known'
        ? (handed.value[listening.address.number - first] ?? listening)
        : listening,
    ),
  );
}
