import { scriptParts } from './values/script.ts';
import type { VariableUse } from './variable-table.ts';

/** What is known of the names in some files. */
export interface Names {
  /** @returns whether Nginx, or something in view, defines a variable of this name. */
  isKnown(name: string): boolean;
  /** @returns how often a word stands in the files; `$name` is the use of a variable. */
  count(word: string): number;
}

/** Variables that configurations define by custom, which nobody calls almost so. */
export const CUSTOMARY: readonly string[] = ['connection_upgrade'];

const SCHEME = /^(?:https?|grpcs?|s?uwsgi)$/i;
const FILLED_BY_NGINX = /^\$(?:\d|(?:http|sent_http|upstream_http|cookie|arg)_)/;

/** What a mark may have taken the place of; not `_`, since `/`, `.` and `-` part two names as well. */
const ALTERNATIVES = [...'abcdefghijklmnopqrstuvwxyz0123456789'];

/** Where a variable stands in a value without braces around its name. */
function placesOf(name: string, written: string): { readonly before: string; readonly behind: string }[] {
  return scriptParts(written).flatMap((part) =>
    part.kind === 'variable' && part.name.toLowerCase() === name && written[part.start + 1] !== '{'
      ? [{ before: written.slice(0, part.start), behind: written.slice(part.end) }]
      : [],
  );
}

/** @returns whether, with what stands beside it, it is a name or a word that is known: `$connect$ion_upgrade`, `perm$anent`, `$ho#st`, `$http://`. */
export function isSplit(name: string, written: string, names: Names): boolean {
  return placesOf(name, written).some(({ before, behind }) => {
    const head = /\$?[A-Za-z0-9_]*$/.exec(before)?.[0].replace('$', '') ?? '';
    const tail = /^[#"'\\$]([A-Za-z0-9_]+)/.exec(behind)?.[1] ?? '';
    if (SCHEME.test(head + name) && behind.startsWith('://')) {
      return true;
    }
    if (/^\d+$/.test(head) && /^(?:ms|[smhdwyk])$/i.test(name)) {
      return true;
    }
    return [head + name, name + tail, head + name + tail]
      .map((one) => one.toLowerCase())
      .some((joined) => joined !== name && (names.isKnown(joined) || (joined.length > 3 && names.count(joined) > 0)));
  });
}

/** @returns whether, without the mark in it, or with `_` for it, it is a variable that the files or Nginx have: `$request_f(ilename`, `$http-host`. */
export function isBroken(name: string, written: string, names: Names): boolean {
  return placesOf(name, written).some(({ behind }) => {
    const [, mark, tail = ''] = /^([^A-Za-z0-9_]{1,2})([A-Za-z0-9_-]+)/.exec(behind) ?? [];
    if (
      /^\w/.test(tail) &&
      mark?.length === 1 &&
      (name + tail).length > 4 &&
      ALTERNATIVES.some((one) => names.isKnown(name + one + tail))
    ) {
      return true;
    }
    const whole = (mark === '-' ? `${name}_${tail.replaceAll('-', '_')}` : name + tail).toLowerCase();
    return (
      (tail.length > 0 && whole.length > 2 && names.isKnown(whole)) ||
      (tail.length > 0 && whole.length > 3 && (names.count(`$${whole}`) > 0 || CUSTOMARY.includes(whole)))
    );
  });
}

/** @returns whether it is two that have lost the `$` between them: `$document_rootfastcgi_script_name`. */
export function isJoined(name: string, isKnown: Names['isKnown']): boolean {
  return name.length > 11 && [...name].some((_, at) => at > 2 && isKnown(name.slice(0, at)) && isKnown(name.slice(at)));
}

/** @returns whether what Nginx has by itself stands where the new name should: `map $connection_upgrade $http_upgrade`, `set $1 $site`. */
export function isSwapped({ statement: { directive }, word }: VariableUse): boolean {
  const [one, other] = directive.args;
  const [target, source] = directive.name.value === 'map' ? [other, one] : [one, other];
  return (
    ['map', 'set', 'auth_request_set'].includes(directive.name.value) &&
    word === source &&
    target !== undefined &&
    FILLED_BY_NGINX.test(target.value)
  );
}
