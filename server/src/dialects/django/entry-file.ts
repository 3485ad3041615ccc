import { type Known, known, type Origin, unknown } from '../../base/known.ts';
import type { WorkspacePath } from '../../base/path.ts';
import type { Expression, PythonModule, Statement } from '../../syntax/python/tree.ts';

/** What an entry file, such as manage.py or asgi.py, puts into an environment variable. */
export interface EnvironmentDefault {
  readonly variable: string;
  readonly value: Known<string>;
  /** Whether a value that the process already has is kept (`setdefault`) or replaced. */
  readonly keeps: boolean;
  readonly origin: Origin;
}

/**
 * @returns each `os.environ.setdefault('NAME', value)` and `os.environ['NAME'] = value` in the file, in functions too, in
 * the order of the text. Only plain texts are known, and none where the file lets a `.env` go before what is set already.
 */
export function environmentDefaults(path: WorkspacePath, module: PythonModule): EnvironmentDefault[] {
  const found: EnvironmentDefault[] = [];
  let overridden: Origin | undefined;
  visit(module.statements);
  return found.map((one) =>
    overridden === undefined ? one : { ...one, value: unknown('a file that is read later may say it', [overridden]) },
  );

  function add(
    variable: Expression | undefined,
    value: Expression | undefined,
    keeps: boolean,
    span: Origin['span'],
  ): void {
    if (variable?.kind === 'string' && value !== undefined) {
      const origin: Origin = { path, span };
      const text: Known<string> =
        value.kind === 'string'
          ? known(value.value, [{ path, span: value.span }])
          : unknown('the code computes it', [{ path, span: value.span }]);
      found.push({ variable: variable.value, value: text, keeps, origin });
    }
  }

  function visit(statements: readonly Statement[]): void {
    for (const statement of statements) {
      switch (statement.kind) {
        case 'expression': {
          const { value } = statement;
          if (
            value.kind === 'call' &&
            value.callee.kind === 'attribute' &&
            value.callee.name === 'setdefault' &&
            isEnviron(value.callee.object)
          ) {
            add(value.arguments[0]?.value, value.arguments[1]?.value, true, statement.span);
          } else if (value.kind === 'call' && isOverridingDotenv(value)) {
            overridden = { path, span: statement.span };
          }
          break;
        }
        case 'assign': {
          const [target] = statement.targets;
          if (target?.kind === 'subscript' && isEnviron(target.object)) {
            add(target.index, statement.value, false, statement.span);
          }
          break;
        }
        case 'if':
          for (const branch of statement.branches) {
            visit(branch.body);
          }
          visit(statement.otherwise);
          break;
        case 'try':
          visit(statement.body);
          for (const handler of statement.handlers) {
            visit(handler.body);
          }
          visit(statement.otherwise);
          visit(statement.finally);
          break;
        case 'function':
        case 'with':
        case 'for':
          visit(statement.body);
          break;
        default:
          break;
      }
    }
  }
}

/** `load_dotenv(override=True)` of python-dotenv, `read_dotenv` of django-dotenv, `read_env(overwrite=True)` of django-environ. */
function isOverridingDotenv({ callee, arguments: given }: Extract<Expression, { kind: 'call' }>): boolean {
  const name = callee.kind === 'name' || callee.kind === 'attribute' ? callee.name : '';
  return (
    /^(?:load_dotenv|read_dotenv|read_env)$/.test(name) &&
    given.some(
      (one) =>
        (one.name === 'override' || one.name === 'overwrite') &&
        !(one.value.kind === 'constant' && one.value.value === false),
    )
  );
}

function isEnviron(expression: Expression): boolean {
  return expression.kind === 'name'
    ? expression.name === 'environ'
    : expression.kind === 'attribute' && expression.name === 'environ';
}
