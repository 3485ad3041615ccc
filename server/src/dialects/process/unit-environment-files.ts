import type { WorkspacePath } from '../../base/path.ts';
import type { Span } from '../../base/span.ts';
import type { Workspace } from '../../base/workspace.ts';
import { readEnvironmentFile } from '../../syntax/dotenv/environment-file.ts';
import { serverFiles } from './server-files.ts';
import { type UnitFile, unitSettings } from './unit-file.ts';

/** A line of an `EnvironmentFile=` that is written for a shell. */
export interface ShellLine {
  readonly path: WorkspacePath;
  readonly span: Span;
  /** `export` in front, which systemd doesn't know; or a command or variable that it doesn't replace. */
  readonly kind: 'export' | 'command' | 'variable';
  readonly name: string;
}

/** @returns the lines of a unit's environment files that systemd reads otherwise than a shell would. systemd.exec(5), EnvironmentFile=. */
export function shellLines(unit: UnitFile, workspace: Workspace): ShellLine[] {
  return unitSettings(unit, 'Service', 'EnvironmentFile').flatMap(({ value }) => {
    const name = value.value.replace(/^-/, '');
    const found =
      name.startsWith('/') && !/[%*?[]/.test(name) ? serverFiles(workspace, unit.path).find(name) : undefined;
    if (found?.kind !== 'found' || found.text.startsWith('#!')) {
      return [];
    }
    const { path, text } = found;
    const file = readEnvironmentFile(text);
    const set = new Set(file.entries.map((entry) => entry.name));
    const exports = file.problems.flatMap(({ span }): ShellLine[] => {
      const variable = /^export[ \t]+([A-Za-z_]\w*)=/.exec(text.slice(span.start, span.end))?.[1];
      return variable === undefined || set.has(variable) ? [] : [{ path, span, kind: 'export', name: variable }];
    });
    const others = file.entries.flatMap((entry): ShellLine[] => {
      const written = text.slice(entry.valueSpan.start, entry.valueSpan.end);
      const bare = written.startsWith('"') ? written.slice(1, -1) : written;
      const isCommand = /^\$\([a-z][^)]*\)$/.test(bare) || /^`[a-z][^`]*`$/.test(bare);
      const used = /^\$\{?([A-Za-z_]\w*)\}?(?:$|[/:])/.exec(bare)?.[1];
      const isVariable = used !== undefined && (set.has(used) || /^(?:HOME|PATH|USER)$/.test(used));
      const kind = isCommand ? 'command' : isVariable ? 'variable' : undefined;
      return kind === undefined ? [] : [{ path, span: entry.span, kind, name: entry.name }];
    });
    return [...exports, ...others];
  });
}
