import type { Assumption, Origin } from '../../base/known.ts';
import { unknown } from '../../base/known.ts';
import type {
  Expression,
  ForStatement,
  IfStatement,
  Statement,
  TryStatement,
  WithStatement,
} from '../../syntax/python/tree.ts';
import { assignedNames, mayReturn, targetNames } from './assigned-names.ts';
import { loopItems } from './builtins.ts';
import { bindLoopTarget } from './evaluate.ts';
import type { Frame, Runner, State } from './frame.ts';
import { findRelative } from './module-path.ts';
import { settledTruth } from './operators.ts';
import { assumesOf } from './possible.ts';

/** A loop over more items than these isn't followed. */
const longestLoop = 60;

/** Modules of Python itself, whose import doesn't fail. */
const standardModules = new Set(
  'collections copy datetime importlib json logging os pathlib platform random re secrets socket string subprocess sys tempfile time typing urllib warnings'.split(
    ' ',
  ),
);

/** Runs an `if` with all its branches that may be taken; @returns whether the code goes on behind it. */
export function runIf(machine: Runner, statement: IfStatement, frame: Frame): boolean {
  const ways: State[] = [];
  const before = frame.conditions;
  const untaken: Statement[] = [];
  const later = [...statement.branches.map(({ body }) => body), statement.otherwise];
  for (const [index, branch] of statement.branches.entries()) {
    const test = machine.evaluate(branch.test, frame.scope);
    let truth = settledTruth(test);
    const assumes = assumesOf(test);
    if (truth === false) {
      untaken.push(...branch.body);
      if (assumes.length > 0) {
        restUntaken(branch.body, assumes, frame);
        frame.conditions = [...frame.conditions, ...assumes];
      }
      continue;
    }
    const start = save(machine, frame);
    const held = frame.conditions;
    frame.conditions = truth === true ? [...held, ...assumes] : held;
    const goesOn = machine.run(branch.body, frame);
    frame.conditions = held;
    const raised = !goesOn && endsInRaise(branch.body);
    if (truth === true && raised && assumes.length > 0) {
      for (const { variable } of assumes) {
        machine.required.add(variable);
      }
      truth = undefined;
    }
    if (goesOn) {
      ways.push(save(machine, frame));
    }
    if (truth === true) {
      if (goesOn && assumes.length > 0) {
        restore(machine, frame, ways.pop() as State);
        restUntaken(later.slice(index + 1).flat(), assumes, frame);
        ways.push(save(machine, frame));
      }
      return merge(machine, ways, frame, before);
    }
    restore(machine, frame, start);
  }
  const otherwise = machine.run(statement.otherwise, frame);
  if (otherwise) {
    ways.push(save(machine, frame));
  }
  const held = frame.conditions;
  const goesOn = merge(machine, ways, frame, before);
  if (mayReturn(untaken)) {
    frame.conditions = held;
  }
  return goesOn;
}

/** Runs a `try`; @returns whether the code goes on behind it. */
export function runTry(machine: Runner, statement: TryStatement, frame: Frame): boolean {
  const importHandler = statement.handlers.find(catchesImportError);
  const before = save(machine, frame);
  const held = frame.conditions;
  frame.guards += importHandler === undefined ? 0 : 1;
  let goesOn = machine.run(statement.body, frame);
  frame.guards -= importHandler === undefined ? 0 : 1;
  const failed = frame.failedImport;
  if (!goesOn && failed !== undefined && importHandler !== undefined) {
    frame.failedImport = undefined;
    frame.scope.rest(undefined, [failed]);
    frame.conditions = [...held, failed];
    goesOn = machine.run(importHandler.body, frame);
    frame.conditions = held;
    return machine.run(statement.finally, frame) && goesOn;
  }
  const ways: State[] = [];
  const completed = goesOn ? save(machine, frame) : undefined;
  goesOn &&= machine.run(statement.otherwise, frame);
  if (goesOn) {
    ways.push(save(machine, frame));
  }
  if (mayRaise(machine, statement.body, frame)) {
    for (const handler of statement.handlers) {
      restore(machine, frame, before);
      if (completed !== undefined) {
        joinWith(machine, frame, completed);
      }
      if (handler.name !== undefined) {
        frame.scope.set(handler.name, unknown('an exception is not evaluated'));
      }
      if (machine.run(handler.body, frame)) {
        ways.push(save(machine, frame));
      }
    }
  }
  return merge(machine, ways, frame, held) && machine.run(statement.finally, frame);
}

