import type { Problem } from '../../base/problem.ts';
import type { ReadText } from '../../base/read-text.ts';
import type { Span } from '../../base/span.ts';

/** A single value. */
export interface YamlScalar {
  readonly kind: 'scalar';
  readonly span: Span;
  /** The characters of the value, each with its place. */
  readonly text: ReadText;
  /** Whether it is a text; a plain `5555`, `true` or `~` is none. */
  readonly isText: boolean;
  /** Whether it is null, written or left out. */
  readonly isNull: boolean;
}

/** A list. */
export interface YamlList {
  readonly kind: 'list';
  readonly span: Span;
  readonly items: readonly YamlNode[];
}

/** One `key: value`; the key's own place is in it. */
export interface YamlEntry {
  readonly key: ReadText;
  readonly value: YamlNode;
}

/** A mapping, with the entries of `<<` put in behind its own. A key comes at most once. */
export interface YamlMap {
  readonly kind: 'map';
  readonly span: Span;
  readonly entries: readonly YamlEntry[];
}

/** A value with its place; where it was reached by an alias, the place of the anchored value. */
export type YamlNode = YamlScalar | YamlList | YamlMap;

/** The first document of a text. */
export interface YamlDocument {
  readonly root: YamlNode | undefined;
  readonly problems: readonly Problem[];
}

/** @returns the value under `key` of a mapping; undefined for any other node. */
export function yamlChild(node: YamlNode | undefined, key: string): YamlNode | undefined {
  return node?.kind === 'map' ? node.entries.find((entry) => entry.key.value === key)?.value : undefined;
}
