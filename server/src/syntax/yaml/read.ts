import { type Document, isAlias, isMap, isScalar, isSeq, type Node, parseAllDocuments, type Scalar } from 'yaml';
import type { WorkspacePath } from '../../base/path.ts';
import { ReadText } from '../../base/read-text.ts';
import type { Span } from '../../base/span.ts';
import { scalarText } from './scalar-text.ts';
import type { YamlDocument, YamlEntry, YamlNode } from './tree.ts';

/** Reads the first document of a YAML text with anchors and merge keys resolved. What can't be read is left out. Never throws. */
export function readYaml(path: WorkspacePath, text: string): YamlDocument {
  let document: Document.Parsed | undefined;
  try {
    const documents = parseAllDocuments(text, { logLevel: 'silent', strict: false, uniqueKeys: false, version: '1.2' });
    document = Array.isArray(documents) ? documents[0] : undefined;
  } catch {
    return { root: undefined, problems: [{ span: { start: 0, end: text.length }, message: 'this is no YAML' }] };
  }
  if (document === undefined) {
    return { root: undefined, problems: [] };
  }
  const reader = new YamlReader(path, text, document);
  return {
    root: document.contents === null ? undefined : reader.node(document.contents as Node),
    problems: document.errors.map((error) => ({
      span: { start: Math.min(error.pos[0], text.length), end: Math.min(error.pos[1], text.length) },
      message: error.message.split('\n')[0] ?? error.message,
    })),
  };
}

class YamlReader {
  readonly #path: WorkspacePath;
  readonly #text: string;
  readonly #document: Document.Parsed;
  /** What each node became, so that an alias costs nothing; undefined while it is being read, which ends a cycle. */
  readonly #done = new Map<Node, YamlNode | undefined>();

  constructor(path: WorkspacePath, text: string, document: Document.Parsed) {
    this.#path = path;
    this.#text = text;
    this.#document = document;
  }

  node(node: Node | null | undefined): YamlNode | undefined {
    if (node === null || node === undefined) {
      return undefined;
    }
    if (!this.#done.has(node)) {
      this.#done.set(node, undefined);
      this.#done.set(node, this.#read(node));
    }
    return this.#done.get(node);
  }

  #read(node: Node): YamlNode | undefined {
    if (isAlias(node)) {
      return this.node(node.resolve(this.#document));
    }
    if (isScalar(node)) {
      return this.#scalar(node);
    }
    if (isSeq(node)) {
      const items = node.items.flatMap((item) => this.node(item as Node) ?? []);
      return { kind: 'list', span: this.#span(node), items };
    }
    if (!isMap(node)) {
      return undefined;
    }
    const own = new Map<string, YamlEntry>();
    const merged = new Map<string, YamlEntry>();
    for (const pair of node.items) {
      const key = isScalar(pair.key) ? this.#scalar(pair.key) : undefined;
      if (key?.kind !== 'scalar') {
        continue;
      }
      const value = this.node(pair.value as Node | null) ?? this.#nothing(key.span);
      if (key.text.value === '<<') {
        for (const source of value.kind === 'list' ? value.items : [value]) {
          for (const entry of source.kind === 'map' ? source.entries : []) {
            merged.set(entry.key.value, merged.get(entry.key.value) ?? entry);
          }
        }
      } else {
        own.set(key.text.value, { key: key.text, value });
      }
    }
    const inherited = [...merged].filter(([name]) => !own.has(name)).map(([, entry]) => entry);
    return { kind: 'map', span: this.#span(node), entries: [...own.values(), ...inherited] };
  }

  #scalar(node: Scalar): YamlNode {
    const span = this.#span(node);
    const value = typeof node.value === 'string' ? node.value : (node.source ?? '');
    return {
      kind: 'scalar',
      span,
      text: scalarText(this.#path, this.#text, span, value),
      isText: typeof node.value === 'string',
      isNull: node.value === null,
    };
  }

  #nothing(at: Span): YamlNode {
    const span = { start: at.end, end: at.end };
    return { kind: 'scalar', span, text: new ReadText([], { path: this.#path, span }), isText: false, isNull: true };
  }

  #span(node: Node): Span {
    const range = node.range;
    const start = Math.min(range?.[0] ?? 0, this.#text.length);
    return { start, end: Math.max(start, Math.min(range?.[1] ?? start, this.#text.length)) };
  }
}
