import { joinPath, type WorkspacePath } from '../../base/path.ts';
import type { Workspace } from '../../base/workspace.ts';
import { moduleBelow } from '../../dialects/django/module-path.ts';

/** Why Celery doesn't start with what `-A` names. */
export interface CeleryTargetFault {
  /** `absent`: there is no such module, or no such name in it. `empty`: it is there and holds no application. */
  readonly kind: 'absent' | 'empty';
  /** The module that is absent or empty. */
  readonly module: string;
}

/** Signs that a module may bind any name. */
const OPEN = /import\s*\*|__getattr__|globals\(\)|\bexec\(/;

/**
 * Looks for a Celery application as celery's `find_app` does (app/utils.py, 5.0 to 5.7): `a.b:name`, a name `c` of `a.b`, the module
 * `a.b.c` with `app`, `celery` or any application in it, and of a package its module `celery`.
 * @param folder in which the process starts. @param named what stands behind `-A`.
 * @returns why it is surely not found; undefined where it may be.
 */
export function celeryTargetFault(
  workspace: Workspace,
  folder: WorkspacePath,
  named: string,
): CeleryTargetFault | undefined {
  const [dotted = '', name] = named.split(':', 2);
  const textOf = (module: string): string | undefined => {
    const path = moduleBelow(workspace, folder, module);
    const below = joinPath(folder, module.replaceAll('.', '/'));
    const isFolder = workspace.paths.some((one) => one.startsWith(`${below}/`) && one.endsWith('.py'));
    return path === undefined ? (isFolder ? '' : undefined) : (workspace.read(path) ?? '*');
  };
  const mentions = (text: string, word: string): boolean => OPEN.test(text) || new RegExp(`\\b${word}\\b`).test(text);
  if (!/^\w+(?:\.\w+)*$/.test(dotted) || (name !== undefined && !/^\w+$/.test(name))) {
    return undefined;
  }
  const own = textOf(dotted);
  if (name !== undefined) {
    const isThere = own !== undefined && (mentions(own, name) || textOf(`${dotted}.${name}`) !== undefined);
    return isThere ? undefined : { kind: 'absent', module: own === undefined ? dotted : named };
  }
  const cut = dotted.lastIndexOf('.');
  const around = cut < 0 ? undefined : textOf(dotted.slice(0, cut));
  if (around !== undefined && mentions(around, dotted.slice(cut + 1))) {
    return undefined;
  }
  if (own === undefined) {
    return { kind: 'absent', module: dotted };
  }
  const hasModule = textOf(`${dotted}.celery`) !== undefined;
  return hasModule || OPEN.test(own) || /celery|\bapp\b/i.test(own) ? undefined : { kind: 'empty', module: dotted };
}
