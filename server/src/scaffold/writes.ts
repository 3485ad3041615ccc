import type { PlannedFile } from './plan.ts';

/** What writing a plan would do to a folder. Each list holds the files with the text that is to be written. */
export interface PlannedWrites {
  /** Files that aren't there yet. */
  readonly create: readonly PlannedFile[];
  /** Files that are there and need nothing. */
  readonly same: readonly PlannedFile[];
  /** Files that are there and get lines added at their end; what the person wrote in them stays. */
  readonly extend: readonly PlannedFile[];
  /** Files that are there with another text; they are overwritten only when the person says so. Lines of their own stay where lines are added. */
  readonly conflict: readonly PlannedFile[];
}

/** @returns the planned lines that `existing` lacks; a line `NAME=value` is there when any line sets `NAME`. */
function missingLines(existing: string, planned: string): string[] {
  const lines = existing.split(/\r?\n/);
  const names = new Set(lines.map((line) => /^\s*(?:export\s+)?(\w+)=/.exec(line)?.[1]));
  const present = new Set(lines.map((line) => line.trim()));
  return planned.split('\n').filter((line) => {
    const name = /^(\w+)=/.exec(line)?.[1];
    return line !== '' && !line.startsWith('#') && !present.has(line) && (name === undefined || !names.has(name));
  });
}

/** @returns the text with each line of `names` as it is planned; the text itself where all are so already. */
function withDecided(existing: string, planned: string, names: readonly string[]): string {
  return names.reduce((text, name) => {
    const line = new RegExp(`^${name}=.*$`, 'm').exec(planned)?.[0];
    const plain = (one: string): string => one.replace(/=(["'])(.*)\1$/, '=$2');
    return line === undefined
      ? text
      : text.replace(new RegExp(`^${name}=[^\\r\\n]*`, 'gm'), (one) => (plain(one) === plain(line) ? one : line));
  }, existing);
}

/**
 * @param existing the text of a file by its path relative to the target folder; undefined where there is none.
 * @returns the planned files sorted by what is there already.
 */
export function planWrites(
  plan: readonly PlannedFile[],
  existing: (path: string) => string | undefined,
): PlannedWrites {
  const create: PlannedFile[] = [];
  const same: PlannedFile[] = [];
  const extend: PlannedFile[] = [];
  const conflict: PlannedFile[] = [];
  for (const file of plan) {
    const text = existing(file.path);
    if (text === undefined) {
      create.push(file);
    } else if (text.replaceAll('\r\n', '\n') === file.text) {
      same.push({ ...file, text });
    } else if (file.whenPresent === 'ask') {
      conflict.push(file);
    } else {
      const ending = text.includes('\r\n') ? '\r\n' : '\n';
      const margin = text === '' || text.endsWith('\n') ? '' : ending;
      const missing = missingLines(text, file.text).map((line) => `${line}${ending}`);
      const kept = missing.length === 0 ? text : `${text}${margin}${missing.join('')}`;
      const decided = withDecided(kept, file.text, file.decided ?? []);
      const list = decided !== kept ? conflict : missing.length > 0 ? extend : same;
      list.push({ ...file, text: decided });
    }
  }
  return { create, same, extend, conflict };
}

interface Folder {
  readonly folders: Map<string, Folder>;
  readonly files: string[];
}

/** @returns the planned paths as an indented tree, one name a line, folders before files and both sorted. */
export function drawTree(plan: readonly PlannedFile[]): string {
  const root: Folder = { folders: new Map(), files: [] };
  for (const file of plan) {
    const names = file.path.split('/');
    let folder = root;
    for (const name of names.slice(0, -1)) {
      const next = folder.folders.get(name) ?? { folders: new Map(), files: [] };
      folder.folders.set(name, next);
      folder = next;
    }
    folder.files.push(names.at(-1) as string);
  }
  const lines: string[] = [];
  const draw = (folder: Folder, depth: number): void => {
    const margin = '  '.repeat(depth);
    for (const [name, inner] of [...folder.folders].sort(([one], [other]) => (one < other ? -1 : 1))) {
      lines.push(`${margin}${name}/`);
      draw(inner, depth + 1);
    }
    lines.push(...[...folder.files].sort().map((name) => `${margin}${name}`));
  };
  draw(root, 0);
  return `${lines.join('\n')}\n`;
}
