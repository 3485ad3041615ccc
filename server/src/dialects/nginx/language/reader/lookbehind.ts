import type { Node } from '../pattern.ts';
import { PatternError } from './cursor.ts';
import type { Capture, PatternGroups } from './groups.ts';

const NOT_FIXED = 'lookbehind assertion is not fixed length';
const LONGEST = 65535;
const MOST_BRANCHES = 2000;
/** The offset of a refusal that the look-behind around it has to tell of. */
const OF_THE_LOOKBEHIND = -1;

/**
 * Refuses look-behinds that aren't of a fixed length, as `check_lookbehinds` (pcre2_compile.c) of PCRE2 10.42 does: each alternative of a
 * look-behind may have a length of its own, but not those of a group in it.
 * @param any the nodes of `\C` in a pattern of characters, which may not stand there.
 */
export function checkLookbehinds(node: Node, groups: PatternGroups, any: readonly Node[]): void {
  if (groups.lookbehinds.length > 0) {
    new LengthReader(groups, any).check(node, []);
  }
}

class LengthReader {
  readonly #groups: PatternGroups;
  readonly #any: readonly Node[];
  #branches = 0;

  constructor(groups: PatternGroups, any: readonly Node[]) {
    this.#groups = groups;
    this.#any = any;
  }

  /** Checks every look-behind in `node`. `called`: the groups whose length is being asked for. */
  check(node: Node, called: readonly Capture[]): void {
    switch (node.kind) {
      case 'sequence':
        for (const item of node.items) {
          this.check(item, called);
        }
        return;
      case 'choice':
        for (const option of node.options) {
          this.check(option, called);
        }
        return;
      case 'look':
        if (node.ahead) {
          this.check(node.body, called);
        } else {
          this.#lookbehind(node, called);
        }
        return;
      case 'repeat':
      case 'group':
      case 'atomic':
        this.check(node.body, called);
        return;
      default:
        return;
    }
  }

  #lookbehind(node: Node, called: readonly Capture[]): void {
    const { branches, offset } = this.#groups.lookbehinds.find((known) => known.node === node) ?? {
      branches: [],
      offset: 0,
    };
    try {
      for (const branch of branches) {
        this.#branchLength(branch, called);
      }
    } catch (error) {
      throw error instanceof PatternError && error.offset === OF_THE_LOOKBEHIND
        ? new PatternError(error.message, offset)
        : error;
    }
  }

  /** `get_branchlength`. */
  #branchLength(branch: Node, called: readonly Capture[]): number {
    if (this.#branches++ > MOST_BRANCHES) {
      throw new PatternError('lookbehind is too complicated', OF_THE_LOOKBEHIND);
    }
    let length = 0;
    for (const item of branch.kind === 'sequence' ? branch.items : [branch]) {
      if (item.kind === 'choice' && item.options.length === 0) {
        break;
      }
      length += this.#length(item, called);
      if (length > LONGEST) {
        throw new PatternError('lookbehind assertion is too long', OF_THE_LOOKBEHIND);
      }
    }
    return length;
  }

  #length(node: Node, called: readonly Capture[]): number {
    switch (node.kind) {
      case 'set':
        if (this.#any.includes(node)) {
          throw new PatternError('\\C is not allowed in a lookbehind assertion in UTF-8 mode', OF_THE_LOOKBEHIND);
        }
        return 1;
      case 'place':
        return 0;
      case 'sequence':
        return this.#branchLength(node, called);
      case 'choice':
        return this.#oneLength(node.options, called);
      case 'repeat': {
        const length = this.#length(node.body, called);
        if (node.body.kind === 'look' && node.body.ahead) {
          return 0;
        }
        return node.min === node.max ? length * node.min : this.#notFixed();
      }
      case 'group':
      case 'atomic':
        return this.#length(node.body, called);
      case 'look':
        this.check(node, called);
        return 0;
      case 'back':
        return this.#referenceLength(node, called);
    }
  }

  #oneLength(options: readonly Node[], called: readonly Capture[]): number {
    let length: number | undefined;
    for (const option of options) {
      const own = this.#branchLength(option, called);
      if (own !== (length ?? own)) {
        this.#notFixed();
      }
      length = own;
    }
    return length ?? 0;
  }

  /** A reference is as long as the group that it means, unless that holds it. */
  #referenceLength(node: Node, called: readonly Capture[]): number {
    const reference = this.#groups.references.find((known) => known.node === node);
    const { target, offset, isCall } = reference ?? { target: 0, offset: 0, isCall: false };
    const mayDiffer = !isCall && (this.#groups.resets || this.#groups.numbersOf(target).length > 1);
    if (mayDiffer && typeof target === 'number') {
      return this.#notFixed();
    }
    const [number] = this.#groups.numbersOf(target);
    if (number === undefined) {
      throw new PatternError('reference to non-existent subpattern', offset);
    }
    const group = this.#groups.captured[number];
    const inside = group !== undefined && offset > group.start && offset < group.end;
    if (mayDiffer || group === undefined || inside || called.includes(group)) {
      return this.#notFixed();
    }
    return this.#length(group.body, [...called, group]);
  }

  #notFixed(): never {
    throw new PatternError(NOT_FIXED, OF_THE_LOOKBEHIND);
  }
}
