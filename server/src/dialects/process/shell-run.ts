import { type Known, type Origin, unknown } from '../../base/known.ts';
import { baseName, type ServerPath } from '../../base/path.ts';
import { ReadText } from '../../base/read-text.ts';
import { expandShellWord } from '../../syntax/shell/expand.ts';
import { unsetVariable } from '../../syntax/shell/parameter.ts';
import { readShell, type ShellCommand } from '../../syntax/shell/posix.ts';
import { type Command, changeDirectory } from './command.ts';
import type { Environment, EnvironmentVariable } from './process.ts';

/** What a run of a shell text tells. */
export interface ShellEvents {
  /** A command that is no builtin. */
  command(command: Command): void;
  /** `. file`: gives the text of the file, if it can be read. */
  source(word: ReadText, folder: Known<ServerPath>): ReadText | undefined;
}

interface Variable extends EnvironmentVariable {
  readonly exported: boolean;
}

/** Commands of the system that never start another program of ours; they are most of a script. */
const plain = new Set(
  'echo printf test [ [[ : true false return exit sleep mkdir rm cp mv ls cat grep sed awk chmod chown touch tee apt-get apt pip pip3 curl wget git docker docker-compose kill wait shift read trap hash type which id dirname basename'.split(
    ' ',
  ),
);

function mayLead(words: readonly ReadText[]): boolean {
  return !plain.has(words[0]?.value ?? '');
}

/** Runs a shell text as far as assignments, `export`, `cd` and `.` go, without running anything. */
export class ShellRun {
  readonly #events: ShellEvents;
  readonly #variables: Map<string, Variable>;
  #complete: boolean;
  #folder: Known<ServerPath>;
  #exportAll = false;
  #depth = 0;
  /** What `$@` stands for; undefined where that isn't known. */
  #parameters: readonly ReadText[] | undefined;

  /** @param parameters the words behind the name of the script, where they are known. */
  constructor(start: Command, events: ShellEvents, parameters?: readonly ReadText[]) {
    this.#parameters = parameters;
    this.#events = events;
    this.#variables = new Map(
      [...start.environment.variables].map(([name, variable]) => [name, { ...variable, exported: true }]),
    );
    this.#complete = start.environment.complete;
    this.#folder = start.workingDirectory;
  }

  /** Runs the commands of `text` one behind the other; what a script starts is run too, five deep at most. */
  run(text: ReadText): void {
    if (this.#depth >= 5) {
      return;
    }
    this.#depth++;
    for (const command of readShell(text)) {
      this.#step(command);
    }
    this.#depth--;
  }

  #step(command: ShellCommand): void {
    const assigned: Variable[] = [];
    let i = 0;
    for (; i < command.words.length; i++) {
      const word = command.words[i] as ReadText;
      const name = /^([A-Za-z_][A-Za-z0-9_]*)=/.exec(word.value)?.[1];
      if (name === undefined) {
        break;
      }
      assigned.push(this.#assignment(word, name));
    }
    const words = command.words.slice(i).flatMap((word) => this.#expand(word));
    if (words.length === 0) {
      for (const variable of assigned) {
        this.#set(variable, command.depth > 0);
      }
      return;
    }
    const raw = command.words.slice(i + 1);
    switch (words[0]?.value) {
      case 'export':
      case 'declare':
      case 'local':
      case 'readonly':
      case 'typeset':
        this.#declare(raw, words[0].value === 'export', command.depth > 0);
        break;
      case 'unset':
        for (const word of words.slice(1)) {
          this.#variables.delete(word.value);
        }
        break;
      case 'cd':
      case 'pushd':
        this.#changeDirectory(words[1], command.depth > 0);
        break;
      case 'shift':
        this.#parameters = command.depth > 0 ? undefined : this.#parameters?.slice(1);
        break;
      case 'set':
        if (words[1]?.value === '--') {
          this.#parameters = command.depth > 0 ? undefined : words.slice(2);
        }
        this.#exportAll = words.some((word) => /^-[a-z]*a/.test(word.value) || word.value === 'allexport')
          ? !words.some((word) => word.value === '+o')
          : this.#exportAll && !words.some((word) => /^\+[a-z]*a/.test(word.value));
        break;
      case '.':
      case 'source':
        this.#source(words[1]);
        break;
      case 'eval':
        this.#complete = false;
        break;
      default:
        if (mayLead(words)) {
          this.#events.command({
            words,
            environment: this.#environment(assigned),
            workingDirectory: this.#folder,
          });
        }
    }
  }

  #expand(word: ReadText): readonly ReadText[] {
    const isAll = /^(?:"\$@"|\$@|"\$\{@\}")$/.test(word.value);
    return isAll && this.#parameters !== undefined ? this.#parameters : expandShellWord(word, this.#lookup);
  }

  #assignment(word: ReadText, name: string): Variable {
    const value = this.#joined(word.slice(name.length + 1));
    return { name, origin: word.origin, value, exported: this.#exportAll };
  }

  /** An assignment isn't split at white space. */
  #joined(raw: ReadText): ReadText {
    const parts = expandShellWord(raw, this.#lookup);
    const first = parts[0];
    if (first === undefined) {
      return new ReadText([], raw.origin);
    }
    return parts.length === 1
      ? first
      : new ReadText(
          parts.flatMap((part) => part.glyphs),
          raw.origin,
        );
  }

  #set(variable: Variable, uncertain: boolean): void {
    const before = this.#variables.get(variable.name);
    const value = uncertain
      ? ReadText.hole({ reason: `${variable.name} is set on some paths only`, splits: false }, variable.origin)
      : variable.value;
    this.#variables.set(variable.name, {
      ...variable,
      value,
      exported: variable.exported || before?.exported === true,
    });
  }

  #declare(raw: readonly ReadText[], exported: boolean, uncertain: boolean): void {
    for (const word of raw) {
      const match = /^([A-Za-z_][A-Za-z0-9_]*)(=?)/.exec(word.value);
      if (match === null) {
        this.#complete &&= word.value.startsWith('-');
        continue;
      }
      const name = match[1] as string;
      const before = this.#variables.get(name);
      if (match[2] === '=') {
        this.#set({ ...this.#assignment(word, name), exported: exported || this.#exportAll }, uncertain);
      } else if (before !== undefined) {
        this.#variables.set(name, { ...before, exported: before.exported || exported });
      }
    }
  }

  #changeDirectory(folder: ReadText | undefined, uncertain: boolean): void {
    this.#folder =
      uncertain || folder === undefined || folder.value === '-'
        ? unknown('the script changes its folder')
        : changeDirectory(this.#folder, folder);
  }

  #source(word: ReadText | undefined): void {
    const text = word === undefined ? undefined : this.#events.source(word, this.#folder);
    if (text !== undefined) {
      this.run(text);
    } else if (word === undefined || baseName(word.value) !== 'activate') {
      this.#complete = false;
    }
  }

  #environment(assigned: readonly Variable[]): Environment {
    const variables = new Map<string, EnvironmentVariable>();
    for (const variable of [...this.#variables.values(), ...assigned.map((each) => ({ ...each, exported: true }))]) {
      if (variable.exported) {
        const { name, origin, value } = variable;
        variables.set(name, { name, origin, value });
      }
    }
    return { variables, complete: this.#complete };
  }

  readonly #lookup = (name: string, origin: Origin): ReadText | undefined =>
    this.#variables.get(name)?.value ?? unsetVariable(name, origin);
}
