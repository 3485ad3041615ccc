import { dirname } from 'node:path';
import { type FileChange, planHttps, writeChanges } from '../host/enable-https.ts';
import { type Given, UsageError } from './arguments.ts';
import type { CommandMeans } from './commands.ts';
import { say, tellUndo } from './output.ts';

/** The templates of this command. */
export const httpsMessages = {
  already: 'HTTPS is on already; nothing was written.',
  wouldChange: 'HTTPS would be turned on so:',
  changed: 'HTTPS is turned on:',
} as const;

/** `siteconf https`: the second step, after certbot. Both files are written or none. @returns the exit code. */
export async function runHttps(given: Given, { terminal, history }: CommandMeans): Promise<number> {
  const [site, environment, ...more] = given.paths;
  if (site === undefined || environment === undefined || more.length > 0) {
    throw new UsageError('https takes a site file and an environment file, such as: siteconf https shop shop.env');
  }
  const plan = read(site, environment);
  if (plan.kind === 'refused') {
    terminal.error(`siteconf: ${say(terminal, plan.message.template, plan.message.values)}\n`);
    return 1;
  }
  if (plan.changes.length === 0) {
    terminal.out(`${say(terminal, httpsMessages.already)}\n`);
    return 0;
  }
  const isDry = given.switches.has('dry-run');
  const problem = isDry ? undefined : await writeChanges(plan.changes, history);
  terminal.out(`${say(terminal, isDry ? httpsMessages.wouldChange : httpsMessages.changed)}\n`);
  for (const change of plan.changes) {
    terminal.out(`\n==> ${change.path}\n${changedLines(change)}`);
  }
  if (!isDry) {
    tellUndo(terminal, dirname(environment), problem);
  }
  return 0;
}

function read(site: string, environment: string): ReturnType<typeof planHttps> {
  try {
    return planHttps(site, environment);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** The lines from the first to the last that differ: what else an environment file holds is nobody's business. */
function changedLines({ before, after }: FileChange): string {
  const [old, now] = [before.split('\n'), after.split('\n')];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) {
    start++;
  }
  let end = 0;
  while (
    end < old.length - start &&
    end < now.length - start &&
    old[old.length - 1 - end] === now[now.length - 1 - end]
  ) {
    end++;
  }
  const removed = old.slice(start, old.length - end).map((line) => `-${line}\n`);
  const added = now.slice(start, now.length - end).map((line) => `+${line}\n`);
  return `@@ ${start + 1} @@\n${[...removed, ...added].join('')}`;
}
