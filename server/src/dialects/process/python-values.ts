import { rememberByFile } from '../../base/memo.ts';
import type { WorkspacePath } from '../../base/path.ts';
import { ReadText } from '../../base/read-text.ts';
import type { Span } from '../../base/span.ts';
import { parsePython } from '../../syntax/python/parse.ts';
import type { Expression, Statement } from '../../syntax/python/tree.ts';

/** What a name of a configuration file in Python holds. */
export type PythonValue =
  | { readonly kind: 'text' | 'number' | 'flag'; readonly nameSpan: Span; readonly text: ReadText }
  | { readonly kind: 'list'; readonly nameSpan: Span; readonly items: readonly ReadText[]; readonly text: ReadText }
  | { readonly kind: 'none'; readonly nameSpan: Span; readonly text: ReadText }
  /** Computed, or set on some paths only. */
  | { readonly kind: 'other'; readonly nameSpan: Span; readonly text: ReadText };

/** The names at the top of a configuration file in Python. */
export interface PythonValues {
  readonly path: WorkspacePath;
  readonly names: ReadonlyMap<string, PythonValue>;
  /** Whether no name can come from anywhere else, such as `from base import *`. */
  readonly complete: boolean;
  get(name: string): PythonValue | undefined;
}

/** Reads the simple assignments at the top of a Python file; whatever is computed is `other`. */
export const readPythonValues = rememberByFile(readValues);

function readValues(path: WorkspacePath, text: string): PythonValues {
  const module = parsePython(text);
  const names = new Map<string, PythonValue>();
  let complete = module.problems.length === 0;
  const set = (target: Expression, value: Expression | undefined, certain: boolean): void => {
    if (target.kind !== 'name') {
      return;
    }
    names.set(target.name, readValue(path, text, target.span, certain ? value : undefined));
  };
  const visit = (statements: readonly Statement[], certain: boolean): void => {
    for (const statement of statements) {
      if (statement.kind === 'assign' && statement.value !== undefined) {
        for (const target of statement.targets) {
          set(target, statement.value, certain);
        }
      } else if (statement.kind === 'augment') {
        set(statement.target, undefined, false);
      } else if (statement.kind === 'from' && statement.names === '*') {
        complete = false;
      } else if (statement.kind === 'if') {
        for (const branch of statement.branches) {
          visit(branch.body, false);
        }
        visit(statement.otherwise, false);
      } else if (statement.kind === 'try') {
        visit(statement.body, false);
        for (const handler of statement.handlers) {
          visit(handler.body, false);
        }
        visit([...statement.otherwise, ...statement.finally], false);
      } else if (statement.kind === 'for' || statement.kind === 'while' || statement.kind === 'with') {
        visit(statement.body, false);
      } else if (statement.kind === 'broken') {
        complete = false;
      }
    }
  };
  visit(module.statements, true);
  return { path, names, complete, get: (name) => names.get(name) };
}

function readValue(path: WorkspacePath, text: string, nameSpan: Span, value: Expression | undefined): PythonValue {
  switch (value?.kind) {
    case 'string':
      return value.bytes
        ? other(path, nameSpan, value.span)
        : { kind: 'text', nameSpan, text: ReadText.found(path, text, value.span, value.value) };
    case 'number':
      return { kind: 'number', nameSpan, text: ReadText.found(path, text, value.span, String(value.value)) };
    case 'constant': {
      const kind = value.value === null ? 'none' : typeof value.value === 'boolean' ? 'flag' : 'other';
      const written = value.value === true ? 'True' : value.value === false ? 'False' : '';
      return { kind, nameSpan, text: ReadText.found(path, text, value.span, written) };
    }
    case 'list':
    case 'tuple': {
      const items = value.items.map((item) =>
        item.kind === 'string' ? ReadText.found(path, text, item.span, item.value) : undefined,
      );
      return items.every((item) => item !== undefined)
        ? { kind: 'list', nameSpan, items, text: hole(path, value.span) }
        : other(path, nameSpan, value.span);
    }
    default:
      return other(path, nameSpan, value?.span ?? nameSpan);
  }
}

function other(path: WorkspacePath, nameSpan: Span, span: Span): PythonValue {
  return { kind: 'other', nameSpan, text: hole(path, span) };
}

function hole(path: WorkspacePath, span: Span): ReadText {
  return ReadText.hole({ reason: 'computed in Python', splits: false }, { path, span });
}
