import type { Origin } from '../../base/known.ts';
import { baseName, isInside, type WorkspacePath } from '../../base/path.ts';
import type { Workspace } from '../../base/workspace.ts';

/** Files that name the packages of a project with their versions. */
const requirementFiles =
  /^(?:requirements[\w.-]*\.(?:txt|in)|[\w-]+\.txt|Pipfile|pyproject\.toml|setup\.(?:cfg|py)|poetry\.lock|uv\.lock)$/;

/**
 * @returns the versions that the files of a workspace pin `package_` to, such as `[0, 9, 7]` for `flower==0.9.7`; a lock file
 * counts as a pin. Empty where none does.
 */
export function pinnedVersions(workspace: Workspace, package_: string): readonly (readonly number[])[] {
  const versions: (readonly number[])[] = [];
  for (const text of requirementTexts(workspace)) {
    const patterns = [
      `^\\s*["']?${package_}\\s*(?:\\[[^\\]]*\\])?\\s*(?:=\\s*"?)?[=~<]=\\s*([\\d.]+)`,
      `^${package_}\\s*=\\s*"[\\^~]?([\\d.]+)`,
      `^name = "${package_}"\\nversion = "([\\d.]+)`,
    ];
    for (const pattern of patterns) {
      const found = new RegExp(pattern, 'im').exec(text)?.[1];
      if (found !== undefined) {
        versions.push(found.split('.').map(Number));
      }
    }
  }
  return versions;
}

/** @returns whether a file below `folder` that names the packages of a project names `package_`, with or without a version. */
export function namesPackage(workspace: Workspace, folder: WorkspacePath, package_: string): boolean {
  const line = new RegExp(`^\\s*["']?${package_}(?![\\w.-])`, 'im');
  return requirementTexts(workspace, folder).some((text) => line.test(text));
}

/** @returns whether some file pins `package_` to a version before `version`, or wants one below it, as `celery<5` does. */
export function isPinnedBelow(workspace: Workspace, package_: string, version: readonly number[]): boolean {
  const isPinned = pinnedVersions(workspace, package_).some((pinned) => compareVersions(pinned, version) < 0);
  return isPinned || upperBounds(workspace, package_).some((bound) => compareVersions(bound, version) <= 0);
}

/** The `5` of `celery>=4.4,<5`. */
function upperBounds(workspace: Workspace, package_: string): readonly (readonly number[])[] {
  const line = new RegExp(`^\\s*["']?${package_}(?![\\w-])[^\\n#]*?<\\s*([\\d.]+)`, 'im');
  return requirementTexts(workspace).flatMap((text) => {
    const bound = line.exec(text)?.[1];
    return bound === undefined ? [] : [bound.split('.').map(Number)];
  });
}

function compareVersions(one: readonly number[], other: readonly number[]): number {
  const at = other.findIndex((part, index) => (one[index] ?? 0) !== part);
  return at < 0 ? 0 : (one[at] ?? 0) - (other[at] as number);
}

/**
 * @returns whether the files of a workspace let `package_` be no older than `version`: each of them that names the package gives
 * a least version, and none is before it. False where no file names one.
 */
export function isPinnedFrom(workspace: Workspace, package_: string, version: readonly number[]): boolean {
  const least: number[][] = [];
  for (const text of requirementTexts(workspace)) {
    const named = new RegExp(`^\\s*["']?${package_}(?![\\w-])[^\\n]*`, 'im').exec(text)?.[0];
    const locked = new RegExp(`^name = "${package_}"\\nversion = "([\\d.]+)`, 'im').exec(text)?.[1];
    if (named === undefined && locked === undefined) {
      continue;
    }
    const bound =
      locked ??
      /(?:===?|~=|>=)\s*"?([\d.]+)|=\s*"[\^~]([\d.]+)/
        .exec(named ?? '')
        ?.slice(1)
        .find(Boolean);
    if (bound === undefined) {
      return false;
    }
    least.push(bound.split('.').map(Number));
  }
  return least.length > 0 && least.every((own) => compareVersions(own, version) >= 0);
}

/** The texts of the files that name packages; those below `folder` where one is given. */
function requirementTexts(workspace: Workspace, folder?: WorkspacePath): string[] {
  return requirementPaths(workspace)
    .filter((path) => folder === undefined || isInside(path, folder))
    .map((path) => workspace.read(path) ?? '');
}

function requirementPaths(workspace: Workspace): WorkspacePath[] {
  return workspace.paths.filter(
    (path) => requirementFiles.test(baseName(path)) && (!path.endsWith('.txt') || /require/i.test(path)),
  );
}

/** A version that a file wants and no other. */
export interface ExactPin {
  readonly version: readonly number[];
  readonly origin: Origin;
}

/** @returns the places where a file wants one version of `package_` and no other: `flower==0.9.7`, or a lock file. */
export function exactPins(workspace: Workspace, package_: string): ExactPin[] {
  const patterns = [
    `^(\\s*["']?)(${package_}\\s*(?:\\[[^\\]]*\\])?\\s*(?:=\\s*["'])?===?\\s*([\\d.]*\\d))(?![\\d.*])`,
    `^(name = "${package_}"\\nversion = ")(([\\d.]*\\d))`,
  ].map((pattern) => new RegExp(pattern, 'im'));
  return requirementPaths(workspace).flatMap((path) => {
    const text = workspace.read(path) ?? '';
    return patterns.flatMap((pattern) => {
      const [, before = '', written = '', version] = pattern.exec(text) ?? [];
      const start = text.search(pattern) + before.length;
      return version === undefined
        ? []
        : [{ version: version.split('.').map(Number), origin: { path, span: { start, end: start + written.length } } }];
    });
  });
}
