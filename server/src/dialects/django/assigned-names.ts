import type { Expression, Statement } from '../../syntax/python/tree.ts';

/** @returns the name that an assignment to `target` changes in the end: `X` for `X['a'].b`. */
export function rootName(target: Expression): string | undefined {
  switch (target.kind) {
    case 'name':
      return target.name;
    case 'attribute':
    case 'subscript':
      return rootName(target.object);
    case 'starred':
      return rootName(target.value);
    default:
      return undefined;
  }
}

const NAMESPACES = new Set(['globals', 'locals', 'vars', 'exec', 'execfile', 'setattr']);

/** Whether an expression goes through `globals()` or the like, which may bind any name. */
function reachesAnyName(expression: Expression): boolean {
  switch (expression.kind) {
    case 'attribute':
    case 'subscript':
      return reachesAnyName(expression.object);
    case 'call':
      return expression.callee.kind === 'name'
        ? NAMESPACES.has(expression.callee.name)
        : reachesAnyName(expression.callee);
    default:
      return false;
  }
}

/** @returns the names that the targets of an assignment change. */
export function targetNames(target: Expression): string[] {
  if (target.kind === 'tuple' || target.kind === 'list') {
    return target.items.flatMap(targetNames);
  }
  const root = rootName(target);
  return root === undefined ? [] : [root];
}

/**
 * @returns the names that running the statements may bind or change; undefined where that may be any name.
 * `text` is the file's, for statements that couldn't be read: those may change every name they mention.
 */
export function assignedNames(statements: readonly Statement[], text: string): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  return collect(statements) ? names : undefined;

  function add(found: readonly string[]): true {
    for (const name of found) {
      names.add(name);
    }
    return true;
  }

  function collect(list: readonly Statement[]): boolean {
    return list.every((statement): boolean => {
      switch (statement.kind) {
        case 'assign':
          return !statement.targets.some(reachesAnyName) && add(statement.targets.flatMap(targetNames));
        case 'augment':
          return add(targetNames(statement.target));
        case 'delete':
          return add(statement.targets.flatMap(targetNames));
        case 'expression': {
          const { value } = statement;
          if (reachesAnyName(value)) {
            return false;
          }
          const root = value.kind === 'call' ? rootName(value.callee) : undefined;
          const given = value.kind === 'call' ? value.arguments.flatMap((argument) => targetNames(argument.value)) : [];
          return add(root === undefined ? given : [root, ...given]);
        }
        case 'import':
          return add(statement.names.map((name) => name.alias ?? (name.name.split('.')[0] as string)));
        case 'from':
          return statement.names !== '*' && add(statement.names.map((name) => name.alias ?? name.name));
        case 'if':
          return statement.branches.every((branch) => collect(branch.body)) && collect(statement.otherwise);
        case 'try':
          return (
            collect(statement.body) &&
            statement.handlers.every((handler) => collect(handler.body)) &&
            collect(statement.otherwise) &&
            collect(statement.finally)
          );
        case 'with':
          add(statement.items.flatMap((item) => (item.target === undefined ? [] : targetNames(item.target))));
          return collect(statement.body);
        case 'for':
          add(targetNames(statement.target));
          return collect(statement.body) && collect(statement.otherwise);
        case 'while':
          return collect(statement.body) && collect(statement.otherwise);
        case 'function':
        case 'class':
          return add([statement.name]);
        case 'global':
          return add(statement.names);
        case 'broken':
          return add(text.slice(statement.span.start, statement.span.end).match(/[^\W\d]\w*/gu) ?? []);
        default:
          return true;
      }
    });
  }
}

/** @returns whether a `return` stands among the statements, not counting those of inner functions. */
export function mayReturn(statements: readonly Statement[]): boolean {
  return statements.some((statement) => {
    switch (statement.kind) {
      case 'return':
        return true;
      case 'if':
        return statement.branches.some((branch) => mayReturn(branch.body)) || mayReturn(statement.otherwise);
      case 'try':
        return [
          statement.body,
          statement.otherwise,
          statement.finally,
          ...statement.handlers.map(({ body }) => body),
        ].some(mayReturn);
      case 'with':
      case 'for':
      case 'while':
        return mayReturn(statement.body);
      default:
        return false;
    }
  });
}
