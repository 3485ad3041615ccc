import { certain } from '../../base/known.ts';
import { message } from '../../base/message.ts';
import { directoryName } from '../../base/path.ts';
import type { ReadText } from '../../base/read-text.ts';
import type { Workspace } from '../../base/workspace.ts';
import { optionValue } from '../../dialects/process/options.ts';
import type { Process } from '../../dialects/process/process.ts';
import type { BeatProgram, WorkerProgram } from '../../dialects/process/program.ts';
import { unitSettings } from '../../dialects/process/unit-file.ts';
import { celeryApp, isCelery } from '../../site/celery/app.ts';
import { defineRule, type Fix } from '../define.ts';

const second = '{process} runs beat, and {other} runs it too: every task of the schedule is sent twice.';
const copies = 'Beat is started {count} times here: every task of the schedule is sent {count} times.';
const first = '{process} runs beat here.';
const cut = 'Take {option} away';

/** Two processes that run beat for the same application. */
export const beatTwice = defineRule({
  id: 'process/beat-twice',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['process'],
  fix: 'unsafe',
  sources: ['https://docs.celeryq.dev/en/stable/userguide/periodic-tasks.html#starting-the-scheduler'],
  messages: { second, copies, first, cut },
  check({ site, report }) {
    const beats = site.processes.filter(runsBeat).filter((process) => !usesRedBeat(site.workspace, process));
    for (const process of beats) {
      const { definition } = process;
      const count = copiesOf(definition);
      const word = beatWord(process);
      if (count !== undefined && count > 1) {
        report({ ...word.origin, message: 'copies', values: { count } });
        continue;
      }
      const other = beats.find((one) => one !== process && isSame(process, one));
      const isReported = other !== undefined && rank(process) > rank(other);
      const isLater =
        other !== undefined && rank(process) === rank(other) && beats.indexOf(other) < beats.indexOf(process);
      if (other === undefined || !(isReported || isLater)) {
        continue;
      }
      report({
        ...word.origin,
        message: 'second',
        values: { process: process.name, other: other.name },
        severity: 'warning',
        related: [{ ...beatWord(other).origin, message: message(first, { process: other.name }) }],
        fixes: cutWord(site.workspace, process, word),
      });
    }
  },
});

type BeatProcess = Process & { readonly program: WorkerProgram | BeatProgram };

function runsBeat(process: Process): process is BeatProcess {
  const { program } = process;
  return program.kind === 'beat' || (program.kind === 'worker' && program.beat);
}

/** A worker that also runs beat is the one to change. */
function rank({ program }: BeatProcess): number {
  return program.kind === 'worker' ? 1 : 0;
}

function beatWord({ program }: BeatProcess): ReadText {
  const option = program.options.given.findLast(({ fact }) => fact.name === '--beat');
  return option?.spelling ?? program.command;
}

/** Whether both are started together, and send the tasks of the same application to the same workers. */
function isSame(one: BeatProcess, other: BeatProcess): boolean {
  const [own, their] = [celeryApp(one), celeryApp(other)];
  const isInOneFile = /^(?:procfile|compose)$/.test(one.definition.kind) && one.path === other.path;
  const sameApp = isInOneFile
    ? certain(one.program.app) !== undefined && certain(one.program.app) === certain(other.program.app)
    : own !== undefined && own.module === their?.module && own.folder === their.folder;
  return (
    sameApp &&
    areTogether(one, other) &&
    optionValue(one.program.options, '--scheduler')?.value ===
      optionValue(other.program.options, '--scheduler')?.value &&
    certain(one.program.broker) === certain(other.program.broker) &&
    variable(one, 'DJANGO_SETTINGS_MODULE') === variable(other, 'DJANGO_SETTINGS_MODULE')
  );
}

function areTogether(one: Process, other: Process): boolean {
  const [own, their] = [one.definition, other.definition];
  if (own.kind === 'systemd' && their.kind === 'systemd') {
    const isTemplate = own.unit.name.includes('@') || their.unit.name.includes('@');
    const conflicts = [own.unit, their.unit].some((unit) =>
      unitSettings(unit, 'Unit', 'Conflicts').some(({ value }) => /\.service\b/.test(value.value)),
    );
    return (
      own.unit !== their.unit && !isTemplate && !conflicts && directoryName(one.path) === directoryName(other.path)
    );
  }
  if (own.kind === 'compose' && their.kind === 'compose') {
    const [mine, yours] = [own.service, their.service];
    const isAlways = !mine.optional && !yours.optional && mine.image === yours.image;
    return isAlways && one.path === other.path && mine !== yours;
  }
  return own.kind === their.kind && own.kind !== 'shell' && folderOf(one) === folderOf(other);
}

/** How many of a process are started, where its file says so. */
function copiesOf(definition: Process['definition']): number | undefined {
  if (definition.kind === 'compose') {
    return certain(definition.service.copies);
  }
  return definition.kind === 'supervisor' ? certain(definition.copies) : undefined;
}

/** Supervisor reads the files of one folder together. */
function folderOf({ definition, path }: Process): string {
  return definition.kind === 'supervisor' ? directoryName(path) : path;
}

function variable({ environment }: Process, name: string): string | undefined {
  return environment.variables.get(name)?.value.value;
}

/** RedBeat holds a lock, so that only one of many sends. */
function usesRedBeat(workspace: Workspace, process: BeatProcess): boolean {
  const told = optionValue(process.program.options, '--scheduler')?.value;
  return told === undefined
    ? workspace.paths.some(
        (path) =>
          /(?:celery|settings|config|requirements|pyproject|base|production)[^/]*(?:\/[^/]+)?$/.test(path) &&
          /\.(?:py|txt|toml|in)$/.test(path) &&
          /redbeat/i.test(workspace.read(path) ?? ''),
      )
    : /redbeat|lock|singleton/i.test(told);
}

function cutWord(workspace: Workspace, process: BeatProcess, word: ReadText): Fix[] {
  const { path, span } = word.origin;
  const text = workspace.read(path);
  const before = /[ \t]+$/.exec(text?.slice(0, span.start) ?? '')?.[0].length ?? 0;
  const isWord = /^(?:\s|$)/.test(text?.slice(span.end, span.end + 1) ?? 'x');
  return process.program.kind === 'worker' && before > 0 && isWord && isCelery(process)
    ? [
        {
          title: message(cut, { option: word.value }),
          kind: 'unsafe',
          edits: [{ path, span: { start: span.start - before, end: span.end }, newText: '' }],
        },
      ]
    : [];
}
