import { known } from '../../base/known.ts';
import { directoryName, joinPath } from '../../base/path.ts';
import { evaluateSettings } from '../../dialects/django/find-projects.ts';
import type { DjangoProject, SettingsModule } from '../../dialects/django/project.ts';

const reads = /(?:environ(?:\.get)?|getenv|env(?:\.str)?|config)\s*[[(]\s*["']([A-Za-z_]\w*)["']/g;

/**
 * Python runs the `__init__.py` of a package before any of its modules. One that takes over the settings of a variable's choice takes
 * those of a developer where nothing sets it.
 *
 * @returns the line `NAME=value` with which the package of a settings module takes over that module; undefined where it does so
 * without, or takes over none.
 */
export function settingsSwitch(project: DjangoProject, module: SettingsModule): string | undefined {
  const path = joinPath(directoryName(module.path), '__init__.py');
  const text = path === module.path ? undefined : project.workspace.read(path);
  const around = project.modules.find((one) => one.path === path);
  if (text === undefined || around === undefined) {
    return undefined;
  }
  const takesOver = (environment?: Parameters<typeof evaluateSettings>[2]): boolean =>
    evaluateSettings(project, around, environment).files.has(module.path);
  const own = module.name.slice(module.name.lastIndexOf('.') + 1);
  const names = takesOver() ? [] : [...new Set([...text.matchAll(reads)].map((match) => match[1] as string))];
  const lines = names.flatMap((name) => [own, 'production', 'prod'].map((value) => ({ name, value })));
  const found = lines.find(({ name, value }) => takesOver(new Map([[name, known(value, [])]])));
  return found === undefined ? undefined : `${found.name}=${found.value}`;
}
