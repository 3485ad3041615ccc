import { baseName } from '../../base/path.ts';
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
  for (const path of workspace.paths) {
    if (!requirementFiles.test(baseName(path)) || (baseName(path).endsWith('.txt') && !/require/i.test(path))) {
      continue;
    }
    const text = workspace.read(path) ?? '';
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

/** @returns whether some file pins `package_` to a version before `version`. */
export function isPinnedBelow(workspace: Workspace, package_: string, version: readonly number[]): boolean {
  return pinnedVersions(workspace, package_).some((pinned) => {
    for (const [index, part] of version.entries()) {
      const own = pinned[index] ?? 0;
      if (own !== part) {
        return own < part;
      }
    }
    return false;
  });
}

/**
 * @returns whether the files of a workspace let `package_` be no older than `version`: each of them that names the package gives
 * a least version, and none is before it. False where no file names one.
 */
export function isPinnedFrom(workspace: Workspace, package_: string, version: readonly number[]): boolean {
  const least: number[][] = [];
  for (const path of workspace.paths) {
    if (!requirementFiles.test(baseName(path)) || (baseName(path).endsWith('.txt') && !/require/i.test(path))) {
      continue;
    }
    const text = workspace.read(path) ?? '';
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
  const isBefore = (own: readonly number[]): boolean => {
    const at = version.findIndex((part, index) => (own[index] ?? 0) !== part);
    return at >= 0 && (own[at] ?? 0) < (version[at] as number);
  };
  return least.length > 0 && !least.some(isBefore);
}
