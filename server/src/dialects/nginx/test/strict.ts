import type { Directive } from '../../../syntax/nginx/tree.ts';
import type { Configuration, ConfigurationFile, ContextName, Statement } from '../configuration.ts';
import { innerContext } from '../contexts.ts';
import { allStatements } from '../read.ts';

/** Whether the braces of a file don't balance, so that Nginx reads its blocks otherwise than they were meant. */
function isUnbalanced(file: ConfigurationFile): boolean {
  const { template, recoveries } = file.document;
  return (
    (template === undefined || template === 'envsubst') && recoveries.some((recovery) => recovery.kind !== 'semicolon')
  );
}

/**
 * @returns the configuration as Nginx reads it, where a brace is missing or one too many and the parser went by the indentation;
 * undefined where Nginx reads what was meant.
 */
export function strictConfiguration(configuration: Configuration): Configuration | undefined {
  if (!configuration.files.some(isUnbalanced)) {
    return undefined;
  }
  const included = new Map<string, ConfigurationFile[]>();
  for (const statement of allStatements(configuration.statements)) {
    const include = statement.via[statement.via.length - 1];
    if (include !== undefined) {
      const key = keyOf(include.file, include.directive);
      const files = included.get(key) ?? [];
      if (!files.includes(statement.file)) {
        files.push(statement.file);
      }
      included.set(key, files);
    }
  }
  const read = (
    items: readonly Directive[],
    file: ConfigurationFile,
    context: ContextName,
    parent: Statement | undefined,
    via: readonly Statement[],
  ): Statement[] =>
    items.flatMap((directive) => {
      const children: Statement[] = [];
      const statement: Statement = { directive, file, context, parent, children, via };
      if (directive.block !== undefined) {
        const inner = innerContext(directive.name.value, context);
        children.push(...read(directive.block.items, file, inner, statement, via));
        return [statement];
      }
      const files = directive.name.value === 'include' ? (included.get(keyOf(file, directive)) ?? []) : [];
      const deeper = [...via, statement];
      return [
        statement,
        ...files
          .filter((one) => !deeper.some((include) => include.file === one))
          .flatMap((one) => read(one.document.strict, one, context, parent, deeper)),
      ];
    });
  const { root, context } = configuration;
  return { ...configuration, statements: read(root.document.strict, root, context, undefined, []) };
}

function keyOf(file: ConfigurationFile, directive: Directive): string {
  return `${file.path}\n${directive.span.start}`;
}
