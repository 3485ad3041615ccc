import { type Assumption, type Known, type Origin, unknown } from '../../base/known.ts';
import { directoryName, type WorkspacePath } from '../../base/path.ts';
import type { Span } from '../../base/span.ts';
import type { Workspace } from '../../base/workspace.ts';
import type {
  Expression,
  ForStatement,
  FromStatement,
  IfStatement,
  ImportStatement,
  PythonModule,
  Statement,
  TryStatement,
  WithStatement,
} from '../../syntax/python/tree.ts';
import { assignedNames, mayReturn, rootName, targetNames } from './assigned-names.ts';
import { loopItems } from './builtins.ts';
import { assignTo } from './calls.ts';
import { Environment } from './environment.ts';
import { bindLoopTarget, evaluateExpression } from './evaluate.ts';
import type { Call, Machine } from './machine.ts';
import { findModule, findRelative, moduleBelow } from './module-path.ts';
import { binary, plain, sequence, settledTruth, subscript } from './operators.ts';
import { assumesOf, decidedAt, join, lift, type Possible, resting } from './possible.ts';
import { Scope, type ScopeState } from './scope.ts';
import { type FunctionValue, number } from './value.ts';

/** Calls of functions of the workspace may nest this deep. */
const deepestCall = 10;
/** Statements that one evaluation runs at most; a settings module has some hundred. */
const mostSteps = 50_000;
/** A loop over more items than these isn't followed. */
const longestLoop = 60;

/** Modules of Python itself, whose import doesn't fail. */
const standardModules = new Set(
  'collections copy datetime importlib json logging os pathlib platform random re secrets socket string subprocess sys tempfile time typing urllib warnings'.split(
    ' ',
  ),
);

/** One run of statements: a module, a class body or a call. */
interface Frame {
  readonly scope: Scope;
  /** The text of the file, for statements that couldn't be read. */
  readonly text: string;
  /** What the way here rests on. */
  conditions: readonly Assumption[];
  returned: Possible | undefined;
  /** A `break` or `continue` ran. */
  escaped: boolean;
  /** How many `try` blocks around catch a failing import. */
  guards: number;
  /** The import that failed, until a `try` catches it. */
  failedImport: Assumption | undefined;
}

interface State {
  readonly scope: ScopeState;
  readonly environment: ReadonlyMap<string, Possible>;
}

