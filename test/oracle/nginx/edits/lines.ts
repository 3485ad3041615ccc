import type { Random } from '../../../harness/random.ts';
import type { Edit } from './edit.ts';

/** Changes the lines at one place: `change` is given the line there and the one behind it. */
function withLine(change: (line: string, next: string, random: Random) => readonly string[]): Edit {
  return (text, random) => {
    const lines = text.split('\n');
    const at = random.below(lines.length);
    const line = lines[at] ?? '';
    const next = lines[at + 1];
    return line.trim() === '' || next === undefined
      ? undefined
      : [...lines.slice(0, at), ...change(line, next, random), ...lines.slice(at + 2)].join('\n');
  };
}

function split(line: string, random: Random, put: string): string {
  const at = random.below(line.length + 1);
  return line.slice(0, at) + put + line.slice(at);
}

/** Edits of lines and single characters, whatever they belong to. */
export const LINE_EDITS: Readonly<Record<string, Edit>> = {
  'drop a line': withLine((_, next) => [next]),
  'double a line': withLine((line, next) => [line, line, next]),
  'swap two lines': withLine((line, next) => [next, line]),
  'join two lines': withLine((line, next) => [line + next.trimStart()]),
  'break a line': withLine((line, next, random) => [split(line, random, '\n'), next]),
  'comment a line out': withLine((line, next) => [`#${line}`, next]),
  'comment the rest out': withLine((line, next, random) => [
    split(line, random, random.pick(['#', ' # ', '//'])),
    next,
  ]),
  'uncomment a line': withLine((line, next) => [line.replace(/^(\s*)#+\s?/, '$1'), next]),
  'move a line': (text, random) => {
    const lines = text.split('\n');
    const [line] = lines.splice(random.below(lines.length), 1);
    lines.splice(random.below(lines.length + 1), 0, line ?? '');
    return lines.join('\n');
  },
  'drop a character': (text, random) => {
    const at = random.below(text.length);
    return text.slice(0, at) + text.slice(at + 1);
  },
  'put a character in': (text, random) => {
    const at = random.below(text.length + 1);
    return text.slice(0, at) + random.pick([...'abcxyz0159;{}"\'#$\\()=~^*/.,:- \n']) + text.slice(at);
  },
};
