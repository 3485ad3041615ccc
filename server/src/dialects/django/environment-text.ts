import type { Span } from '../../base/span.ts';
import { settingFacts } from '../../facts/django-settings.ts';
import type { Argument, Expression, PythonModule, Statement } from '../../syntax/python/tree.ts';

/** `NAME = os.environ.get('VARIABLE', True)` and its like: what the environment says comes through as text. */
export interface EnvironmentText {
  /** The setting. */
  readonly name: string;
  /** The whole call. */
  readonly span: Span;
  readonly variable: string;
  /** What holds where the variable isn't set, as a truth and with its place. */
  readonly fallback: { readonly truth: boolean; readonly span: Span };
}

/** @returns whether Django takes the setting for a truth: its own default is `True` or `False`. */
export function isTruthSetting(name: string): boolean {
  return /^(?:True|False)$/.test(settingFacts.get(name)?.fallback ?? '');
}

const noWords = new Set(['false', 'no', 'off', '0', 'n', 'f']);
const yesWords = new Set(['true', 'yes', 'on', '1', 'y', 't']);

/** @returns what a person means by the text; undefined where it is no word for yes or no. */
export function meantTruth(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  return noWords.has(word) ? false : yesWords.has(word) ? true : undefined;
}

/**
 * @returns the truth settings of Django that a module takes from the environment as they are, with a default that is meant as a
 * truth; a setting that the module assigns again further down isn't among them.
 */
export function environmentTexts(module: PythonModule): EnvironmentText[] {
  return environmentReads(module).flatMap(({ name, span, variable, fallback }) => {
    const truth = fallback === undefined || !isTruthSetting(name) ? undefined : truthMeant(fallback);
    return fallback === undefined || truth === undefined
      ? []
      : [{ name, span, variable, fallback: { truth, span: fallback.span } }];
  });
}

/** A name that a module takes from the environment as it is: `NAME = os.environ['VARIABLE']`, or with `get` or `os.getenv`. */
export interface EnvironmentRead {
  readonly name: string;
  /** The whole of what stands behind the `=`. */
  readonly span: Span;
  readonly variable: string;
  /** Python raises where the variable isn't set. */
  readonly isRequired: boolean;
  /** What holds where the variable isn't set; `None` where nothing is written. */
  readonly fallback: Expression | undefined;
}

/** @returns what a module takes from the environment as it is; a name that it assigns again further down isn't among them. */
export function environmentReads(module: PythonModule): EnvironmentRead[] {
  const names = readerNames(module.statements);
  const last = new Map<string, EnvironmentRead | undefined>();
  for (const { name, value } of assignments(module.statements)) {
    last.set(name, readText(name, value, names));
  }
  return [...last.values()].filter((read) => read !== undefined);
}

/** What `os.environ.get`, `os.getenv` and, with `[]` behind it, `os.environ` are called here. */
function readerNames(statements: readonly Statement[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of statements) {
    const imported = statement.kind === 'import' || statement.kind === 'from' ? statement.names : '*';
    for (const { name, alias } of imported === '*' ? [] : imported) {
      const own = alias ?? name;
      if (statement.kind === 'import' && name === 'os') {
        names.add(`${own}.environ.get`).add(`${own}.getenv`).add(`${own}.environ[]`);
      } else if (statement.kind === 'from' && statement.module === 'os' && statement.level === 0) {
        for (const reader of name === 'environ' ? [`${own}.get`, `${own}[]`] : name === 'getenv' ? [own] : []) {
          names.add(reader);
        }
      }
    }
  }
  return names;
}

function assignments(statements: readonly Statement[]): { name: string; value: Expression | undefined }[] {
  return statements.flatMap((statement) => {
    switch (statement.kind) {
      case 'assign':
        return statement.targets.flatMap((target) =>
          target.kind === 'name' ? [{ name: target.name, value: statement.value }] : [],
        );
      case 'if':
        return [...statement.branches.flatMap(({ body }) => assignments(body)), ...assignments(statement.otherwise)];
      case 'try':
        return [
          ...assignments(statement.body),
          ...statement.handlers.flatMap(({ body }) => assignments(body)),
          ...assignments(statement.otherwise),
        ];
      default:
        return [];
    }
  });
}

function readText(
  name: string,
  value: Expression | undefined,
  names: ReadonlySet<string>,
): EnvironmentRead | undefined {
  if (value?.kind === 'subscript') {
    const isEnvironment = names.has(`${dotted(value.object) ?? ' '}[]`);
    return isEnvironment && value.index.kind === 'string'
      ? { name, span: value.span, variable: value.index.value, isRequired: true, fallback: undefined }
      : undefined;
  }
  if (value?.kind !== 'call' || !names.has(dotted(value.callee) ?? ' ')) {
    return undefined;
  }
  const plain = value.arguments.filter(({ star, name: key }) => star === '' && key === undefined);
  const variable = plain[0]?.value;
  const fallback: Argument | undefined = plain[1] ?? value.arguments.find(({ name: key }) => key === 'default');
  return variable?.kind === 'string'
    ? { name, span: value.span, variable: variable.value, isRequired: false, fallback: fallback?.value }
    : undefined;
}

function truthMeant(value: Expression): boolean | undefined {
  switch (value.kind) {
    case 'constant':
      return typeof value.value === 'boolean' ? value.value : undefined;
    case 'number':
      return value.value === 0 ? false : value.value === 1 ? true : undefined;
    case 'string':
      return meantTruth(value.value);
    default:
      return undefined;
  }
}

function dotted(expression: Expression): string | undefined {
  if (expression.kind === 'name') {
    return expression.name;
  }
  const object = expression.kind === 'attribute' ? dotted(expression.object) : undefined;
  return expression.kind === 'attribute' && object !== undefined ? `${object}.${expression.name}` : undefined;
}