/** Runs settings modules as far as the files tell what they do. It reads files and changes none. */
export class Interpreter implements Machine {
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
    const goesOn = this.#run(statement.body, frame);
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
    if (!this.#run(module.statements, newFrame(scope, module.text))) {
      scope.spoil('the module raises before its end', { path, span: { start: 0, end: 0 } });
    }
    return true;
  }

  /** @returns whether the code goes on behind the statements. */
  #run(statements: readonly Statement[], frame: Frame): boolean {
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
        this.#import(statement, frame);
        return true;
      case 'from':
        return this.#from(statement, frame);
      case 'if':
        return this.#if(statement, frame);
      case 'try':
        return this.#try(statement, frame);
      case 'with':
        return this.#with(statement, frame);
      case 'for':
        return this.#for(statement, frame);
      case 'while':
        this.#opaque([statement], frame, 'a loop is not followed');
        return true;
      case 'function':
        scope.set(statement.name, plain({ type: 'function', statement, scope }));
        return true;
      case 'class': {
        const inner = new Scope(scope.path, scope);
        this.#run(statement.body, { ...newFrame(inner, frame.text), conditions: frame.conditions });
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
        this.#opaque(
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

  #import(statement: ImportStatement, frame: Frame): void {
    for (const { name, alias } of statement.names) {
      const path = this.findModule(name, frame.scope.path);
      const module = path === undefined || alias === undefined ? undefined : this.runModule(path);
      const bound = alias ?? (name.split('.')[0] as string);
      frame.scope.set(
        bound,
        module === undefined
          ? plain({ type: 'symbol', name: alias === undefined ? bound : name })
          : plain({ type: 'module', scope: module }),
      );
    }
  }

  #from(statement: FromStatement, frame: Frame): boolean {
    const { scope } = frame;
    const origin: Origin = { path: scope.path, span: statement.span };
    const path =
      statement.level > 0
        ? findRelative(this.workspace, scope.path, statement.level, statement.module)
        : this.findModule(statement.module, scope.path);
    if (path === scope.path) {
      return this.#importSiblings(statement, frame, origin);
    }
    if (path !== undefined) {
      const module = this.runModule(path);
      if (module !== undefined) {
        this.#copyFrom(module, statement, frame, origin);
        return true;
      }
    }
    if (path === undefined && statement.level > 0 && statement.module === '' && statement.names !== '*') {
      return this.#importSiblings(statement, frame, origin);
    }
    const top = statement.module.split('.')[0] as string;
    const own = statement.level > 0 || statement.names === '*' || this.findModule(top, scope.path) !== undefined;
    const dots = '.'.repeat(statement.level);
    const missing: Assumption = { variable: `${dots}${statement.module}`, fallback: 'not there', origin };
    if (own && frame.guards > 0) {
      frame.failedImport = missing;
      return false;
    }
    if (statement.names === '*') {
      scope.spoil(`${missing.variable} is not in the workspace`, origin);
      return true;
    }
    for (const { name, alias } of statement.names) {
      scope.set(
        alias ?? name,
        own
          ? unknown(`${missing.variable} is not in the workspace`, [origin])
          : plain({ type: 'symbol', name: `${statement.module}.${name}` }),
      );
    }
    return true;
  }

  #copyFrom(module: Scope, statement: FromStatement, frame: Frame, origin: Origin): void {
    const { scope } = frame;
    if (statement.names === '*') {
      const listed = module.get('__all__');
      const all =
        listed.kind === 'known'
          ? loopItems(listed)?.map((item) =>
              item.kind === 'known' && item.value.type === 'string' ? item.value.value : '',
            )
          : undefined;
      copyNames(
        module,
        scope,
        (name) => (all === undefined ? !name.startsWith('_') : all.includes(name)),
        frame.conditions,
      );
      return;
    }
    for (const { name, alias } of statement.names) {
      const bound = alias ?? name;
      let value = module.get(name);
      if (value.kind === 'absent') {
        const isPackage = module.path.endsWith('/__init__.py');
        const inner = isPackage ? moduleBelow(this.workspace, directoryName(module.path), name) : undefined;
        const submodule = inner === undefined ? undefined : this.runModule(inner);
        value =
          submodule === undefined
            ? unknown(`${name} is not found`, [origin])
            : plain({ type: 'module', scope: submodule });
      }
      scope.set(bound, resting(value, frame.conditions));
      for (const assignment of module.assignments(name)) {
        scope.note(bound, assignment);
      }
    }
  }

  #importSiblings(statement: FromStatement, frame: Frame, origin: Origin): boolean {
    for (const { name, alias } of statement.names === '*' ? [] : statement.names) {
      const path = findRelative(this.workspace, frame.scope.path, statement.level, name);
      const module = path === undefined ? undefined : this.runModule(path);
      frame.scope.set(
        alias ?? name,
        module === undefined ? unknown(`${name} is not found`, [origin]) : plain({ type: 'module', scope: module }),
      );
    }
    return true;
  }

  #save(frame: Frame): State {
    return { scope: frame.scope.snapshot(), environment: this.environment.snapshot() };
  }

  #restore(frame: Frame, state: State): void {
    frame.scope.restore(state.scope);
    this.environment.restore(state.environment);
  }

  #joinWith(frame: Frame, state: State): void {
    frame.scope.joinWith(state.scope);
    this.environment.joinWith(state.environment);
  }

  #if(statement: IfStatement, frame: Frame): boolean {
    const ways: State[] = [];
    const before = frame.conditions;
    const untaken: Statement[] = [];
    const later = [...statement.branches.map(({ body }) => body), statement.otherwise];
    for (const [index, branch] of statement.branches.entries()) {
      const test = this.evaluate(branch.test, frame.scope);
      let truth = settledTruth(test);
      const assumes = assumesOf(test);
      if (truth === false) {
        untaken.push(...branch.body);
        if (assumes.length > 0) {
          this.#rest(branch.body, assumes, frame);
          frame.conditions = [...frame.conditions, ...assumes];
        }
        continue;
      }
      const start = this.#save(frame);
      const held = frame.conditions;
      frame.conditions = truth === true ? [...held, ...assumes] : held;
      const goesOn = this.#run(branch.body, frame);
      frame.conditions = held;
      const raised = !goesOn && endsInRaise(branch.body);
      if (truth === true && raised && assumes.length > 0) {
        for (const { variable } of assumes) {
          this.required.add(variable);
        }
        truth = undefined;
      }
      if (goesOn) {
        ways.push(this.#save(frame));
      }
      if (truth === true) {
        if (goesOn && assumes.length > 0) {
          this.#restore(frame, ways.pop() as State);
          this.#rest(later.slice(index + 1).flat(), assumes, frame);
          ways.push(this.#save(frame));
        }
        return this.#merge(ways, frame, before);
      }
      this.#restore(frame, start);
    }
    const otherwise = this.#run(statement.otherwise, frame);
    if (otherwise) {
      ways.push(this.#save(frame));
    }
    const held = frame.conditions;
    const goesOn = this.#merge(ways, frame, before);
    if (mayReturn(untaken)) {
      frame.conditions = held;
    }
    return goesOn;
  }

  /** What a branch that wasn't taken would have bound rests on its not being taken. */
  #rest(statements: readonly Statement[], assumes: readonly Assumption[], frame: Frame): void {
    frame.scope.rest(assignedNames(statements, frame.text), assumes);
  }

  #merge(ways: readonly State[], frame: Frame, conditions: readonly Assumption[]): boolean {
    frame.conditions = conditions;
    const [first, ...others] = ways;
    if (first === undefined) {
      return false;
    }
    this.#restore(frame, first);
    for (const way of others) {
      this.#joinWith(frame, way);
    }
    return true;
  }

  #try(statement: TryStatement, frame: Frame): boolean {
    const importHandler = statement.handlers.find(catchesImportError);
    const before = this.#save(frame);
    const held = frame.conditions;
    frame.guards += importHandler === undefined ? 0 : 1;
    let goesOn = this.#run(statement.body, frame);
    frame.guards -= importHandler === undefined ? 0 : 1;
    const failed = frame.failedImport;
    if (!goesOn && failed !== undefined && importHandler !== undefined) {
      frame.failedImport = undefined;
      frame.scope.rest(undefined, [failed]);
      frame.conditions = [...held, failed];
      goesOn = this.#run(importHandler.body, frame);
      frame.conditions = held;
      return this.#run(statement.finally, frame) && goesOn;
    }
    const ways: State[] = [];
    const completed = goesOn ? this.#save(frame) : undefined;
    goesOn &&= this.#run(statement.otherwise, frame);
    if (goesOn) {
      ways.push(this.#save(frame));
    }
    if (this.#mayRaise(statement.body, frame)) {
      for (const handler of statement.handlers) {
        this.#restore(frame, before);
        if (completed !== undefined) {
          this.#joinWith(frame, completed);
        }
        if (handler.name !== undefined) {
          frame.scope.set(handler.name, unknown('an exception is not evaluated'));
        }
        if (this.#run(handler.body, frame)) {
          ways.push(this.#save(frame));
        }
      }
    }
    return this.#merge(ways, frame, held) && this.#run(statement.finally, frame);
  }

  /** Imports of modules of the workspace and plain values don't raise. */
  #mayRaise(statements: readonly Statement[], frame: Frame): boolean {
    return !statements.every((statement) => {
      switch (statement.kind) {
        case 'import':
          return statement.names.every(({ name }) => standardModules.has(name.split('.')[0] as string));
        case 'from': {
          const path =
            statement.level > 0
              ? findRelative(this.workspace, frame.scope.path, statement.level, statement.module)
              : this.findModule(statement.module, frame.scope.path);
          return path !== undefined;
        }
        case 'assign':
          return statement.value === undefined || ['constant', 'string', 'number'].includes(statement.value.kind);
        case 'pass':
          return true;
        case 'expression':
          return (
            statement.value.kind === 'call' &&
            statement.value.callee.kind === 'name' &&
            statement.value.callee.name === 'print'
          );
        default:
          return false;
      }
    });
  }

  #with(statement: WithStatement, frame: Frame): boolean {
    const [first] = statement.items;
    const context = first === undefined ? undefined : first.value;
    if (context?.kind === 'call') {
      const callee = this.evaluate(context.callee, frame.scope);
      const name = callee.kind === 'known' && callee.value.type === 'symbol' ? callee.value.name : '';
      if (name === 'contextlib.suppress') {
        const handlers = context.arguments.map((argument) => ({ type: argument.value, name: undefined, body: [] }));
        return this.#try(
          { kind: 'try', span: statement.span, body: statement.body, handlers, otherwise: [], finally: [] },
          frame,
        );
      }
      if (context.callee.kind === 'attribute' && context.callee.name === 'prefixed') {
        this.#opaque(statement.body, frame, 'names with a prefix are not evaluated');
        return true;
      }
    }
    for (const item of statement.items) {
      this.evaluate(item.value, frame.scope);
      for (const name of item.target === undefined ? [] : targetNames(item.target)) {
        frame.scope.set(
          name,
          unknown('a file that is read is not evaluated', [{ path: frame.scope.path, span: statement.span }]),
        );
      }
    }
    return this.#run(statement.body, frame);
  }

  #for(statement: ForStatement, frame: Frame): boolean {
    const items = loopItems(this.evaluate(statement.iterable, frame.scope));
    const before = this.#save(frame);
    const followed =
      items !== undefined &&
      items.length <= longestLoop &&
      items.every((item) => {
        const bound = bindLoopTarget(statement.target, item, frame.scope);
        return bound && this.#run(statement.body, frame) && !frame.escaped;
      });
    if (!followed) {
      frame.escaped = false;
      this.#restore(frame, before);
      this.#opaque([statement], frame, 'a loop is not followed');
    }
    return true;
  }

  /** Whatever the statements may bind or change is unknown afterwards. */
  #opaque(statements: readonly Statement[], frame: Frame, reason: string): void {
    const first = statements[0];
    const origin: Origin = { path: frame.scope.path, span: first?.span ?? { start: 0, end: 0 } };
    const names = assignedNames(statements, frame.text);
    if (names === undefined) {
      frame.scope.spoil(reason, origin);
      return;
    }
    for (const name of names) {
      const held = frame.scope.get(name);
      const part =
        held.kind === 'known' && ['symbol', 'function', 'class', 'module', 'object'].includes(held.value.type);
      if (!part) {
        frame.scope.set(name, unknown(reason, [origin]));
      }
    }
  }
}

