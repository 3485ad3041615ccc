import { directoryName, joinPath, type WorkspacePath } from '../../base/path.ts';
import type { Workspace } from '../../base/workspace.ts';
import type { ProjectPackages } from './packages.ts';
import { tableOf } from './toml-table.ts';

/** The least Python of Django's versions, the newest first (docs.djangoproject.com, FAQ: Installation). */
const leastOfDjango = [
  { django: 6, python: '>=3.12' },
  { django: 5, python: '>=3.10' },
];

/**
 * pip takes an older Django than was asked for, or tells only that it found none, where Python is older than Django's newest
 * versions need; Poetry takes another environment than the site's where Python isn't of the project's versions. uv fetches the one
 * that it needs.
 *
 * @returns what the Python of the server has to be, such as `>=3.10` and `<3.13`; empty where any will do.
 */
export function neededPython(workspace: Workspace, { folder, file }: ProjectPackages): string[] {
  const path = joinPath(folder, file);
  switch (file) {
    case 'uv.lock':
    case 'pyproject.toml':
    case 'setup.py':
      return [];
    case 'poetry.lock':
      return strictest(boundsOf(poetryConstraint(workspace.read(joinPath(folder, 'pyproject.toml')) ?? '')));
    default:
      return strictest(withIncludes(workspace, path).flatMap((text) => leastFor(text)));
  }
}

/** The texts of a file for pip and of those that it includes. */
function withIncludes(workspace: Workspace, path: WorkspacePath, seen = new Set<WorkspacePath>()): string[] {
  const text = seen.has(path) ? undefined : workspace.read(path);
  if (text === undefined) {
    return [];
  }
  seen.add(path);
  const included = [...text.matchAll(/^\s*(?:-r|-c|--requirement|--constraint)[ =]?\s*(\S+)/gm)].flatMap((match) =>
    withIncludes(workspace, joinPath(directoryName(path), match[1] as string), seen),
  );
  return [text, ...included];
}

/** A line for pip with a condition of its own (`; python_version`) says nothing of other Pythons. */
function leastFor(text: string): string[] {
  const asked =
    /^django(?:\[[a-z0-9, ]*\])? *(?:===?|~=|>=) *(\d+)(?:\.[^;\n]*)?$/im.exec(text) ??
    /^django *= *(?:\{ *version *= *)?"(?:==|~=|>=) *(\d+)/im.exec(text) ??
    /"django": \{[^}]*"version": "==(\d+)/.exec(text);
  const found = leastOfDjango.find(({ django }) => asked !== null && Number(asked[1]) >= django);
  return found === undefined ? [] : [found.python];
}

function poetryConstraint(text: string): string {
  const own = /^python\s*=\s*"([^"]+)"/m.exec(tableOf(text, 'tool.poetry.dependencies'));
  const standard = /^requires-python\s*=\s*["']([^"']+)["']/m.exec(tableOf(text, 'project'));
  return (own ?? standard)?.[1] ?? '';
}

/** Reads the constraints of Poetry and those of PEP 440 down to the minor version; one with alternatives tells nothing. */
function boundsOf(constraint: string): string[] {
  const parts = constraint.includes('|') ? [] : constraint.split(',');
  return parts.flatMap((part) => {
    const [, operator = '', minor = '', patch = ''] =
      /^\s*(\^|~=?|>=?|<=?|===?)?\s*3\.(\d+)((?:\.[\d*]+)?)\s*$/.exec(part) ?? [];
    const [from, below] = [`>=3.${minor}`, `<3.${Number(minor) + 1}`];
    if (minor === '') {
      return [];
    }
    switch (operator) {
      case '^':
      case '>':
      case '>=':
        return [from];
      case '<':
        return [/[1-9]/.test(patch) ? below : `<3.${minor}`];
      case '<=':
        return [below];
      default:
        return operator === '~=' && patch === '' ? [from] : [from, below];
    }
  });
}

function strictest(bounds: readonly string[]): string[] {
  const minors = (operator: string): number[] =>
    bounds.filter((bound) => bound.startsWith(operator)).map((bound) => Number(bound.slice(bound.indexOf('.') + 1)));
  const [from, below] = [Math.max(...minors('>=')), Math.min(...minors('<'))];
  return [...(from > 0 ? [`>=3.${from}`] : []), ...(Number.isFinite(below) && below > from ? [`<3.${below}`] : [])];
}
