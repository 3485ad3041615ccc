import type { Problem } from '../../base/problem.ts';
import type { Span } from '../../base/span.ts';

/** A Python file, read as far as it can be. */
export interface PythonModule {
  readonly text: string;
  readonly statements: readonly Statement[];
  /** Where the text isn't Python; the statements around it are read all the same. */
  readonly problems: readonly Problem[];
}

/** One statement. Its span runs from its first word to its last, without the comment and the line break behind it. */
export type Statement =
  | AssignStatement
  | AugmentStatement
  | ExpressionStatement
  | ImportStatement
  | FromStatement
  | IfStatement
  | TryStatement
  | WithStatement
  | ForStatement
  | WhileStatement
  | FunctionStatement
  | ClassStatement
  | ReturnStatement
  | RaiseStatement
  | DeleteStatement
  | GlobalStatement
  | PlainStatement
  | BrokenStatement;

/** `a = b = value`, `a: int = value` or `a: int`, which has no value. */
export interface AssignStatement {
  readonly kind: 'assign';
  readonly span: Span;
  readonly targets: readonly Expression[];
  readonly annotation: Expression | undefined;
  readonly value: Expression | undefined;
}

/** `target += value`; `operator` is `+` then. */
export interface AugmentStatement {
  readonly kind: 'augment';
  readonly span: Span;
  readonly target: Expression;
  readonly operator: string;
  readonly value: Expression;
}

export interface ExpressionStatement {
  readonly kind: 'expression';
  readonly span: Span;
  readonly value: Expression;
}

/** One name of an import: `module` or `name` as written, and the name that it gets here. */
export interface ImportedName {
  readonly span: Span;
  readonly name: string;
  readonly alias: string | undefined;
}

/** `import a.b as c, d`. */
export interface ImportStatement {
  readonly kind: 'import';
  readonly span: Span;
  readonly names: readonly ImportedName[];
}

/** `from ..module import a as b`; `level` counts the dots, `names` is `*` for all. */
export interface FromStatement {
  readonly kind: 'from';
  readonly span: Span;
  readonly level: number;
  readonly module: string;
  readonly names: '*' | readonly ImportedName[];
}

/** `if`, each `elif`, and `else`. */
export interface IfStatement {
  readonly kind: 'if';
  readonly span: Span;
  readonly branches: readonly { readonly test: Expression; readonly body: readonly Statement[] }[];
  readonly otherwise: readonly Statement[];
}

/** A clause without `type` catches everything. */
export interface ExceptClause {
  readonly type: Expression | undefined;
  readonly name: string | undefined;
  readonly body: readonly Statement[];
}

export interface TryStatement {
  readonly kind: 'try';
  readonly span: Span;
  readonly body: readonly Statement[];
  readonly handlers: readonly ExceptClause[];
  readonly otherwise: readonly Statement[];
  readonly finally: readonly Statement[];
}

export interface WithStatement {
  readonly kind: 'with';
  readonly span: Span;
  readonly items: readonly { readonly value: Expression; readonly target: Expression | undefined }[];
  readonly body: readonly Statement[];
}

export interface ForStatement {
  readonly kind: 'for';
  readonly span: Span;
  readonly target: Expression;
  readonly iterable: Expression;
  readonly body: readonly Statement[];
  readonly otherwise: readonly Statement[];
}

export interface WhileStatement {
  readonly kind: 'while';
  readonly span: Span;
  readonly test: Expression;
  readonly body: readonly Statement[];
  readonly otherwise: readonly Statement[];
}

/** A parameter; `star` is `*` or `**` for the ones that take what is left, and `/` or a bare `*` have no name. */
export interface Parameter {
  readonly name: string;
  readonly star: '' | '*' | '**' | '/';
  readonly fallback: Expression | undefined;
}

export interface FunctionStatement {
  readonly kind: 'function';
  readonly span: Span;
  readonly name: string;
  readonly decorated: boolean;
  readonly asynchronous: boolean;
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
}

export interface ClassStatement {
  readonly kind: 'class';
  readonly span: Span;
  readonly name: string;
  readonly decorated: boolean;
  readonly arguments: readonly Argument[];
  readonly body: readonly Statement[];
}

export interface ReturnStatement {
  readonly kind: 'return';
  readonly span: Span;
  readonly value: Expression | undefined;
}

export interface RaiseStatement {
  readonly kind: 'raise';
  readonly span: Span;
  readonly value: Expression | undefined;
}

export interface DeleteStatement {
  readonly kind: 'delete';
  readonly span: Span;
  readonly targets: readonly Expression[];
}

/** `global` or `nonlocal`. */
export interface GlobalStatement {
  readonly kind: 'global';
  readonly span: Span;
  readonly names: readonly string[];
}

