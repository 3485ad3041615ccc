declare const workspaceBrand: unique symbol;
declare const serverBrand: unique symbol;

/**
 * The path of a file that the person has open or on disk, as the host names it: absolute, with `/` between
 * names on every system. It says nothing about where the file will stand on the server.
 */
export type WorkspacePath = string & { readonly [workspaceBrand]: true };

/**
 * A path as the running server sees it, such as `/etc/nginx/nginx.conf` or `/srv/shop/media/`. It may only become a
 * path of the workspace through the site's path map.
 */
export type ServerPath = string & { readonly [serverBrand]: true };

/** @returns `text` as a path of the workspace. The caller vouches for it. */
export function workspacePath(text: string): WorkspacePath {
  return text as WorkspacePath;
}

/** @returns `text` as a path of the server. The caller vouches for it. */
export function serverPath(text: string): ServerPath {
  return text as ServerPath;
}

/** @returns the part behind the last `/`; of `/a/b/` that is the empty string. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** @returns the folder that holds `path`, without a slash at its end but for the root `/`; `.` where there is none. */
export function directoryName<P extends string>(path: P): P {
  const cut = path.lastIndexOf('/');
  return (cut < 0 ? '.' : cut === 0 ? '/' : path.slice(0, cut)) as P;
}

/** @returns the names of `path` between its slashes, without empty ones. */
export function pathNames(path: string): string[] {
  return path.split('/').filter((name) => name !== '');
}

/**
 * Joins POSIX paths as a shell's `cd` would: an absolute part starts anew, `.` and `..` are folded, a slash at the end of
 * the last part is kept.
 */
export function joinPath<P extends string>(first: P, ...more: string[]): P {
  let joined: string = first;
  for (const part of more) {
    joined = part.startsWith('/') ? part : part === '' ? joined : `${joined}/${part}`;
  }
  return normalizePath(joined) as P;
}

/** @returns `path` with `.`, `..` and doubled slashes folded; a slash at its end is kept; `..` never leaves `/`. */
export function normalizePath<P extends string>(path: P): P {
  const absolute = path.startsWith('/');
  if (absolute && !path.includes('/.') && !path.includes('//')) {
    return path;
  }
  const names: string[] = [];
  for (const name of path.split('/')) {
    if (name === '' || name === '.') {
      continue;
    }
    if (name === '..' && names.length > 0 && names[names.length - 1] !== '..') {
      names.pop();
    } else if (name !== '..' || !absolute) {
      names.push(name);
    }
  }
  const body = names.join('/');
  const tail = path.endsWith('/') && body !== '' ? '/' : '';
  return (absolute ? `/${body}${tail}` : body === '' ? '.' : `${body}${tail}`) as P;
}

/** @returns whether `path` is `folder` or lies below it; both without `.` and `..`. */
export function isInside(path: string, folder: string): boolean {
  const base = folder.endsWith('/') ? folder.slice(0, -1) : folder;
  return path === base || path.startsWith(`${base}/`);
}

/** @returns how many names the two paths share, counted from their ends: `/a/b/c` and `/x/b/c` share 2. */
export function commonTail(one: string, other: string): number {
  const left = pathNames(one);
  const right = pathNames(other);
  let count = 0;
  while (
    count < left.length &&
    count < right.length &&
    left[left.length - 1 - count] === right[right.length - 1 - count]
  ) {
    count++;
  }
  return count;
}
