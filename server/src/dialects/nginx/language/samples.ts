import type { ByteSet } from './byte-set.ts';
import type { Node } from './pattern.ts';

/** The most strings that one part gives; beyond it the later ones are dropped. */
const MOST = 64;
/** Characters that read well in an example, in the order of preference. */
const PREFERRED = 'axbc019-_.~ /%';

/**
 * @returns strings that are likely to match `node`, byte strings, shortest ways first: every alternative once, repeats at their
 * least and once more, and each capturing group also with each of `probes`. They are candidates: what a look-around or
 * a back reference asks for isn't minded, so match them before use.
 */
export function sampleStrings(node: Node, probes: readonly string[]): string[] {
  switch (node.kind) {
    case 'set':
      return [sampleByte(node.set)];
    case 'sequence':
      return node.items.reduce<string[]>((heads, item) => product(heads, sampleStrings(item, probes)), ['']);
    case 'choice':
      return limited(node.options.flatMap((option) => sampleStrings(option, probes).slice(0, MOST / 4)));
    case 'repeat': {
      const bodies = sampleStrings(node.body, probes);
      const least = (bodies[0] ?? '').repeat(Math.min(node.min, 32));
      const once = node.min === 0 && node.max > 0 ? bodies : bodies.map((body) => least + body);
      return limited(node.min === 0 ? ['', ...once] : [least, ...(node.max > node.min ? once : bodies)]);
    }
    case 'group':
      return limited([...probes, ...probed(node.body, probes), ...sampleStrings(node.body, probes)]);
    case 'atomic':
      return sampleStrings(node.body, probes);
    default:
      return [''];
  }
}

/**
 * @returns what a group takes when one of its repeats holds a probe and the rest its first string: `(.+\.pdf)` takes `../secret.txt.pdf`,
 * though no probe ends so.
 */
function probed(body: Node, probes: readonly string[]): string[] {
  if (body.kind === 'choice') {
    return body.options.flatMap((option) => probed(option, probes));
  }
  if (body.kind !== 'sequence') {
    return [];
  }
  const plain = body.items.map((item) => sampleStrings(item, [])[0] ?? '');
  return body.items.flatMap((item, index) => {
    if (item.kind !== 'repeat' || item.body.kind !== 'set') {
      return [];
    }
    const { set } = item.body;
    return probes
      .filter((probe) => probe.length >= item.min && probe.length <= item.max && holds(set, probe))
      .map((probe) => plain.slice(0, index).join('') + probe + plain.slice(index + 1).join(''));
  });
}

function holds(set: ByteSet, text: string): boolean {
  return [...text].every((character) => set[character.charCodeAt(0)] === 1);
}

function sampleByte(set: ByteSet): string {
  for (const character of PREFERRED) {
    if (set[character.charCodeAt(0)] === 1) {
      return character;
    }
  }
  return String.fromCharCode(Math.max(0, set.indexOf(1)));
}

function product(heads: readonly string[], tails: readonly string[]): string[] {
  if (tails.length === 1) {
    return heads.map((head) => head + tails[0]);
  }
  const result: string[] = [];
  for (const head of heads) {
    for (const tail of tails) {
      result.push(head + tail);
    }
  }
  return result.length > MOST * MOST ? result.slice(0, MOST * MOST) : result;
}

function limited(strings: readonly string[]): string[] {
  return [...new Set(strings)].slice(0, MOST);
}
