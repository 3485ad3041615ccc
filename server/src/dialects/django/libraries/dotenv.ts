import { known } from '../../../base/known.ts';
import { directoryName, joinPath, type WorkspacePath } from '../../../base/path.ts';
import { interpolate, readPythonDotenv } from '../../../syntax/dotenv/python-dotenv.ts';
import { findUpwards } from '../environment.ts';
import { argument, type Call, type Library } from '../machine.ts';
import { plain, settledTruth } from '../operators.ts';
import { optionsOf, type Possible } from '../possible.ts';
import { boolean, none } from '../value.ts';
import { fileOf } from './django-environ.ts';

/** Loads the file as python-dotenv does: later entries may use earlier ones by `${NAME}`. */
export function loadDotenv(call: Call, path: WorkspacePath | undefined, override: boolean): Possible {
  const text = path === undefined ? undefined : call.machine.workspace.read(path);
  if (path === undefined || text === undefined) {
    return plain(boolean(false));
  }
  const { environment } = call.machine;
  const file = readPythonDotenv(text);
  const own = new Map(file.entries.map((entry) => [entry.name, entry.value]));
  const lookUp = (name: string): string | undefined => {
    const [set] = optionsOf(environment.get(name));
    const outer = set?.kind === 'known' && set.value.type === 'string' ? set.value.value : undefined;
    return override ? (own.get(name) ?? outer) : (outer ?? own.get(name));
  };
  environment.load(path, file, override, (value) => interpolate(value, lookUp));
  return plain(boolean(true));
}

function load(call: Call): Possible {
  const given = argument(call, 0, 'dotenv_path');
  const override = settledTruth(argument(call, 3, 'override') ?? plain(boolean(false))) ?? false;
  const searched = given === undefined || (given.kind === 'known' && given.value.type === 'none');
  return loadDotenv(
    call,
    searched ? findUpwards(call.machine.workspace, directoryName(call.scope.path), ['.env']) : fileOf(given),
    override,
  );
}

/** python-dotenv, and `read_dotenv` of django-dotenv. */
export const dotenv: Library = {
  functions: {
    'dotenv.load_dotenv': load,
    'dotenv.main.load_dotenv': load,
    'dotenv.find_dotenv': (call) => {
      const path = findUpwards(call.machine.workspace, directoryName(call.scope.path), ['.env']);
      return call.positional.length > 0 || call.named.has('filename')
        ? undefined
        : known(path === undefined ? none : { type: 'path', space: 'workspace', path, text: true }, []);
    },
    'dotenv.read_dotenv': (call) => {
      const given = argument(call, 0, 'dotenv');
      const path = given === undefined ? joinPath(directoryName(call.scope.path), '.env') : fileOf(given);
      return loadDotenv(call, path, false);
    },
  },
};
