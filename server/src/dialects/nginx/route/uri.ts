/** The target of a request line, read as Nginx reads it. All texts are byte strings. */
export interface TargetUri {
  /** The path that locations are matched with: decoded, `.` and `..` folded, slashes merged. */
  readonly path: string;
  /** Behind the first `?`, as sent; `undefined` stands for none, which Nginx holds apart nowhere but here. */
  readonly args: string;
  /** Whether the path as sent holds a `%`, and a `+`: both change how captures are escaped later. */
  readonly quoted: boolean;
  readonly plus: boolean;
}

const forbidden = /[^!-~\x80-\xff]/;
/** What makes Nginx fold the path: `/.`, `//`, `#`, and any `%`. */
const complex = /\/[./]|#|%/;

/**
 * Normalizes the target of a request: `ngx_http_parse_uri` and `ngx_http_parse_complex_uri` (src/http/ngx_http_parse.c).
 *
 * @param target the target as sent, from its first `/` on.
 * @param mergeSlashes the setting of the port's default server.
 * @returns undefined where Nginx answers 400.
 */
export function normalizeTarget(target: string, mergeSlashes: boolean): TargetUri | undefined {
  if (!target.startsWith('/') || forbidden.test(target)) {
    return undefined;
  }
  const question = target.indexOf('?');
  const before = question < 0 ? target : target.slice(0, question);
  if (!complex.test(before) && !target.includes('#')) {
    return {
      path: before,
      args: question < 0 ? '' : target.slice(question + 1),
      quoted: false,
      plus: before.includes('+'),
    };
  }
  return foldTarget(target, mergeSlashes);
}

type State = 'usual' | 'slash' | 'dot' | 'dots';

/** @returns `path` without its last two names, as `..` leaves it, with the slash at its end; undefined above the root. */
function withoutLastName(path: string): string | undefined {
  const cut = path.lastIndexOf('/', path.length - 4);
  return path.length < 4 || cut < 0 ? undefined : path.slice(0, cut + 1);
}

function foldTarget(target: string, mergeSlashes: boolean): TargetUri | undefined {
  let path = '';
  let state: State = 'usual';
  let quoted = false;
  let plus = false;
  let at = 0;
  const finish = (args: string): TargetUri | undefined => {
    const folded = state === 'dot' ? path.slice(0, -1) : state === 'dots' ? withoutLastName(path) : path;
    return folded === undefined ? undefined : { path: folded, args, quoted, plus };
  };
  for (; at < target.length; at++) {
    let byte = target[at] as string;
    let plain = false;
    if (byte === '?') {
      const hash = target.indexOf('#', at);
      return finish(target.slice(at + 1, hash < 0 ? undefined : hash));
    }
    if (byte === '#') {
      return finish('');
    }
    if (byte === '%') {
      const code = /^[0-9A-Fa-f]{2}/.exec(target.slice(at + 1, at + 3))?.[0];
      if (code === undefined || code === '00') {
        return undefined;
      }
      at += 2;
      quoted = true;
      byte = String.fromCharCode(Number.parseInt(code, 16));
      plain = byte === '%' || byte === '#' || byte === '?';
    }
    if (byte === '+') {
      plus = true;
    }
    if (plain) {
      path += byte;
      state = 'usual';
    } else if (byte === '/') {
      if (state === 'slash') {
        path += mergeSlashes ? '' : '/';
      } else if (state === 'dot') {
        path = path.slice(0, -1);
        state = 'slash';
      } else if (state === 'dots') {
        const up = withoutLastName(path);
        if (up === undefined) {
          return undefined;
        }
        path = up;
        state = 'slash';
      } else {
        path += '/';
        state = 'slash';
      }
    } else if (byte === '.' && state !== 'usual' && state !== 'dots') {
      path += '.';
      state = state === 'slash' ? 'dot' : 'dots';
    } else {
      path += byte;
      state = 'usual';
    }
  }
  return finish('');
}
