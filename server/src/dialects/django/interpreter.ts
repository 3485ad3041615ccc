import { type Known, type Origin, unknown } from '../../base/known.ts';
import type { WorkspacePath } from '../../base/path.ts';
import type { Span } from '../../base/span.ts';
import type { Workspace } from '../../base/workspace.ts';
import type { Expression, PythonModule, Statement } from '../../syntax/python/tree.ts';
import { rootName } from './assigned-names.ts';
import { assignTo } from './calls.ts';
import { Environment } from './environment.ts';
import { evaluateExpression } from './evaluate.ts';
import { type Frame, newFrame, type Runner } from './frame.ts';
import type { Call } from './machine.ts';
import { findModule } from './module-path.ts';
import { binary, plain, sequence, subscript } from './operators.ts';
import { decidedAt, join, lift, type Possible, resting } from './possible.ts';
import { makeOpaque, runFor, runIf, runTry, runWith } from './run-branches.ts';
import { copyNames, runFrom, runImport } from './run-imports.ts';
import { Scope } from './scope.ts';
import { type FunctionValue, number } from './value.ts';

/** Calls of functions of the workspace may nest this deep. */
const deepestCall = 10;
/** Statements that one evaluation runs at most; a settings module has some hundred. */
const mostSteps = 50_000;

/** Runs settings modules as far as the files tell what they do. It reads files and changes none. */
export class Interpreter implements Runner {
  readonly workspace: Workspace;
  readonly environment: Environment;
  /** Variables of which a guard that raises says that they must be set. */
  readonly required = new Set<string>();
  /** Every file that was run. */
  readonly files = new Set<WorkspacePath>();
  readonly #parse: (path: WorkspacePath) => PythonModule | undefined;
  readonly #folders: readonly WorkspacePath[];
  readonly #modules = new Map<WorkspacePath, Scope>();
  #depth = 0;
  #steps = 0;

  /** `folders` are searched for absolute imports; `parse` reads a file, undefined where it can't be read. */
  constructor(
    workspace: Workspace,
    folders: readonly WorkspacePath[],
    parse: (path: WorkspacePath) => PythonModule | undefined,
    environment: ReadonlyMap<string, Known<string>>,
    required: ReadonlySet<string>,
  ) {
    this.workspace = workspace;
    this.#folders = folders;
    this.#parse = parse;
    this.environment = new Environment(environment, required);
  }

  evaluate(expression: Expression, scope: Scope): Possible {
    this.#steps++;
    return this.#steps > mostSteps ? unknown('the module does too much') : evaluateExpression(this, expression, scope);
  }