function newFrame(scope: Scope, text: string): Frame {
  return { scope, text, conditions: [], returned: undefined, escaped: false, guards: 0, failedImport: undefined };
}

/** @returns the list with more items than are told, undefined where it is no list. */
function openList(value: Possible): Possible | undefined {
  const opened = lift([value], (list) =>
    list.type === 'list' ? plain({ ...list, complete: false }) : unknown('this is no list'),
  );
  return opened.kind === 'unknown' ? undefined : opened;
}

function copyNames(
  from: Scope,
  to: Scope,
  wanted: (name: string) => boolean,
  conditions: readonly Assumption[] = [],
): void {
  const others = from.get('\u0000');
  if (others.kind === 'unknown') {
    to.spoil(others.reason, others.origins[0] ?? { path: from.path, span: { start: 0, end: 0 } });
  }
  to.takeFloor(from);
  for (const name of from.names()) {
    const value = from.get(name);
    if (wanted(name) && value.kind !== 'absent') {
      to.set(name, resting(value, conditions));
      for (const assignment of from.assignments(name)) {
        to.note(name, assignment);
      }
    }
  }
}

/** @returns whether the last statement of a branch that didn't go on is a `raise` or ends the program. */
function endsInRaise(body: readonly Statement[]): boolean {
  return body.some((statement) => statement.kind === 'raise');
}

function catchesImportError(handler: { readonly type: Expression | undefined }): boolean {
  const caught = handler.type;
  const names = caught === undefined ? ['Exception'] : targetNames(caught);
  return names.some((name) => ['ImportError', 'ModuleNotFoundError', 'Exception', 'BaseException'].includes(name));
}
