import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Message, message } from '../base/message.ts';
import { createDisk } from '../host/disk.ts';
import { toWorkspacePath } from '../host/node-path.ts';
import { writeFiles } from '../host/write-files.ts';
import type { Answers } from '../scaffold/answers.ts';
import { type PlannedFile, planSite } from '../scaffold/plan.ts';
import { projectAnswersIn } from '../scaffold/project-answers.ts';
import { readAnswers } from '../scaffold/validate.ts';
import { drawTree, type PlannedWrites, planWrites } from '../scaffold/writes.ts';
import { type Given, UsageError } from './arguments.ts';
import { askAnswers, askOverwrites } from './ask-answers.ts';
import type { CommandMeans } from './commands.ts';
import { say } from './output.ts';
import { askYesNo, type Person } from './person.ts';

/** The templates of this command. */
export const newMessages = {
  wouldWrite: 'These files would be written below {folder}:',
  wrote: 'Written below {folder}:',
  nothing: 'Everything is there already.',
  inTheWay: 'These files are there with another text, so nothing was written; --force overwrites them:',
} as const;

/** `siteconf new`: asks or reads the answers and writes the site, all files or none. @returns the exit code. */
export async function runNew(given: Given, means: CommandMeans): Promise<number> {
  const [folder, ...more] = given.paths;
  if (folder === undefined || more.length > 0) {
    throw new UsageError('new takes one folder, such as: siteconf new deploy --answers answers.json');
  }
  const file = given.values.answers;
  if (file !== undefined) {
    const plan = planned(folder, readAnswersFile(file, means), means);
    return given.switches.has('dry-run') ? show(folder, plan, given, means) : write(folder, plan, given, means);
  }
  const person = means.person();
  if (person === undefined) {
    throw new UsageError(
      'new asks at a terminal, and here is none: give --answers FILE.json ("siteconf new --help" shows what it holds)',
    );
  }
  try {
    return await converse(folder, person, given, means);
  } finally {
    person.leave();
  }
}

/** Asks everything, shows the files, and asks before it writes. */
async function converse(folder: string, person: Person, given: Given, means: CommandMeans): Promise<number> {
  const gaveUp = (): number => {
    person.tell(`\n${person.say(message('Nothing was written.'))}\n`);
    return 1;
  };
  person.tell(`${person.say(message('Press Enter to take what stands in brackets.'))}\n`);
  const answers = await askAnswers(person, proposals(folder));
  if (answers === undefined) {
    return gaveUp();
  }
  const plan = planned(folder, answers, means);
  if (given.switches.has('dry-run')) {
    return show(folder, plan, given, means);
  }
  const files = [...plan.create, ...plan.extend, ...plan.conflict];
  if (files.length === 0) {
    return write(folder, plan, given, means);
  }
  person.tell(`\n${say(means.terminal, newMessages.wouldWrite, { folder })}\n${drawTree(files)}\n`);
  const paths = given.switches.has('force') ? [] : plan.conflict.map(({ path }) => path);
  const overwritten = await askOverwrites(person, paths);
  if (overwritten === undefined) {
    return gaveUp();
  }
  const conflict = plan.conflict.filter(({ path }) => !paths.includes(path) || overwritten.has(path));
  if (!(await askYesNo(person, person.say(message('Write the files?')), true))) {
    return gaveUp();
  }
  await writePlanned(folder, { ...plan, conflict }, means);
  return 0;
}

/** What the Django project in the folder, or else in this one, tells; nothing where there is none. */
function proposals(folder: string): Partial<Answers> {
  for (const place of [folder, '.']) {
    if (holdsProject(place)) {
      const path = toWorkspacePath(place);
      const answers = projectAnswersIn(createDisk([path]).workspace(), path);
      if (answers !== undefined) {
        return answers;
      }
    }
  }
  return {};
}

/** Looks no deeper than one folder, so that a folder that is no project isn't looked through. */
function holdsProject(folder: string): boolean {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.some(
      (entry) =>
        entry.name === 'manage.py' || (entry.isDirectory() && existsSync(join(folder, entry.name, 'manage.py'))),
    );
  } catch {
    return false;
  }
}

function planned(folder: string, answers: Answers, { terminal }: CommandMeans): PlannedWrites {
  const plan = planSite(answers, { randomBytes, translation: terminal.translation });
  return planWrites(plan, (path) => readIfThere(join(folder, path)));
}

/** Prints the tree and the texts of the files, and writes nothing. */
function show(folder: string, plan: PlannedWrites, given: Given, { terminal }: CommandMeans): number {
  const files = [...plan.create, ...plan.extend, ...plan.conflict];
  terminal.out(`${say(terminal, newMessages.wouldWrite, { folder })}\n${drawTree(files)}`);
  for (const file of files) {
    terminal.out(`\n==> ${file.path}\n${file.text}`);
  }
  return stopped(plan, given, { terminal }) ? 1 : 0;
}

async function write(folder: string, plan: PlannedWrites, given: Given, means: CommandMeans): Promise<number> {
  if (stopped(plan, given, means)) {
    return 1;
  }
  await writePlanned(folder, plan, means);
  return 0;
}

/** Says what is in the way, where that isn't to be overwritten. */
function stopped({ conflict }: PlannedWrites, given: Given, { terminal }: Pick<CommandMeans, 'terminal'>): boolean {
  const stops = conflict.length > 0 && !given.switches.has('force');
  if (stops) {
    terminal.error(`${say(terminal, newMessages.inTheWay)}\n${drawTree(conflict)}`);
  }
  return stops;
}

async function writePlanned(
  folder: string,
  { create, extend, conflict }: PlannedWrites,
  { terminal }: CommandMeans,
): Promise<void> {
  const writes: readonly PlannedFile[] = [...create, ...extend, ...conflict];
  if (writes.length === 0) {
    terminal.out(`${say(terminal, newMessages.nothing)}\n`);
    return;
  }
  await writeFiles(
    folder,
    writes.map((file) => ({ path: file.path, text: file.text, mode: file.mode, replace: !create.includes(file) })),
  );
  terminal.out(`${say(terminal, newMessages.wrote, { folder })}\n${drawTree(writes)}`);
}

function readAnswersFile(path: string, { terminal }: CommandMeans): Answers {
  const { answers, problems } = readAnswers(readJson(path));
  if (problems.length > 0) {
    const lines = problems.map(({ key, message: problem }: { key: string; message: Message }) => {
      const text = say(terminal, problem.template, problem.values);
      return key === '' ? text : `${key}: ${text}`;
    });
    throw new UsageError(lines.join('\n'));
  }
  return answers;
}

function readJson(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new UsageError(`${path}: can't be read`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path}: is no JSON (${error instanceof Error ? error.message : error})`);
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return undefined;
    }
    throw new UsageError(`${path}: can't be read (${error instanceof Error ? error.message : error})`);
  }
}