/** Runs a `with`; @returns whether the code goes on behind it. */
export function runWith(machine: Runner, statement: WithStatement, frame: Frame): boolean {
  const [first] = statement.items;
  const context = first === undefined ? undefined : first.value;
  if (context?.kind === 'call') {
    const callee = machine.evaluate(context.callee, frame.scope);
    const name = callee.kind === 'known' && callee.value.type === 'symbol' ? callee.value.name : '';
    if (name === 'contextlib.suppress') {
      const handlers = context.arguments.map((argument) => ({ type: argument.value, name: undefined, body: [] }));
      return runTry(
        machine,
        { kind: 'try', span: statement.span, body: statement.body, handlers, otherwise: [], finally: [] },
        frame,
      );
    }
    if (context.callee.kind === 'attribute' && context.callee.name === 'prefixed') {
      makeOpaque(statement.body, frame, 'names with a prefix are not evaluated');
      return true;
    }
  }
  for (const item of statement.items) {
    machine.evaluate(item.value, frame.scope);
    for (const name of item.target === undefined ? [] : targetNames(item.target)) {
      frame.scope.set(
        name,
        unknown('a file that is read is not evaluated', [{ path: frame.scope.path, span: statement.span }]),
      );
    }
  }
  return machine.run(statement.body, frame);
}

/** Runs a `for` over items that are told. */
export function runFor(machine: Runner, statement: ForStatement, frame: Frame): boolean {
  const items = loopItems(machine.evaluate(statement.iterable, frame.scope));
  const before = save(machine, frame);
  const followed =
    items !== undefined &&
    items.length <= longestLoop &&
    items.every((item) => {
      const bound = bindLoopTarget(statement.target, item, frame.scope);
      return bound && machine.run(statement.body, frame) && !frame.escaped;
    });
  if (!followed) {
    frame.escaped = false;
    restore(machine, frame, before);
    makeOpaque([statement], frame, 'a loop is not followed');
  }
  return true;
}

/** Whatever the statements may bind or change is unknown afterwards. */
export function makeOpaque(statements: readonly Statement[], frame: Frame, reason: string): void {
  const first = statements[0];
  const origin: Origin = { path: frame.scope.path, span: first?.span ?? { start: 0, end: 0 } };
  const names = assignedNames(statements, frame.text);
  if (names === undefined) {
    frame.scope.spoil(reason, origin);
    return;
  }
  for (const name of names) {
    const held = frame.scope.get(name);
    const part = held.kind === 'known' && ['symbol', 'function', 'class', 'module', 'object'].includes(held.value.type);
    if (!part) {
      frame.scope.set(name, unknown(reason, [origin]));
    }
  }
}

/** What a branch that wasn't taken would have bound rests on its not being taken. */
function restUntaken(statements: readonly Statement[], assumes: readonly Assumption[], frame: Frame): void {
  frame.scope.rest(assignedNames(statements, frame.text), assumes);
}

function merge(machine: Runner, ways: readonly State[], frame: Frame, conditions: readonly Assumption[]): boolean {
  frame.conditions = conditions;
  const [first, ...others] = ways;
  if (first === undefined) {
    return false;
  }
  restore(machine, frame, first);
  for (const way of others) {
    joinWith(machine, frame, way);
  }
  return true;
}

/** Imports of modules of the workspace and plain values don't raise. */
function mayRaise(machine: Runner, statements: readonly Statement[], frame: Frame): boolean {
  return !statements.every((statement) => {
    switch (statement.kind) {
      case 'import':
        return statement.names.every(({ name }) => standardModules.has(name.split('.')[0] as string));
      case 'from': {
        const path =
          statement.level > 0
            ? findRelative(machine.workspace, frame.scope.path, statement.level, statement.module)
            : machine.findModule(statement.module, frame.scope.path);
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

function save(machine: Runner, frame: Frame): State {
  return { scope: frame.scope.snapshot(), environment: machine.environment.snapshot() };
}

function restore(machine: Runner, frame: Frame, state: State): void {
  frame.scope.restore(state.scope);
  machine.environment.restore(state.environment);
}

function joinWith(machine: Runner, frame: Frame, state: State): void {
  frame.scope.joinWith(state.scope);
  machine.environment.joinWith(state.environment);
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
