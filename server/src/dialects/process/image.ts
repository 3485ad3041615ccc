import { type Known, mapKnown, unknown } from '../../base/known.ts';
import { joinPath, type ServerPath, serverPath, type WorkspacePath } from '../../base/path.ts';
import { glyphsAt, ReadText } from '../../base/read-text.ts';
import { readDockerfile } from '../../syntax/dockerfile/read.ts';
import { interpolate, type ParameterLookup, unsetVariable } from '../../syntax/shell/parameter.ts';
import { splitShlex } from '../../syntax/shell/shlex.ts';
import { changeDirectory } from './command.ts';
import type { EnvironmentVariable } from './process.ts';

/** What a Dockerfile makes of a container that is told nothing else. */
export interface Image {
  /** The image that all its stages begin with, by its name; empty where a variable stands for it. */
  readonly base: string;
  readonly environment: readonly EnvironmentVariable[];
  readonly workingDirectory: Known<ServerPath>;
  readonly entrypoint: readonly ReadText[];
  readonly command: readonly ReadText[];
  /** What it takes from the folder in which it is built. */
  readonly copies: readonly { readonly source: string; readonly target: Known<ServerPath> }[];
}

const nothing: Image = {
  base: '',
  environment: [],
  workingDirectory: unknown('the image that this one is made of says which folder it starts in'),
  entrypoint: [],
  command: [],
  copies: [],
};

/**
 * @returns the image that a Dockerfile makes; undefined where it has no such stage. Dockerfile reference.
 * @param target the name of the stage that is built, the last one unless told.
 */
export function readImage(path: WorkspacePath, text: string, target: string | undefined): Image | undefined {
  const stages = new Map<string, Image>();
  let image: Image | undefined;
  let name = '';
  for (const { keyword, value } of readDockerfile(path, text)) {
    if (keyword === 'FROM') {
      if (target !== undefined && name === target.toLowerCase()) {
        break;
      }
      const [, base = '', as = ''] = /^(?:--\S+\s+)*(\S+)(?:\s+as\s+(\S+))?/i.exec(value.value) ?? [];
      image = stages.get(base.toLowerCase()) ?? { ...nothing, base: base.includes('$') ? '' : base };
      name = as.toLowerCase();
    } else if (image !== undefined) {
      image = after(image, keyword, value);
    }
    if (image !== undefined) {
      stages.set(name, image);
    }
  }
  return target === undefined ? image : stages.get(target.toLowerCase());
}

function after(image: Image, keyword: string, value: ReadText): Image {
  const lookup: ParameterLookup = (name, origin) =>
    image.environment.findLast((variable) => variable.name === name)?.value ?? unsetVariable(name, origin);
  switch (keyword) {
    case 'ENV':
      return { ...image, environment: [...image.environment, ...variablesOf(interpolate(value, lookup))] };
    case 'WORKDIR':
      return { ...image, workingDirectory: changeDirectory(image.workingDirectory, interpolate(value, lookup)) };
    case 'ENTRYPOINT':
      return { ...image, entrypoint: wordsOf(value), command: [] };
    case 'CMD':
      return { ...image, command: wordsOf(value) };
    case 'COPY':
    case 'ADD':
      return { ...image, copies: [...image.copies, ...copiesOf(image, interpolate(value, lookup))] };
    default:
      return image;
  }
}

/** `ENV A=1 B=2`, or `ENV A 1`. */
function variablesOf(value: ReadText): EnvironmentVariable[] {
  const [head = '', single] = /^(\w+)\s+(?=[^\s=])/.exec(value.value) ?? [];
  if (single !== undefined) {
    return [{ name: single, origin: value.origin, value: value.slice(head.length) }];
  }
  return splitShlex(value).flatMap((word) => {
    const [head, name] = /^(\w+)=/.exec(word.value) ?? [];
    return head === undefined || name === undefined
      ? []
      : [{ name, origin: word.origin, value: word.slice(head.length) }];
  });
}

/** A list of words in JSON, or a text for the shell. */
function wordsOf(value: ReadText): ReadText[] {
  if (/^\[.*\]\s*$/s.test(value.value)) {
    return [...value.value.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(({ index, 1: word = '' }) =>
      value.slice(index + 1, index + 1 + word.length),
    );
  }
  const shell = ['sh', '-c'].map((word) => new ReadText(glyphsAt(word, value.origin), value.origin));
  return [...shell, value];
}

function copiesOf({ workingDirectory }: Image, value: ReadText): Image['copies'] {
  const words = /^\[/.test(value.value) ? wordsOf(value) : splitShlex(value);
  if (words.some((word) => word.value.startsWith('--from'))) {
    return [];
  }
  const paths = words.filter((word) => !word.value.startsWith('--'));
  const target = paths.at(-1);
  return target === undefined
    ? []
    : paths.slice(0, -1).map((source) => ({
        source: source.value,
        target: target.value.startsWith('/')
          ? mapKnown(target.toKnown(), (path) => joinPath(serverPath('/'), path))
          : changeDirectory(workingDirectory, target),
      }));
}
