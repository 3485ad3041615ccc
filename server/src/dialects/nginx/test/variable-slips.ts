import { editDistance } from '../../../base/nearest.ts';
import type { Run } from './run.ts';
import { isSlip } from './slip.ts';
import { scriptParts } from './values/script.ts';
import type { VariableTable, VariableUse } from './variable-table.ts';

/** Names of one's own that are one letter away from a name of Nginx. */
const OWN = new Set([
  ...['url', 'urls', 'urn', 'uid', 'gid', 'ip', 'id', 'ui', 'port', 'post', 'most', 'cost', 'lost', 'ghost', 'hot'],
  ...['arg', 'http', 'schema', 'theme', 'user', 'site', 'state', 'name', 'query', 'query_args', 'real_ip', 'real_uri'],
]);

const SCHEME = /^(?:https?|grpcs?|s?uwsgi)$/i;

/**
 * Tells a slip of the pen from the name of a variable that is defined out of view. A name that stands in a file more than once is no slip, and
 * where in doubt it is none.
 */
export class VariableSlips {
  readonly #run: Run;
  readonly #table: VariableTable;
  readonly #isKnown: (name: string) => boolean;
  #words: ReadonlyMap<string, number> | undefined;

  /** @param isKnown whether something in view defines a name. */
  constructor(run: Run, table: VariableTable, isKnown: (name: string) => boolean) {
    this.#run = run;
    this.#table = table;
    this.#isKnown = isKnown;
  }

  /**
   * @param use a variable that nothing in view defines.
   * @param near the names most like it that something does.
   */
  isSure(use: VariableUse, near: readonly string[]): boolean {
    const { name, word } = use;
    if (/^0/.test(name)) {
      return true;
    }
    const written = word?.value ?? '';
    if (written.includes(`$${name.toUpperCase()}`) && /[a-z]/.test(name)) {
      // Left for `envsubst`, which fills in names in capitals.
      return false;
    }
    return (
      (this.#count(`$${name}`) <= 1 &&
        ((!OWN.has(name) && near.some((one) => isSlip(name, one))) ||
          isOfFamily(name) ||
          this.#isSplit(name, written))) ||
      this.#lacksSister(name, written)
    );
  }

  /** How often a word stands in the files; `$name` is the use of a variable. */
  #count(word: string): number {
    if (this.#words === undefined) {
      const words = new Map<string, number>();
      for (const { document } of this.#run.configuration.files) {
        for (const [found, name] of document.text.toLowerCase().matchAll(/(?:\$\{?)?([a-z0-9_]+)/g)) {
          const variable = found === name ? undefined : `$${name}`;
          for (const one of [name as string, ...(variable === undefined ? [] : [variable])]) {
            words.set(one, (words.get(one) ?? 0) + 1);
          }
        }
      }
      this.#words = words;
    }
    return this.#words.get(word) ?? 0;
  }

  /** `$connect$ion_upgrade`, `perm$anent`, `$ho#st`, `$http://`: with what stands beside it, it is a name or a word that is known. */
  #isSplit(name: string, written: string): boolean {
    for (const part of scriptParts(written)) {
      if (part.kind === 'variable' && part.name.toLowerCase() === name && written[part.start + 1] !== '{') {
        const head = /\$?[A-Za-z0-9_]*$/.exec(written.slice(0, part.start))?.[0].replace('$', '') ?? '';
        const tail = /^[#"'\\$]([A-Za-z0-9_]+)/.exec(written.slice(part.end))?.[1] ?? '';
        if (SCHEME.test(head + name) && written.startsWith('://', part.end)) {
          return true;
        }
        for (const joined of [head + name, name + tail, head + name + tail].map((one) => one.toLowerCase())) {
          if (joined !== name && (this.#isKnown(joined) || (joined.length > 3 && this.#count(joined) > 0))) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** `$app_scheme://$app_host:$app_port`, where the file sets all that are called alike but one. */
  #lacksSister(name: string, written: string): boolean {
    const first = /^[a-z0-9]+_/.exec(name)?.[0];
    if (first === undefined) {
      return false;
    }
    const sisters = scriptParts(written).filter(
      (part) =>
        part.kind === 'variable' &&
        part.name.startsWith(first) &&
        this.#table.definitions.get(part.name.toLowerCase())?.directive.name.value === 'set',
    );
    return sisters.length > 1;
  }
}

/** The families of variables that are called after headers. */
const FAMILIES = ['http_', 'cookie_', 'sent_http_', 'upstream_http_', 'upstream_cookie_'];

/** `$htt_range` is meant to be `$http_range`, whatever the header; `$https_range` and `$cookies_read` are names of their own. */
function isOfFamily(name: string): boolean {
  return FAMILIES.some((family) =>
    [family.length - 1, family.length, family.length + 1]
      .map((length) => name.slice(0, length))
      .some((start) => start.endsWith('_') && !start.endsWith('s_') && editDistance(start, family, 1) === 1),
  );
}
