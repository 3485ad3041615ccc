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