  findModule(dotted: string, from: WorkspacePath): WorkspacePath | undefined {
    return findModule(this.workspace, this.#folders, dotted, from);
  }

  runModule(path: WorkspacePath): Scope | undefined {
    const earlier = this.#modules.get(path);
    if (earlier !== undefined) {
      return earlier;
    }
    const scope = new Scope(path);
    this.#modules.set(path, scope);
    return this.#runFile(path, scope) ? scope : undefined;
  }

  include(path: WorkspacePath, scope: Scope): void {
    const inner = new Scope(path);
    for (const name of scope.names()) {
      inner.set(name, scope.get(name));
    }
    if (this.#depth < deepestCall) {
      this.#depth++;
      this.#runFile(path, inner);
      this.#depth--;
    }
    copyNames(inner, scope, () => true);
  }

  callFunction(callee: FunctionValue, call: Call): Possible {
    const { statement } = callee;
    if (statement.decorated || statement.asynchronous || this.#depth >= deepestCall || call.open) {
      return unknown(`${statement.name}() is not evaluated`, [call.origin]);
    }
    const scope = new Scope(callee.scope.path, callee.scope);
    const named = new Map(call.named);
    let next = 0;
    for (const parameter of statement.parameters) {
      if (parameter.star === '*' && parameter.name !== '') {
        const rest = call.positional.slice(next).map((value) => ({ value, starred: false }));
        scope.set(parameter.name, plain(sequence('tuple', rest)));
        next = call.positional.length;
        continue;
      }
      if (parameter.star !== '') {
        scope.set(parameter.name, unknown('what is left of the arguments is not evaluated'));
        continue;
      }
      const given = call.positional[next++] ?? named.get(parameter.name);
      const fallback = parameter.fallback;
      scope.set(
        parameter.name,
        given ?? (fallback === undefined ? unknown('an argument is missing') : this.evaluate(fallback, callee.scope)),
      );
    }
    this.#depth++;
    const frame = newFrame(scope, this.#parse(scope.path)?.text ?? '');
    const goesOn = this.run(statement.body, frame);
    this.#depth--;
    const end = goesOn ? resting(plain({ type: 'none' }), frame.conditions) : undefined;
    if (frame.returned === undefined) {
      return end ?? unknown(`${statement.name}() raises`, [call.origin]);
    }
    return end === undefined ? frame.returned : join(frame.returned, end);
  }

  #runFile(path: WorkspacePath, scope: Scope): boolean {
    const module = this.#parse(path);
    if (module === undefined) {
      return false;
    }
    this.files.add(path);
    if (!this.run(module.statements, newFrame(scope, module.text))) {
      scope.spoil('the module raises before its end', { path, span: { start: 0, end: 0 } });
    }
    return true;
  }

  /** @returns whether the code goes on behind the statements. */
  run(statements: readonly Statement[], frame: Frame): boolean {
    for (const statement of statements) {
      this.#steps++;
      if (this.#steps > mostSteps) {
        frame.scope.spoil('the module does too much', { path: frame.scope.path, span: statement.span });
        return true;
      }
      if (!this.#step(statement, frame)) {
        return false;
      }
    }
    return true;
  }

  #step(statement: Statement, frame: Frame): boolean {
    const { scope } = frame;
    switch (statement.kind) {
      case 'assign': {
        if (statement.value !== undefined) {
          const value = this.evaluate(statement.value, scope);
          for (const target of statement.targets) {
            this.#bind(target, value, statement, statement.value.span, frame);
          }
        }
        return true;
      }
      case 'augment': {
        const before = this.evaluate(statement.target, scope);
        const added = this.evaluate(statement.value, scope);
        const value = lift([before, added], (left, right) =>
          statement.operator === '+' && left.type === 'list' && right.type === 'tuple'
            ? binary('+', left, { ...right, type: 'list' })
            : binary(statement.operator, left, right),
        );
        const opened = value.kind === 'unknown' && statement.operator === '+' ? openList(before) : undefined;
        this.#bind(statement.target, opened ?? value, statement, statement.value.span, frame);
        return true;
      }
      case 'expression':
        this.#expression(statement.value, frame, statement);
        return true;
      case 'import':
        runImport(this, statement, frame);
        return true;
      case 'from':
        return runFrom(this, statement, frame);
      case 'if':
        return runIf(this, statement, frame);
      case 'try':
        return runTry(this, statement, frame);
      case 'with':
        return runWith(this, statement, frame);
      case 'for':
        return runFor(this, statement, frame);
      case 'while':
        makeOpaque([statement], frame, 'a loop is not followed');
        return true;
      case 'function':
        scope.set(statement.name, plain({ type: 'function', statement, scope }));
        return true;
      case 'class': {
        const inner = new Scope(scope.path, scope);
        this.run(statement.body, { ...newFrame(inner, frame.text), conditions: frame.conditions });
        const bases = statement.arguments.flatMap((base) =>
          base.name === undefined ? [this.evaluate(base.value, scope)] : [],
        );
        scope.set(statement.name, plain({ type: 'class', statement, scope: inner, bases }));
        return true;
      }
      case 'return': {
        const value = statement.value === undefined ? plain({ type: 'none' }) : this.evaluate(statement.value, scope);
        const rested = resting(value, frame.conditions);
        frame.returned = frame.returned === undefined ? rested : join(frame.returned, rested);
        return false;
      }
      case 'raise':
        return false;
      case 'break':
      case 'continue':
        frame.escaped = true;
        return false;
      case 'delete':
        for (const target of statement.targets) {
          const root = rootName(target);
          if (root !== undefined) {
            scope.set(root, target.kind === 'name' ? { kind: 'absent' } : unknown('a part of it is deleted'));
          }
        }
        return true;
      case 'global':
      case 'broken':
        makeOpaque(
          [statement],
          frame,
          statement.kind === 'global' ? 'it is set inside a function' : 'a line near it is not Python',
        );
        return true;
      default:
        return true;
    }
  }

  #bind(target: Expression, value: Possible, statement: Statement, valueSpan: Span, frame: Frame): void {
    const { scope } = frame;
    const origin: Origin = { path: scope.path, span: statement.span };
    if (target.kind === 'name') {
      scope.set(target.name, decidedAt(resting(value, frame.conditions), origin));
      scope.note(target.name, { path: scope.path, span: statement.span, nameSpan: target.span, valueSpan });
    } else if (target.kind === 'tuple' || target.kind === 'list') {
      for (const [index, item] of target.items.entries()) {
        const part = target.items.some((other) => other.kind === 'starred')
          ? unknown('a starred target is not evaluated', [origin])
          : lift([value], (whole) => subscript(whole, number(index)));
        this.#bind(item.kind === 'starred' ? item.value : item, part, statement, valueSpan, frame);
      }
    } else {
      assignTo(this, target, resting(value, frame.conditions), scope);
      this.#decide(target, statement, frame);
    }
  }

  /** A change inside what a name holds is a place that decides it too. */
  #decide(target: Expression, statement: Statement, frame: Frame): void {
    const root = rootName(target);
    if (root !== undefined && frame.scope.has(root)) {
      const origin: Origin = { path: frame.scope.path, span: statement.span };
      const value = frame.scope.get(root);
      frame.scope.set(
        root,
        value.kind === 'known' && value.value.type !== 'symbol'
          ? decidedAt(resting(value, frame.conditions), origin)
          : value,
      );
    }
  }

  #expression(value: Expression, frame: Frame, statement: Statement): void {
    this.evaluate(value, frame.scope);
    if (value.kind === 'call' && value.callee.kind === 'attribute') {
      const root = rootName(value.callee.object);
      const held = root === undefined ? undefined : frame.scope.get(root);
      if (held?.kind === 'known' && ['list', 'dictionary', 'set'].includes(held.value.type)) {
        this.#decide(value.callee.object, statement, frame);
      }
    }
  }
}

/** @returns the list with more items than are told, undefined where it is no list. */
function openList(value: Possible): Possible | undefined {
  const opened = lift([value], (list) =>
    list.type === 'list' ? plain({ ...list, complete: false }) : unknown('this is no list'),
  );
  return opened.kind === 'unknown' ? undefined : opened;
}
