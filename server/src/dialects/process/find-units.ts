import { baseName, directoryName, type WorkspacePath } from '../../base/path.ts';
import type { Workspace } from '../../base/workspace.ts';
import { joinUnit, type UnitFile } from './unit-file.ts';

type Ending = '.service' | '.socket';

const answers = new WeakMap<Workspace, Map<Ending, readonly UnitFile[]>>();

/**
 * @returns every unit of the workspace whose name ends with `ending`, each with its drop-ins; a link to a unit is no unit of its own.
 * Remembered for each workspace, which never changes.
 */
export function findUnits(workspace: Workspace, ending: Ending = '.service'): readonly UnitFile[] {
  const known = answers.get(workspace) ?? new Map<Ending, readonly UnitFile[]>();
  const units = known.get(ending) ?? readUnits(workspace, ending);
  answers.set(workspace, known.set(ending, units));
  return units;
}

function readUnits(workspace: Workspace, ending: Ending): readonly UnitFile[] {
  return workspace.paths.flatMap((path) => {
    const text = path.endsWith(ending) && workspace.realPath(path) === path ? workspace.read(path) : undefined;
    if (text === undefined) {
      return [];
    }
    const dropIns = dropInsOf(path, workspace).map((other) => ({ path: other, text: workspace.read(other) ?? '' }));
    return [joinUnit(path, baseName(path), [{ path, text }, ...dropIns])];
  });
}

/**
 * systemd.unit(5): `a-b.service` takes the `.conf` files of `a-b.service.d`, `a-.service.d` and `service.d` in all folders of
 * units, in the order of their names; of one name only the first counts, the more telling folder and /etc first.
 */
function dropInsOf(path: WorkspacePath, workspace: Workspace): WorkspacePath[] {
  const folders = folderNames(baseName(path)).map((name) => `${name}.d`);
  const rank = (other: WorkspacePath): number => {
    const place = ['/etc/', '/run/'].findIndex((name) => other.includes(`${name}systemd/system/`));
    return folders.indexOf(baseName(directoryName(other))) * 3 + (place < 0 ? 2 : place);
  };
  const found = workspace.paths
    .filter((other) => other.endsWith('.conf') && folders.includes(baseName(directoryName(other))))
    .filter((other) => areTogether(directoryName(path), directoryName(directoryName(other))))
    .sort((one, other) => rank(one) - rank(other));
  const first = new Map<string, WorkspacePath>();
  for (const other of found) {
    first.set(baseName(other), first.get(baseName(other)) ?? other);
  }
  return [...first].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, other]) => other);
}

/** `a-b.service`, `a-.service` and `service` of `a-b.service`. */
function folderNames(name: string): string[] {
  const dot = name.lastIndexOf('.');
  const [stem, type] = [name.slice(0, dot), name.slice(dot + 1)];
  const parts = stem.split('-');
  const prefixes = parts
    .slice(0, -1)
    .map((_, index) => `${parts.slice(0, parts.length - 1 - index).join('-')}-.${type}`);
  return [name, ...prefixes, type];
}

const UNIT_FOLDER = /^(.*?)\/(?:etc|run|(?:usr\/)?lib|usr\/local\/lib)\/systemd\/system$/;

/** @returns whether systemd reads both folders for one machine: the same folder, or two of its own below one root. */
export function areTogether(one: string, other: string): boolean {
  const [own, their] = [UNIT_FOLDER.exec(one)?.[1], UNIT_FOLDER.exec(other)?.[1]];
  return one === other || (own !== undefined && own === their);
}
