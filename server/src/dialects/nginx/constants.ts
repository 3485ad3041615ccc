import type { Configuration, Statement } from './configuration.ts';
import { allStatements } from './read.ts';
import { valueParts } from './value.ts';

/** Variables of one configuration that can hold one text only. */
export interface Constants {
  /** @returns `value` with every variable in it that can hold one text only replaced by that text. */
  fold(value: string, at: Statement): string;
}

/** Deeper chains of `set` are left as they are: no real file has them, and a circle must end. */
const DEEPEST_CHAIN = 8;

const cache = new WeakMap<Configuration, Constants>();

/**
 * @returns what can be folded in `configuration`: a variable that one `set` outside of any `if` gives a value, read in the block
 * of that `set` or below it, and a variable of a `map` whose values are all the same text.
 */
export function constantsOf(configuration: Configuration): Constants {
  let constants = cache.get(configuration);
  if (constants === undefined) {
    constants = readConstants(configuration);
    cache.set(configuration, constants);
  }
  return constants;
}

function readConstants(configuration: Configuration): Constants {
  const setBy = new Map<string, Statement[]>();
  for (const statement of allStatements(configuration.statements)) {
    const name = definedVariable(statement);
    if (name !== undefined) {
      const statements = setBy.get(name) ?? [];
      statements.push(statement);
      setBy.set(name, statements);
    }
  }
  const fold = (value: string, at: Statement, depth: number): string => {
    if (!value.includes('$') || depth > DEEPEST_CHAIN) {
      return value;
    }
    let folded = '';
    for (const part of valueParts(value)) {
      if (part.kind === 'text') {
        folded += part.text;
        continue;
      }
      const constant = constantValue(setBy.get(part.name), at);
      const spelled = value.slice(part.index, part.index + part.length);
      folded += constant === undefined ? spelled : fold(constant.value, constant.at, depth + 1);
    }
    return folded;
  };
  return { fold: (value, at) => fold(value, at, 0) };
}

/** Which argument of a directive is the variable that it defines. */
const DEFINED_ARGUMENT: ReadonlyMap<string, number> = new Map([
  ['set', 0],
  ['perl_set', 0],
  ['auth_request_set', 0],
  ['map', 1],
  ['split_clients', 1],
]);

/** The variable that a statement gives a value, in lower case. */
function definedVariable({ directive }: Statement): string | undefined {
  const { name, args } = directive;
  const index = DEFINED_ARGUMENT.get(name.value);
  const position = name.value === 'geo' ? args.length - 1 : index;
  const word = position === undefined ? undefined : args[position]?.value;
  return word?.startsWith('$') ? word.slice(1).toLowerCase() : undefined;
}

function constantValue(
  definitions: readonly Statement[] | undefined,
  at: Statement,
): { value: string; at: Statement } | undefined {
  const [definition, ...others] = definitions ?? [];
  if (definition === undefined || others.length > 0) {
    return undefined;
  }
  const { name, args, block } = definition.directive;
  if (name.value === 'set') {
    const value = args[1]?.value;
    const holds = definition.parent?.directive.name.value !== 'if' && isAround(definition.parent, at);
    return holds && value !== undefined ? { value, at: definition } : undefined;
  }
  if (name.value === 'map' && block !== undefined) {
    const values = new Set(
      block.items.filter((item) => item.name.value !== 'hostnames').map((item) => item.args[0]?.value),
    );
    const [value] = values;
    const hasDefault = block.items.some((item) => item.name.value === 'default');
    return values.size === 1 && hasDefault && value !== undefined ? { value, at: definition } : undefined;
  }
  return undefined;
}

function isAround(block: Statement | undefined, statement: Statement): boolean {
  for (let parent = statement.parent; parent !== undefined; parent = parent.parent) {
    if (parent === block) {
      return true;
    }
  }
  return block === undefined;
}
