import { unknown } from '../../../base/known.ts';
import { noneFallback, readVariable } from '../environment.ts';
import { argument, type Call, type Library } from '../machine.ts';
import { plain } from '../operators.ts';
import { optionsOf, type Possible } from '../possible.ts';
import { none } from '../value.ts';

function read(call: Call): Possible {
  const name = argument(call, 0, 'key', 'varname') ?? unknown('no variable is named');
  const fallback = argument(call, 1, 'default') ?? noneFallback;
  return readVariable(call.machine.environment, name, call.origin, plain, fallback);
}

/** `os.environ` and `os.getenv`. */
export const osEnviron: Library = {
  functions: {
    'os.getenv': read,
    'os.environ.get': read,
    'os.environ.setdefault': (call) => {
      const [name, value] = call.positional;
      for (const option of name === undefined ? [] : optionsOf(name)) {
        if (option.kind === 'known' && option.value.type === 'string' && value !== undefined) {
          const { environment } = call.machine;
          if (environment.get(option.value.value).kind === 'absent') {
            environment.set(option.value.value, value);
          }
        }
      }
      return plain(none);
    },
  },
};
