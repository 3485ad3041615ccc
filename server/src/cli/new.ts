import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFiles } from '../host/write-files.ts';
import { planSite } from '../scaffold/plan.ts';
import { readAnswers } from '../scaffold/validate.ts';
import { drawTree, planWrites } from '../scaffold/writes.ts';
import { type Given, UsageError } from './arguments.ts';
import type { CommandMeans } from './commands.ts';
import { say } from './output.ts';

/** The templates of this command. */
export const newMessages = {
  wouldWrite: 'These files would be written below {folder}:',
  wrote: 'Written below {folder}:',
  nothing: 'Everything is there already.',
  inTheWay: 'These files are there with another text, so nothing was written; --force overwrites them:',
} as const;

/** `siteconf new`: asks or reads the answers and writes the site, all files or none. @returns the exit code. */
export async function runNew(given: Given, means: CommandMeans): Promise<number> {
  const { terminal } = means;
  const [folder, ...more] = given.paths;
  if (folder === undefined || more.length > 0) {
    throw new UsageError('new takes one folder, such as: siteconf new deploy --answers answers.json');
  }
  const { answers, problems } = readAnswers(readAnswersFile(given.values.answers));
  if (problems.length > 0) {
    const lines = problems.map(({ key, message: problem }) => {
      const text = say(terminal, problem.template, problem.values);
      return key === '' ? text : `${key}: ${text}`;
    });
    throw new UsageError(lines.join('\n'));
  }
  const plan = planSite(answers, { randomBytes, translation: terminal.translation });
  const { create, same, extend, conflict } = planWrites(plan, (path) => readIfThere(join(folder, path)));
  const force = given.switches.has('force');
  const writes = [...create, ...extend, ...(force ? conflict : [])];
  if (given.switches.has('dry-run')) {
    terminal.out(`${say(terminal, newMessages.wouldWrite, { folder })}\n${drawTree([...writes])}`);
    for (const file of writes) {
      terminal.out(`\n==> ${file.path}\n${file.text}`);
    }
  }
  if (conflict.length > 0 && !force) {
    terminal.error(`${say(terminal, newMessages.inTheWay)}\n${drawTree(conflict)}`);
    return 1;
  }
  if (given.switches.has('dry-run')) {
    return 0;
  }
  if (writes.length === 0 && same.length > 0) {
    terminal.out(`${say(terminal, newMessages.nothing)}\n`);
    return 0;
  }
  await writeFiles(
    folder,
    writes.map((file) => ({ path: file.path, text: file.text, mode: file.mode, replace: !create.includes(file) })),
  );
  terminal.out(`${say(terminal, newMessages.wrote, { folder })}\n${drawTree(writes)}`);
  return 0;
}

function readAnswersFile(path: string | undefined): unknown {
  if (path === undefined) {
    throw new UsageError('new needs --answers FILE.json; "siteconf new --help" shows what it holds');
  }
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
