import { editDistance } from '../../../base/nearest.ts';
import type { Run } from './run.ts';
import { isSlip, isSlipOfBuiltin } from './slip.ts';
import { CUSTOMARY, isBroken, isJoined, isSplit, isSwapped, type Names } from './torn-names.ts';
import { scriptParts } from './values/script.ts';
import type { VariableTable, VariableUse } from './variable-table.ts';

/**
 * Tells a slip of the pen from the name of a variable that is defined out of view. A name that stands in a file more than once is no slip, and
 * where in doubt it is none.
 */
export class VariableSlips implements Names {
  readonly #run: Run;
  readonly #table: VariableTable;
  readonly isKnown: (name: string) => boolean;
  #words: ReadonlyMap<string, number> | undefined;

  /** @param isKnown whether something in view defines a name. */
  constructor(run: Run, table: VariableTable, isKnown: (name: string) => boolean) {
    this.#run = run;
    this.#table = table;
    this.isKnown = isKnown;
  }

  /**
   * @param use a variable that nothing in view defines.
   * @param near the names most like it that something does.
   */
  isSure(use: VariableUse, near: readonly string[]): boolean {
    const { name, word } = use;
    const written = word?.value ?? '';
    const inCapitals = name.toUpperCase();
    if (inCapitals !== name && (written.includes(`$${inCapitals}`) || written.includes(`\${${inCapitals}`))) {
      // Left for `envsubst`, which fills in names in capitals.
      return false;
    }
    if (
      /^0|\W/.test(name) ||
      this.#isCutOff(name) ||
      isSwapped(use) ||
      isJoined(name, this.isKnown) ||
      isBroken(name, written, this)
    ) {
      return true;
    }
    return (
      (this.count(`$${name}`) <= 1 &&
        (near.some((one) => this.#isSlip(name, one)) ||
          CUSTOMARY.some((one) => isSlipOfBuiltin(name, one)) ||
          this.#isOnceOtherwise(name) ||
          isOfFamily(name) ||
          isSplit(name, written, this))) ||
      this.#lacksSister(name, written)
    );
  }

  #isSlip(name: string, meant: string): boolean {
    return this.#table.definitions.has(meant) ? isSlip(name, meant) : isSlipOfBuiltin(name, meant);
  }

  /** `$vhostnae` beside several `$vhostname`, wherever that is defined. */
  #isOnceOtherwise(name: string): boolean {
    return [...this.#table.uses.keys()].some(
      (other) =>
        name.length > 5 &&
        (name.length !== other.length || sorted(name) === sorted(other)) &&
        isSlip(name, other) &&
        this.count(`$${other}`) > 1,
    );
  }

  /** `set $site-name a;` defines what no value can name: `$site-name` is `$site` there. */
  #isCutOff(name: string): boolean {
    return [...this.#table.definitions.keys()].some(
      (defined) => /\W/.test(defined) && [defined.split(/\W/)[0], defined.replace(/\W/g, '')].includes(name),
    );
  }

  /** @returns how often a word stands in the files; `$name` is the use of a variable. */
  count(word: string): number {
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

function sorted(name: string): string {
  return [...name].sort().join('');
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
