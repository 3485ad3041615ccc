import { randomBytes } from 'node:crypto';
import { type Dirent, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { message } from '../base/message.ts';
import { isInside } from '../base/path.ts';
import { createDisk } from '../host/disk.ts';
import { toWorkspacePath } from '../host/node-path.ts';
import { readIfThere } from '../host/read-if-there.ts';
import { reasonOf } from '../host/write-files.ts';
import type { Answers } from '../scaffold/answers/answers.ts';
import { emptyTarget, readTarget, type Target } from '../scaffold/answers/target.ts';
import { findFormerFiles, formerSentence } from '../scaffold/former-files.ts';
import { siteNotes } from '../scaffold/notes.ts';
import type { PlannedFile } from '../scaffold/plan.ts';
import { planSites, readSites, type SiteToWrite } from '../scaffold/sites.ts';
import { drawTree, type PlannedWrites, planWrites } from '../scaffold/writes.ts';
import { type Given, UsageError } from './arguments.ts';
import { askOverwrites } from './ask-answers.ts';
import { askSites } from './ask-sites.ts';
import type { CommandMeans } from './commands.ts';
import { say, tellUndo } from './output.ts';
import { askYesNo, type Person } from './person.ts';

/** The templates of this command. */
export const newMessages = {
  wouldWrite: 'These files would be written below {folder}:',
  wrote: 'Written below {folder}:',
  next: 'Every command to the running site stands in {guides}.',
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
    const sites = readAnswersFile(file, folder, means);
    const plan = planned(folder, sites, means);
    const code = given.switches.has('dry-run')
      ? show(folder, plan, given, means)
      : await write(folder, plan, given, means);
    if (code === 0) {
      tellFormer(folder, sites, means);
      tellNotes(sites, means);
    }
    return code;
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
  const { target, here, empty } = lookAround(folder);
  const from =
    target.projects.length === 0 && here !== undefined ? { ...target, projects: [{ answers: here }] } : target;
  const sites = await askSites(person, from, empty && here === undefined);
  if (sites === undefined) {
    return gaveUp();
  }
  const plan = planned(folder, sites, means);
  if (given.switches.has('dry-run')) {
    return show(folder, plan, given, means);
  }
  tellNotes(sites, means);
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
  tellFormer(folder, sites, means);
  return 0;
}

/** Says which files of an earlier run, with other answers, are no part of the sites. */
function tellFormer(folder: string, sites: readonly SiteToWrite[], { terminal }: CommandMeans): void {
  const former = findFormerFiles(sites, (path) => existsSync(join(folder, path)));
  if (former.length > 0) {
    terminal.out(`\n${say(terminal, formerSentence)}\n${former.map((path) => `  ${join(folder, path)}\n`).join('')}`);
  }
}

/** Says what has to be known before the site is used, and where to go on. */
function tellNotes(sites: readonly SiteToWrite[], { terminal }: CommandMeans): void {
  for (const { what, advice } of sites.flatMap(({ answers }) => siteNotes(answers))) {
    terminal.out(
      `\n! ${say(terminal, what.template, what.values)}\n  ${say(terminal, advice.template, advice.values)}\n`,
    );
  }
}

/** What is known of the place before anybody is asked. */
interface Surroundings {
  readonly target: Target;
  /** What the Django project in this folder tells of a site that is written elsewhere. */
  readonly here: Partial<Answers> | undefined;
  /** Whether there is no Python to build on, so that a project to start from is offered. */
  readonly empty: boolean;
}

/**
 * Reads the folder, where it holds a Django project, and the sites that were written there or side by side with it in the
 * folder that the command runs in.
 */
function lookAround(folder: string): Surroundings {
  const target = toWorkspacePath(folder);
  const working = toWorkspacePath('.');
  const places = [folder, ...(isInside(target, working) && target !== working ? ['.'] : [])];
  const holds = (place: string): boolean => holdsProject(place, place === folder ? depthOfTarget : 1);
  const roots = places.flatMap((place) => (holds(place) ? [place] : deployFolders(place))).map(toWorkspacePath);
  const here = holdsProject('.')
    ? readTarget(working, createDisk([working]).workspace()).projects[0]?.answers
    : undefined;
  return {
    target: roots.length === 0 ? emptyTarget : readTarget(target, createDisk(roots).workspace()),
    here,
    empty: !holdsPython(folder),
  };
}

/** A repository of several parts may hold `apps/api/manage.py`, or even `src/backend/shop/manage.py`. */
const depthOfTarget = 3;

function entries(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** @param depth how many folders deep it looks: a folder that is no project isn't to be looked through. */
function holdsProject(folder: string, depth = 1): boolean {
  const inside = entries(folder);
  return (
    inside.some(({ name }) => name === 'manage.py') ||
    (depth > 0 &&
      inside.some(
        (entry) =>
          entry.isDirectory() &&
          !/^\.|^node_modules$/.test(entry.name) &&
          holdsProject(join(folder, entry.name), depth - 1),
      ))
  );
}

function holdsPython(folder: string): boolean {
  return entries(folder).some((entry) => entry.name.endsWith('.py')) || holdsProject(folder, depthOfTarget);
}

/** The folders of sites that were written to `folder` or to folders in it. */
function deployFolders(folder: string): string[] {
  const inside = entries(folder).filter((entry) => entry.isDirectory());
  return ['', ...inside.map(({ name }) => name)]
    .map((name) => join(folder, name, 'deploy'))
    .filter((path) => existsSync(join(path, 'deploy.sh')));
}

function planned(folder: string, sites: readonly SiteToWrite[], { terminal }: CommandMeans): PlannedWrites {
  const plan = planSites(sites, { randomBytes, translation: terminal.translation });
  return planWrites(plan, (path) => readPlanned(join(folder, path)));
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
  { terminal, history }: CommandMeans,
): Promise<void> {
  const writes: readonly PlannedFile[] = [...create, ...extend, ...conflict];
  if (writes.length === 0) {
    terminal.out(`${say(terminal, newMessages.nothing)}\n`);
    return;
  }
  const problem = await history.write(
    folder,
    writes.map((file) => ({ path: file.path, text: file.text, mode: file.mode, replace: !create.includes(file) })),
  );
  const guides = writes
    .filter(({ path }) => /(?:^|\/)deploy\/README\.md$/.test(path))
    .map(({ path }) => join(folder, path));
  terminal.out(`${say(terminal, newMessages.wrote, { folder })}\n${drawTree(writes)}`);
  if (guides.length > 0) {
    terminal.out(`${say(terminal, newMessages.next, { guides: guides.join(', ') })}\n`);
  }
  tellUndo(terminal, folder, problem);
}

function readAnswersFile(path: string, folder: string, { terminal }: CommandMeans): readonly SiteToWrite[] {
  const { target, here } = lookAround(folder);
  const { sites, problems } = readSites(readJson(path), {
    folder: target.folder,
    proposed: (place) =>
      target.projects.find((project) => project.folder === place)?.answers ?? (place === '' ? here : undefined) ?? {},
    taken: (place) => target.taken(place),
  });
  if (problems.length > 0) {
    const lines = problems.map(({ site, key, message: problem }) => {
      const text = say(terminal, problem.template, problem.values);
      const which = sites.length > 1 ? `${site + 1}` : '';
      const place = [which, key].filter((part) => part !== '').join('.');
      return place === '' ? text : `${place}: ${text}`;
    });
    throw new UsageError(lines.join('\n'));
  }
  return sites;
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

function readPlanned(path: string): string | undefined {
  try {
    return readIfThere(path);
  } catch (error) {
    const isFolder = error instanceof Error && 'code' in error && error.code === 'EISDIR';
    throw new UsageError(
      isFolder
        ? `${path}: a folder is there where a file is to be written`
        : `${path}: can't be read (${reasonOf(error)})`,
    );
  }
}
