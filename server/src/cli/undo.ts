import { join } from 'node:path';
import { type Given, UsageError } from './arguments.ts';
import type { CommandMeans } from './commands.ts';
import { say } from './output.ts';

/** The templates of this command. */
export const undoMessages = {
  nothing: 'There is nothing to undo in {folder}.',
  wouldUndo: 'What was written last would be taken back; files that were changed since are kept:',
  removed: 'Removed, since it was not there before:',
  restored: 'As before again:',
  kept: 'Changed since it was written, so kept:',
} as const;

/** `siteconf undo`: takes back what was written last below a folder; again, what was written before that. @returns the exit code. */
export async function runUndo(given: Given, { terminal, history }: CommandMeans): Promise<number> {
  const [place = '.', ...more] = given.paths;
  if (more.length > 0) {
    throw new UsageError('undo takes one folder, such as: siteconf undo deploy');
  }
  const run = history.last([place]);
  if (run === undefined) {
    terminal.error(`siteconf: ${say(terminal, undoMessages.nothing, { folder: place })}\n`);
    return 1;
  }
  const { folder, written } = run;
  const list = (paths: readonly string[]): string => paths.map((path) => `  ${join(folder, path)}\n`).join('');
  if (given.switches.has('dry-run')) {
    terminal.out(`${say(terminal, undoMessages.wouldUndo)}\n${list(written.files.map(({ path }) => path))}`);
    return 0;
  }
  const undone = await history.undo(run);
  for (const kind of ['removed', 'restored', 'kept'] as const) {
    if (undone[kind].length > 0) {
      terminal.out(`${say(terminal, undoMessages[kind])}\n${list(undone[kind])}`);
    }
  }
  return 0;
}
