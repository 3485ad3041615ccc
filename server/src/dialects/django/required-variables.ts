import type { Origin } from '../../base/known.ts';
import type { WorkspacePath } from '../../base/path.ts';
import type { Expression, FromStatement, Statement } from '../../syntax/python/tree.ts';
import { findModule, findRelative } from './module-path.ts';
import type { DjangoProject } from './project.ts';
import { parseModule } from './settings.ts';

/** A variable without which a module can't be imported. */
export interface RequiredVariable {
  readonly name: string;
  /** The place that reads it. */
  readonly origin: Origin;
}

/** What may put variables into the environment before they are read. */
const FILLS =
  /dotenv|read_env|decouple|environs|env_file|environ\.(?:setdefault|update)|environ\[[^\]\n]*\]\s*=[^=]|putenv/;

/**
 * @returns the variables that a settings module reads with `os.environ['NAME']` each time it is imported, in the files that it takes
 * over on every way too: without one of them Python raises KeyError. None where the code may fill the environment itself.
 */
export function requiredVariables(project: DjangoProject, path: WorkspacePath): RequiredVariable[] {
  const found = new Map<string, RequiredVariable>();
  const seen = new Set<WorkspacePath>();
  const visit = (file: WorkspacePath): boolean => {
    const text = project.workspace.read(file);
    if (text === undefined || seen.has(file)) {
      return true;
    }
    seen.add(file);
    return (
      !FILLS.test(text) &&
      parseModule(text).statements.every((statement) => {
        for (const read of readsOf(statement)) {
          found.set(read.name, found.get(read.name) ?? { name: read.name, origin: { path: file, span: read.span } });
        }
        const imported = statement.kind === 'from' ? importedFile(project, file, statement) : undefined;
        return imported === undefined || visit(imported);
      })
    );
  };
  return visit(path) ? [...found.values()] : [];
}

function importedFile(
  project: DjangoProject,
  from: WorkspacePath,
  statement: FromStatement,
): WorkspacePath | undefined {
  return statement.level > 0
    ? findRelative(project.workspace, from, statement.level, statement.module)
    : findModule(project.workspace, [project.folder], statement.module, from);
}

interface Read {
  readonly name: string;
  readonly span: Origin['span'];
}

function readsOf(statement: Statement): Read[] {
  switch (statement.kind) {
    case 'assign':
      return statement.value === undefined ? [] : readsIn(statement.value);
    case 'augment':
    case 'expression':
      return readsIn(statement.value);
    default:
      return [];
  }
}

/** Only what is evaluated whatever the values are: of `a or b` the first, of `a if b else c` the condition. */
function readsIn(expression: Expression): Read[] {
  switch (expression.kind) {
    case 'subscript': {
      const { object, index, span } = expression;
      const isRead = isEnvironment(object) && index.kind === 'string';
      return [...(isRead ? [{ name: index.value, span }] : readsIn(object)), ...readsIn(index)];
    }
    case 'list':
    case 'tuple':
    case 'set':
      return expression.items.flatMap(readsIn);
    case 'starred':
      return readsIn(expression.value);
    case 'dictionary':
      return expression.entries.flatMap(({ key, value }) => [
        ...(key === undefined ? [] : readsIn(key)),
        ...readsIn(value),
      ]);
    case 'call':
      return [...readsIn(expression.callee), ...expression.arguments.flatMap(({ value }) => readsIn(value))];
    case 'attribute':
      return readsIn(expression.object);
    case 'formatted':
      return expression.parts.flatMap((part) => (typeof part === 'string' ? [] : readsIn(part.value)));
    case 'unary':
      return readsIn(expression.operand);
    case 'binary':
      return [...readsIn(expression.left), ...readsIn(expression.right)];
    case 'conditional':
      return readsIn(expression.test);
    default:
      return [];
  }
}

function isEnvironment(expression: Expression): boolean {
  return (
    expression.kind === 'attribute' &&
    expression.name === 'environ' &&
    expression.object.kind === 'name' &&
    expression.object.name === 'os'
  );
}