/** A statement that names nothing: `pass`, `break`, `continue`, `assert`, a `type` alias. */
export interface PlainStatement {
  readonly kind: 'pass' | 'break' | 'continue' | 'assert' | 'type';
  readonly span: Span;
}

/** Text that couldn't be read, or a statement of which a part couldn't, or `match`, whose bodies aren't kept. */
export interface BrokenStatement {
  readonly kind: 'broken';
  readonly span: Span;
}

/** An expression. Brackets around it belong to its span. */
export type Expression =
  | { readonly kind: 'name'; readonly span: Span; readonly name: string }
  | { readonly kind: 'string'; readonly span: Span; readonly value: string; readonly bytes: boolean }
  | FormattedString
  | { readonly kind: 'number'; readonly span: Span; readonly value: number; readonly integer: boolean }
  | { readonly kind: 'constant'; readonly span: Span; readonly value: true | false | null | '...' }
  | { readonly kind: 'list' | 'tuple' | 'set'; readonly span: Span; readonly items: readonly Expression[] }
  | { readonly kind: 'starred'; readonly span: Span; readonly value: Expression }
  | { readonly kind: 'dictionary'; readonly span: Span; readonly entries: readonly DictionaryEntry[] }
  | CallExpression
  | AttributeExpression
  | { readonly kind: 'subscript'; readonly span: Span; readonly object: Expression; readonly index: Expression }
  | SliceExpression
  | { readonly kind: 'unary'; readonly span: Span; readonly operator: string; readonly operand: Expression }
  | BinaryExpression
  | CompareExpression
  | BooleanExpression
  | ConditionalExpression
  | { readonly kind: 'walrus'; readonly span: Span; readonly target: Expression; readonly value: Expression }
  | ComprehensionExpression
  | LambdaExpression
  | { readonly kind: 'await' | 'yield' | 'broken'; readonly span: Span };

/** An f-string, or strings side by side of which one is an f-string; a part that is no text is put in as its `str()`. */
export interface FormattedString {
  readonly kind: 'formatted';
  readonly span: Span;
  readonly parts: readonly (string | FormattedPart)[];
}

/** `{value!r:spec}`; `plain` says that neither conversion nor format stands there. */
export interface FormattedPart {
  readonly value: Expression;
  readonly plain: boolean;
}

/** `key: value`, or `**value`, which has no key. */
export interface DictionaryEntry {
  readonly key: Expression | undefined;
  readonly value: Expression;
}

/** One argument of a call; `name` is that of `name=value`. */
export interface Argument {
  readonly span: Span;
  readonly star: '' | '*' | '**';
  readonly name: string | undefined;
  readonly value: Expression;
}

export interface CallExpression {
  readonly kind: 'call';
  readonly span: Span;
  readonly callee: Expression;
  readonly arguments: readonly Argument[];
}

export interface AttributeExpression {
  readonly kind: 'attribute';
  readonly span: Span;
  readonly object: Expression;
  readonly name: string;
}

export interface SliceExpression {
  readonly kind: 'slice';
  readonly span: Span;
  readonly start: Expression | undefined;
  readonly stop: Expression | undefined;
  readonly step: Expression | undefined;
}

/** Arithmetic and bits: `+ - * / // % @ ** | & ^ << >>`. */
export interface BinaryExpression {
  readonly kind: 'binary';
  readonly span: Span;
  readonly operator: string;
  readonly left: Expression;
  readonly right: Expression;
}

/** `a < b <= c`: each comparison with what stands right of it. Operators of two words have one space: `not in`, `is not`. */
export interface CompareExpression {
  readonly kind: 'compare';
  readonly span: Span;
  readonly left: Expression;
  readonly comparisons: readonly { readonly operator: string; readonly right: Expression }[];
}

export interface BooleanExpression {
  readonly kind: 'boolean';
  readonly span: Span;
  readonly operator: 'and' | 'or';
  readonly left: Expression;
  readonly right: Expression;
}

export interface ConditionalExpression {
  readonly kind: 'conditional';
  readonly span: Span;
  readonly test: Expression;
  readonly consequence: Expression;
  readonly otherwise: Expression;
}

export interface LambdaExpression {
  readonly kind: 'lambda';
  readonly span: Span;
  readonly parameters: readonly Parameter[];
  readonly body: Expression;
}

/** A comprehension with one `for`; one with more is `broken`. `key` is that of a dictionary's. */
export interface ComprehensionExpression {
  readonly kind: 'comprehension';
  readonly span: Span;
  readonly of: 'list' | 'set' | 'dictionary' | 'generator';
  readonly key: Expression | undefined;
  readonly value: Expression;
  readonly target: Expression;
  readonly iterable: Expression;
  readonly conditions: readonly Expression[];
}
