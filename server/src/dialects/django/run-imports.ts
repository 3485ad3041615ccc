import type { Assumption, Origin } from '../../base/known.ts';
import { unknown } from '../../base/known.ts';
import { directoryName } from '../../base/path.ts';
import type { FromStatement, ImportStatement } from '../../syntax/python/tree.ts';
import { importedValue } from './attributes.ts';
import { loopItems } from './builtins.ts';
import type { Frame, Runner } from './frame.ts';
import { findRelative, moduleBelow } from './module-path.ts';
import { plain } from './operators.ts';
import { resting } from './possible.ts';
import type { Scope } from './scope.ts';

/** Runs `import a.b as c`. */
export function runImport(machine: Runner, statement: ImportStatement, frame: Frame): void {
  for (const { name, alias } of statement.names) {
    const path = machine.findModule(name, frame.scope.path);
    const module = path === undefined || alias === undefined ? undefined : machine.runModule(path);
    const bound = alias ?? (name.split('.')[0] as string);
    frame.scope.set(
      bound,
      module === undefined
        ? plain({ type: 'symbol', name: alias === undefined ? bound : name })
        : plain({ type: 'module', scope: module }),
    );
  }
}

/** Runs `from a import b`; @returns whether the code goes on behind it. */
export function runFrom(machine: Runner, statement: FromStatement, frame: Frame): boolean {
  const { scope } = frame;
  const origin: Origin = { path: scope.path, span: statement.span };
  const path =
    statement.level > 0
      ? findRelative(machine.workspace, scope.path, statement.level, statement.module)
      : machine.findModule(statement.module, scope.path);
  if (path === scope.path) {
    return importSiblings(machine, statement, frame, origin);
  }
  if (path !== undefined) {
    const module = machine.runModule(path);
    if (module !== undefined) {
      copyFrom(machine, module, statement, frame, origin);
      return true;
    }
  }
  if (path === undefined && statement.level > 0 && statement.module === '' && statement.names !== '*') {
    return importSiblings(machine, statement, frame, origin);
  }
  const top = statement.module.split('.')[0] as string;
  const own = statement.level > 0 || statement.names === '*' || machine.findModule(top, scope.path) !== undefined;
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
        : importedValue(`${statement.module}.${name}`),
    );
  }
  return true;
}

function copyFrom(machine: Runner, module: Scope, statement: FromStatement, frame: Frame, origin: Origin): void {
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
      const inner = isPackage ? moduleBelow(machine.workspace, directoryName(module.path), name) : undefined;
      const submodule = inner === undefined ? undefined : machine.runModule(inner);
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

function importSiblings(machine: Runner, statement: FromStatement, frame: Frame, origin: Origin): boolean {
  for (const { name, alias } of statement.names === '*' ? [] : statement.names) {
    const path = findRelative(machine.workspace, frame.scope.path, statement.level, name);
    const module = path === undefined ? undefined : machine.runModule(path);
    frame.scope.set(
      alias ?? name,
      module === undefined ? unknown(`${name} is not found`, [origin]) : plain({ type: 'module', scope: module }),
    );
  }
  return true;
}

/** Copies the names of one scope into another, with the places that decided them. */
export function copyNames(
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
