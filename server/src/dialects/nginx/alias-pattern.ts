import { isInside, normalizePath } from '../../base/path.ts';
import { type AliasPair, type AliasReach, clearNames, isNormalized, opaqueName, type Witness } from './alias.ts';
import { type Captures, compilePattern } from './language/match.ts';
import { isPattern, type Pattern, type ReadPattern } from './language/pattern.ts';
import { readPattern } from './language/read-pattern.ts';
import { sampleStrings } from './language/samples.ts';
import { valueParts } from './value.ts';

/** What a capture may hold that shows where its seams are. */
const PROBES = [
  'a.txt',
  '/a.txt',
  'sub/a.txt',
  '..',
  '../secret.txt',
  '/../secret.txt',
  './secret.txt',
  '-private/secret.txt',
  '.bak',
  'secret.txt',
  'a',
  '/a',
  '-private/a',
  '',
];

/**
 * @returns where the URIs of a regular-expression location lead through its alias, each found as a URI that the pattern takes;
 * undefined where the alias holds no capture of it or the pattern can't be read.
 */
export function patternReach(pair: AliasPair): AliasReach | undefined {
  const pattern = readPattern(pair.head.text, pair.head.modifier === '~*');
  if (!isPattern(pattern)) {
    return undefined;
  }
  const template = readTemplate(pair.path, pattern);
  if (template === undefined) {
    return undefined;
  }
  const { base, fill } = template;
  const matcher = compilePattern(pattern);
  const outside: { traversal: Witness[]; sibling: Witness[] } = { traversal: [], sibling: [] };
  const plain: { found: boolean; misled: Witness | undefined } = { found: false, misled: undefined };
  let holdsFolders = /\/$/.test(template.head);
  for (const uri of candidates(readPattern(pair.head.text))) {
    const captures = isNormalized(uri) ? matcher.exec(uri) : undefined;
    if (captures === undefined || captures === 'limit') {
      continue;
    }
    const { file, values, isFree } = fill(uri, captures);
    const witness = { uri, file: clearNames(file) };
    holdsFolders ||= values.some((value) => value.includes('/'));
    const inside = isInside(file, base);
    if (/\ba\.txt$/.test(uri)) {
      plain.found ||= inside;
      plain.misled ??= inside ? undefined : witness;
    }
    if (!inside && (isFree || file.startsWith(base))) {
      outside[file.startsWith(base) ? 'sibling' : 'traversal'].push(witness);
    }
  }
  return {
    base: clearNames(base),
    traversal: clearest(outside.traversal, '/secret.txt'),
    sibling: holdsFolders ? clearest(outside.sibling, '-private/') : undefined,
    misled: plain.found || !holdsFolders ? undefined : plain.misled,
  };
}

/** The witness that shows most: the shortest whose file has `telling` in its name. */
function clearest(witnesses: readonly Witness[], telling: string): Witness | undefined {
  const [best] = witnesses
    .filter(({ file }) => file.includes(telling))
    .sort((one, other) => one.file.length - other.file.length);
  return best ?? witnesses[0];
}

/**
 * @returns the pattern with the slash that keeps a capture below the alias's folder, where that mends the leak: in front of the first
 * group. Undefined where it takes more than that.
 */
export function patternWithSlash(pair: AliasPair): string | undefined {
  const { text } = pair.head;
  for (const changed of [
    text.replace(/\/[?*](\((?!\?[:=!]))/, '/$1'),
    text.replace(/([\w-])(\((?!\?[:=!]))/, '$1/$2'),
  ]) {
    const reach = changed === text ? undefined : patternReach({ ...pair, head: { ...pair.head, text: changed } });
    if (reach !== undefined && reach.traversal === undefined && reach.misled === undefined) {
      return changed;
    }
  }
  return undefined;
}

/** Paths to try, from the pattern in its own letters: `~*` takes those too, and they read better than a mix. */
function candidates(pattern: ReadPattern): string[] {
  if (!isPattern(pattern)) {
    return [];
  }
  const strings = sampleStrings(pattern.node, PROBES);
  return [...new Set(strings.map((text) => (text.startsWith('/') ? text : `/${text}`)))];
}

interface AliasTemplate {
  /** The folder in front of the first capture. */
  readonly base: string;
  /** The text in front of the first capture. */
  readonly head: string;
  /**
   * @returns the file that a URI leads to, what its captures held, and whether they choose the folder: behind `..` and a name that is
   * written out, as in `/home/$1/public_html$2`, there is hardly anything.
   */
  fill(uri: string, captures: Captures): { file: string; values: readonly string[]; isFree: boolean };
}

function readTemplate(path: string, pattern: Pattern): AliasTemplate | undefined {
  const parts = valueParts(path).map((part): string | number => {
    if (part.kind === 'text') {
      return part.text;
    }
    const group = /^[1-9]$/.test(part.name) ? Number(part.name) : pattern.names.get(part.name)?.[0];
    return group ?? opaqueName(part.name);
  });
  const first = parts.findIndex((part) => typeof part === 'number');
  if (first < 0 || parts.some((part) => typeof part === 'number' && part > pattern.groups)) {
    return undefined;
  }
  const head = parts.slice(0, first).join('');
  const lastName = parts.findLastIndex(
    (part, index) => index > first && typeof part === 'string' && /\/[^/]+(?:\/|$)/.test(part),
  );
  return {
    base: normalizePath(head.replace(/\/$/, '')),
    head,
    fill: (uri, captures) => {
      const filled = parts.map((part) => {
        const start = typeof part === 'number' ? (captures[part * 2] ?? -1) : -1;
        return typeof part === 'string' ? part : start < 0 ? '' : uri.slice(start, captures[part * 2 + 1]);
      });
      const isCaptured = (_: string, i: number): boolean => typeof parts[i] === 'number';
      return {
        file: normalizePath(filled.join('')),
        values: filled.filter(isCaptured),
        isFree:
          lastName < 0 ||
          filled
            .slice(lastName)
            .filter((_, i) => isCaptured(_, i + lastName))
            .some((value) => /(?:^|\/)\.\.(?:\/|$)/.test(value)),
      };
    },
  };
}
