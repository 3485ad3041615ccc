import { absent, type Known, known, unknown } from '../../base/known.ts';
import { settingFacts } from '../../facts/django-settings.ts';
import { parsePython } from '../../syntax/python/parse.ts';
import type { Expression } from '../../syntax/python/tree.ts';
import { boolean, none, number, type PythonValue, string } from './value.ts';

/** The module of Django that holds the defaults, as settings import it. */
const module = 'django.conf.global_settings.';

const defaults = new Map<string, Known<PythonValue>>();

/** @returns Django's default of the setting; absent where Django doesn't know the setting. */
export function defaultOf(name: string): Known<PythonValue> {
  const earlier = defaults.get(name);
  if (earlier !== undefined) {
    return earlier;
  }
  const fact = settingFacts.get(name);
  let value: Known<PythonValue> = absent;
  if (fact !== undefined) {
    value =
      fact.fallback === undefined
        ? unknown('its default depends on the version of Django')
        : literalValue(firstValue(fact.fallback));
  }
  defaults.set(name, value);
  return value;
}

/**
 * @param dotted such as `django.conf.global_settings.STORAGES`.
 * @returns what stands under that name in Django; undefined where the name is none of {@link module}. A setting that not every
 * Django has is unknown: there the import or the attribute may fail.
 */
export function globalSetting(dotted: string): Known<PythonValue> | undefined {
  const name = dotted.startsWith(module) ? dotted.slice(module.length) : '';
  if (!/^[A-Z][A-Z\d_]*$/.test(name)) {
    return undefined;
  }
  const inEvery = settingFacts.get(name)?.versions === undefined;
  const value = inEvery ? defaultOf(name) : absent;
  return value.kind === 'absent' ? unknown(`${name} is not in every version of Django`) : value;
}

function firstValue(text: string): Expression | undefined {
  const [statement] = parsePython(text).statements;
  return statement?.kind === 'expression' ? statement.value : undefined;
}

/** What a literal stands for: the table holds nothing else. */
function literalValue(expression: Expression | undefined): Known<PythonValue> {
  switch (expression?.kind) {
    case 'string':
      return known(string(expression.value), []);
    case 'number':
      return known(number(expression.value), []);
    case 'constant':
      return expression.value === '...'
        ? unknown('an ellipsis is no plain value')
        : known(expression.value === null ? none : boolean(expression.value), []);
    case 'list':
    case 'tuple':
      return known({ type: expression.kind, items: expression.items.map(literalValue), complete: true }, []);
    case 'dictionary': {
      const entries = expression.entries.flatMap(({ key, value }) => {
        const name = literalValue(key);
        return name.kind === 'known' ? [{ key: name.value, value: literalValue(value) }] : [];
      });
      return known({ type: 'dictionary', entries, complete: entries.length === expression.entries.length }, []);
    }
    default:
      return unknown('its default is not a plain value');
  }
}
