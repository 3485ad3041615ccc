import { certain, type Known, mapKnown, unknown } from '../../base/known.ts';
import { rememberByText } from '../../base/memo.ts';
import type { WorkspacePath } from '../../base/path.ts';
import type { Workspace } from '../../base/workspace.ts';
import { parsePython } from '../../syntax/python/parse.ts';
import type { PythonModule } from '../../syntax/python/tree.ts';
import { defaultOf } from './global-settings.ts';
import { Interpreter } from './interpreter.ts';
import { configurationValue } from './libraries/configurations.ts';
import { join, type Possible, resting, settle } from './possible.ts';
import { type Assignment, Scope } from './scope.ts';
import { isSequence, type PythonValue, truthOf } from './value.ts';

/** A guard in the settings can show that a variable must be set; then the module is run anew, so often at most. */
const mostRuns = 6;

/** A list, tuple or set of texts; where it isn't `complete`, there may be more. */
export interface TextList {
  readonly items: readonly string[];
  readonly complete: boolean;
}

/** @returns the module, read once as long as its text stays the same. */
export const parseModule: (text: string) => PythonModule = rememberByText(parsePython);

/** What a settings module says, with Django's defaults where it says nothing. */
export class Settings {
  /** The file of the module itself. */
  readonly path: WorkspacePath;
  /** Its text. */
  readonly source: string;
  /** Every file that was read for it: imported modules too. */
  readonly files: ReadonlySet<WorkspacePath>;
  /** Environment variables that it reads without a fallback and that no file sets: without them it may not start. */
  readonly missingVariables: ReadonlySet<string>;
  readonly #scope: Scope;
  /** The class that django-configurations takes the settings from. */
  readonly #configuration: Possible | undefined;

  constructor(
    path: WorkspacePath,
    source: string,
    files: ReadonlySet<WorkspacePath>,
    missingVariables: ReadonlySet<string>,
    scope: Scope,
    configuration: Possible | undefined,
  ) {
    this.path = path;
    this.source = source;
    this.files = files;
    this.missingVariables = missingVariables;
    this.#scope = scope;
    this.#configuration = configuration;
  }

  /** @returns what the files set `name` to; absent where they don't. */
  own(name: string): Known<PythonValue> {
    return settle(this.#possible(name));
  }

  /** @returns what Django uses for `name`: what the files set, else its own default. */
  get(name: string): Known<PythonValue> {
    const value = this.#possible(name);
    const fallback = defaultOf(name);
    if (value.kind === 'absent') {
      return settle(resting(fallback, this.#scope.floor(name)));
    }
    if (value.kind === 'either') {
      const ways = value.options.map((option) => (option.kind === 'absent' ? fallback : option));
      return settle(ways.reduce((all: Possible, way) => join(all, way), ways[0] ?? fallback));
    }
    return value;
  }

  /** @returns whether Python takes the setting for true. */
  truth(name: string): Known<boolean> {
    const value = this.get(name);
    if (value.kind !== 'known') {
      return value;
    }
    const truth = truthOf(value.value);
    return truth === undefined ? unknown('its truth is not told', value.origins) : { ...value, value: truth };
  }

  /** @returns the setting where it is a text; unknown where it is none. */
  text(name: string): Known<string> {
    const value = this.get(name);
    if (value.kind !== 'known') {
      return value;
    }
    return value.value.type === 'string'
      ? { ...value, value: value.value.value }
      : unknown('it is no text', value.origins);
  }

  /** @returns the setting where it is a list, tuple or set; items that are no text leave it incomplete. */
  texts(name: string): Known<TextList> {
    const value = this.get(name);
    if (value.kind === 'known' && !isSequence(value.value)) {
      return unknown('it is no list', value.origins);
    }
    const parts = value.kind === 'known' && isSequence(value.value) ? value.value.items : [];
    const assumed = parts.flatMap((item) => (item.kind === 'known' ? item.assumes : []));
    const whole = value.kind === 'known' ? { ...value, assumes: [...value.assumes, ...assumed] } : value;
    return mapKnown(whole, (list) => {
      const items = isSequence(list) ? list.items : [];
      const texts = items.flatMap((item) =>
        item.kind === 'known' && item.value.type === 'string' ? [item.value.value] : [],
      );
      return { items: texts, complete: isSequence(list) && list.complete && texts.length === items.length };
    });
  }

  /** @returns the places that give `name` a value, in the order in which they run. */
  assignments(name: string): readonly Assignment[] {
    return this.#scope.assignments(name);
  }

  /** @returns the place whose value is the one that holds; undefined where that isn't one plain assignment. */
  assignment(name: string): Assignment | undefined {
    const value = this.own(name);
    const deciding = value.kind === 'absent' ? undefined : value.origins[0];
    return this.assignments(name).findLast(
      (place) => place.path === deciding?.path && place.span.start === deciding.span.start,
    );
  }

  #possible(name: string): Possible {
    return this.#configuration === undefined ? this.#scope.get(name) : configurationValue(this.#configuration, name);
  }
}

/**
 * Runs a settings module as far as the files tell what it does.
 * @param folders where absolute imports are looked for first.
 * @param environment the variables of the process, where they are known.
 * @param configuration the class for django-configurations, where an entry file names one.
 * @returns its settings. It never throws; a module that can't be read leaves every setting unknown.
 */
export function runSettings(
  workspace: Workspace,
  path: WorkspacePath,
  folders: readonly WorkspacePath[],
  environment: ReadonlyMap<string, Known<string>> = new Map(),
  configuration?: Known<string>,
): Settings {
  const parse = (file: WorkspacePath): PythonModule | undefined => {
    const text = workspace.read(file);
    return text === undefined ? undefined : parseModule(text);
  };
  const required = new Set<string>();
  for (let run = 1; ; run++) {
    const interpreter = new Interpreter(workspace, folders, parse, environment, required);
    const scope = interpreter.runModule(path) ?? unreadable(path);
    const refuted = [...interpreter.required].filter((variable) => !required.has(variable));
    if (refuted.length === 0 || run === mostRuns) {
      const named = configuration === undefined ? undefined : certain(configuration);
      const chosen = named === undefined ? undefined : scope.get(named);
      const { files, environment: read } = interpreter;
      return new Settings(
        path,
        workspace.read(path) ?? '',
        files,
        new Set([...read.missing, ...required]),
        scope,
        chosen,
      );
    }
    for (const variable of refuted) {
      required.add(variable);
    }
  }
}

function unreadable(path: WorkspacePath): Scope {
  const scope = new Scope(path);
  scope.spoil('the file cannot be read', { path, span: { start: 0, end: 0 } });
  return scope;
}
