import type { Known } from '../../../server/src/base/known.ts';
import { type WorkspacePath, workspacePath } from '../../../server/src/base/path.ts';
import { memoryWorkspace, type Workspace } from '../../../server/src/base/workspace.ts';
import { runSettings, type Settings } from '../../../server/src/dialects/django/settings.ts';
import type { PythonValue } from '../../../server/src/dialects/django/value.ts';
import { describe } from '../../../server/src/dialects/django/value.ts';

export const root = workspacePath('/srv/shop');

/** @returns a workspace at /srv/shop with the files, named from there. */
export function workspaceOf(files: Readonly<Record<string, string>>): Workspace {
  const entries = Object.entries(files).map(([name, text]) => [workspacePath(`${root}/${name}`), text] as const);
  return memoryWorkspace([root], new Map<WorkspacePath, string>(entries));
}

/** @returns the settings of `shop/settings.py` with this text, or of `main` among `files`. */
export function settingsOf(
  source: string | Readonly<Record<string, string>>,
  main = 'shop/settings.py',
  environment: ReadonlyMap<string, Known<string>> = new Map(),
): Settings {
  const files = typeof source === 'string' ? { 'shop/__init__.py': '', [main]: source } : source;
  return runSettings(workspaceOf(files), workspacePath(`${root}/${main}`), [root], environment);
}

/**
 * @returns a value as a test spells it: Python's own spelling, `?` for unknown, `-` for absent, and the variables that it
 * rests on behind a bar: `True | DEBUG`.
 */
export function spell(value: Known<PythonValue>): string {
  if (value.kind !== 'known') {
    return value.kind === 'unknown' ? '?' : '-';
  }
  const variables = value.assumes.map((assumption) => assumption.variable).sort();
  return [describe(value.value), ...(variables.length === 0 ? [] : [variables.join(' ')])].join(' | ');
}
