import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { type Undone, undoWritten } from './undo-written.ts';
import { type FileToWrite, reasonOf, type Written, writeFiles } from './write-files.ts';

/** One run that wrote files, and what takes it back. */
export interface Run {
  readonly id: string;
  /** The absolute path of the folder, links followed. */
  readonly folder: string;
  readonly written: Written;
}

/** Older runs are forgotten: they hold whole texts, and what they wrote has most likely been changed since. */
const mostRuns = 20;

/** What of the environment of this process decides where its user's state is kept. */
export interface StatePlace {
  readonly platform: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * @returns the file that keeps the runs of this user, for every editor and the command line, outside of all projects: it holds what
 * was replaced, passwords included. On Linux as the XDG Base Directory Specification says of state.
 */
export function historyFile({ platform, environment }: StatePlace): string {
  const { XDG_STATE_HOME: state, LOCALAPPDATA: local } = environment;
  const own: Readonly<Record<string, string>> = {
    darwin: join(homedir(), 'Library', 'Application Support'),
    win32: local ?? join(homedir(), 'AppData', 'Local'),
  };
  const usual = own[platform] ?? join(homedir(), '.local', 'state');
  return join(state === undefined || state === '' ? usual : state, 'siteconf', 'history.json');
}

/** The runs of one user that can be taken back. */
export class History {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /**
   * Writes files as {@link writeFiles} does, and remembers the run.
   *
   * @returns why the run can't be remembered, for a person; undefined where it is.
   * @throws WriteError for the file that could not be written; nothing was changed then.
   */
  async write(folder: string, files: readonly FileToWrite[]): Promise<string | undefined> {
    const written = await writeFiles(folder, files);
    try {
      const run: Run = { id: randomBytes(8).toString('hex'), folder: realpathSync(folder), written };
      this.#keep([...this.#runs(), run]);
      return undefined;
    } catch (error) {
      return reasonOf(error);
    }
  }

  /** @returns the last run that wrote into one of `folders` or below, into any where there are none; undefined without one. */
  last(folders: readonly string[]): Run | undefined {
    const places = folders.map((folder) => realPathOf(resolve(folder)));
    const isIn = (file: string): boolean =>
      places.length === 0 || places.some((place) => !relative(place, file).split(sep).includes('..'));
    return this.#runs().findLast(({ folder, written }) => written.files.some(({ path }) => isIn(join(folder, path))));
  }

  /**
   * Takes a run back, as {@link undoWritten} does, and forgets it.
   * @throws WriteError where a file can't be restored; nothing was changed then, and the run can still be taken back.
   */
  async undo({ id, folder, written }: Run): Promise<Undone> {
    const undone = await undoWritten(folder, written);
    this.#keep(this.#runs().filter((run) => run.id !== id));
    return undone;
  }

  #runs(): readonly Run[] {
    try {
      const runs: unknown = JSON.parse(readFileSync(this.#file, 'utf8'));
      return Array.isArray(runs) ? runs.filter(isRun) : [];
    } catch {
      return [];
    }
  }

  #keep(runs: readonly Run[]): void {
    mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 });
    const temporary = `${this.#file}.${randomBytes(6).toString('hex')}`;
    writeFileSync(temporary, JSON.stringify(runs.slice(-mostRuns)), { mode: 0o600, flag: 'wx' });
    renameSync(temporary, this.#file);
  }
}

function isRun(value: unknown): value is Run {
  const { id, folder, written } = (value ?? {}) as Partial<Run>;
  return typeof id === 'string' && typeof folder === 'string' && Array.isArray(written?.files);
}

function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
