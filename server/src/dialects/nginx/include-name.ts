import { joinPath, normalizePath, pathNames } from '../../base/path.ts';

/** @returns whether Nginx takes the name of an `include` for a glob(3) pattern: `ngx_conf_include`, `strpbrk(name, "*?[")`. */
export function isGlob(name: string): boolean {
  return /[*?[]/.test(name);
}

/**
 * @returns a test for names of one folder, as glob(3) without flags matches them: `*` and `?` take no `/`, nothing but a dot takes a
 * leading dot, `[...]` with `!` or `^`, and no braces.
 */
export function globPart(pattern: string): (name: string) => boolean {
  let source = '';
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i] as string;
    if (character === '*') {
      source += '[^/]*';
    } else if (character === '?') {
      source += '[^/]';
    } else if (character === '[') {
      const end = pattern.indexOf(']', i + (/[!^]/.test(pattern[i + 1] ?? '') ? 3 : 2));
      if (end < 0) {
        source += '\\[';
      } else {
        const body = pattern.slice(i + 1, end);
        source += `[${body.replace(/^!/, '^').replace(/[\\\]]/g, '\\$&')}]`;
        i = end;
      }
    } else if (character === '\\') {
      i++;
      source += escapeForRegex(pattern[i] ?? '\\');
    } else {
      source += escapeForRegex(character);
    }
  }
  const matcher = new RegExp(`^(?:${source})$`, 'su');
  return (name) => matcher.test(name) && (!name.startsWith('.') || pattern.startsWith('.'));
}

function escapeForRegex(character: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}

/** @returns the paths of `all` that an absolute glob `pattern` names, sorted as glob(3) sorts: by bytes. */
export function globPaths<P extends string>(pattern: string, all: readonly P[]): P[] {
  const parts = pathNames(pattern).map(globPart);
  const fixed = fixedPart(pattern);
  return all
    .filter((path) => {
      const names = path.startsWith(fixed) ? pathNames(path) : [];
      return names.length === parts.length && names.every((name, index) => parts[index]?.(name));
    })
    .sort();
}

/** The folders in front of what a pattern leaves open, by which most paths are told apart quickly. */
function fixedPart(pattern: string): string {
  const plain = normalizePath(/^[^*?[\\]*/.exec(pattern)?.[0] ?? '');
  return plain.slice(0, plain.lastIndexOf('/') + 1);
}

/** @returns the folders with files of `all` in them that an absolute glob `pattern`, or a plain name, names. */
export function globFolders<P extends string>(pattern: string, all: readonly P[]): P[] {
  const parts = pathNames(pattern).map(globPart);
  const fixed = fixedPart(pattern);
  const folders = all.flatMap((path) => {
    const names = path.startsWith(fixed) ? pathNames(path) : [];
    const isBelow = names.length > parts.length && parts.every((matches, index) => matches(names[index] ?? ''));
    return isBelow ? [`/${names.slice(0, parts.length).join('/')}` as P] : [];
  });
  return [...new Set(folders)].sort();
}

/**
 * @param namesIn the names in a folder; none where it is no folder.
 * @returns the paths that an absolute glob `pattern` names, sorted as glob(3) sorts: by bytes.
 */
export function expandGlob(pattern: string, namesIn: (folder: string) => readonly string[]): string[] {
  const parts = pathNames(pattern);
  const last = parts.pop() ?? '';
  const matching = (folder: string, part: string): string[] =>
    namesIn(folder)
      .filter(globPart(part))
      .map((name) => joinPath(folder, name));
  let folders = ['/'];
  for (const part of parts) {
    folders = folders.flatMap((folder) => (isGlob(part) ? matching(folder, part) : [joinPath(folder, part)]));
  }
  return folders.flatMap((folder) => matching(folder, last)).sort();
}

/** @returns the full name of an `include`, which counts from the folder of the main configuration: `ngx_conf_full_name`. */
export function fullName(name: string, mainFolder: string): string {
  return joinPath(mainFolder, name);
}
