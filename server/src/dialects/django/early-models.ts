import type { Origin } from '../../base/known.ts';
import type { WorkspacePath } from '../../base/path.ts';
import type { ClassStatement, FromStatement, ImportStatement, Statement } from '../../syntax/python/tree.ts';
import { findModule, findRelative } from './module-path.ts';
import type { DjangoProject, EntryFile } from './project.ts';
import { parseModule } from './settings.ts';

/** Models that an application imports before it has loaded Django. */
export interface EarlyModels {
  /** The import in the application's own file that leads to them. */
  readonly origin: Origin;
  /** The place that needs Django: a model, or an import of models of Django. */
  readonly models: Origin;
}

/** What loads Django (django/core/asgi.py, django/core/wsgi.py, django/__init__.py). */
const loads = /\b(?:get_[aw]sgi_application|(?:django\.)?setup)\s*\(/;

/** Django's own packages whose models are classes of the database. */
const djangoModels = /^django\.contrib\.(?:admin|auth|contenttypes|flatpages|redirects|sessions|sites)\.models$/;

/**
 * Follows the imports at the head of `asgi.py` or `wsgi.py` through the files of the project. Django raises AppRegistryNotReady where
 * the class of a model is made before `django.setup()` (django/db/models/base.py, django/apps/registry.py); with `runserver` it is
 * loaded already.
 *
 * @returns the first models that are imported too early; undefined where none surely are.
 */
export function earlyModels(project: DjangoProject, entry: EntryFile): EarlyModels | undefined {
  const seen = new Set<WorkspacePath>();
  const text = project.workspace.read(entry.path) ?? '';
  for (const statement of parseModule(text).statements) {
    const isImport = statement.kind === 'import' || statement.kind === 'from';
    if (!isImport && !isPlain(statement, text)) {
      return undefined;
    }
    const models = isImport ? modelsBehind(project, entry.path, statement, seen) : undefined;
    if (models === 'loaded') {
      return undefined;
    }
    if (models !== undefined) {
      return { origin: { path: entry.path, span: statement.span }, models };
    }
  }
  return undefined;
}

/** Whether a statement at the head neither loads Django nor may go another way. */
function isPlain({ kind, span }: Statement, text: string): boolean {
  return (
    ['assign', 'expression', 'function', 'class', 'pass'].includes(kind) &&
    !loads.test(text.slice(span.start, span.end))
  );
}

function modelsBehind(
  project: DjangoProject,
  from: WorkspacePath,
  statement: ImportStatement | FromStatement,
  seen: Set<WorkspacePath>,
): Origin | 'loaded' | undefined {
  if (statement.kind === 'from' && statement.level === 0 && djangoModels.test(statement.module)) {
    return { path: from, span: statement.span };
  }
  for (const path of filesOf(project, from, statement)) {
    const found = seen.has(path) ? undefined : modelsIn(project, path, seen);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

function modelsIn(
  project: DjangoProject,
  path: WorkspacePath,
  seen: Set<WorkspacePath>,
): Origin | 'loaded' | undefined {
  seen.add(path);
  const text = project.workspace.read(path) ?? '';
  if (loads.test(text)) {
    return 'loaded';
  }
  const hasModels = /^from django\.(?:contrib\.gis\.)?db import (?:[\w, ]*\b)?models\b/m.test(text);
  for (const statement of parseModule(text).statements) {
    if (statement.kind === 'class' && hasModels && isModel(statement)) {
      return {
        path,
        span: { start: statement.span.start, end: statement.span.start + `class ${statement.name}`.length },
      };
    }
    if (statement.kind === 'import' || statement.kind === 'from') {
      const found = modelsBehind(project, path, statement, seen);
      if (found !== undefined) {
        return found;
      }
    }
  }
  return undefined;
}

function isModel({ arguments: bases, decorated }: ClassStatement): boolean {
  return (
    !decorated &&
    bases.some(
      ({ value }) =>
        value.kind === 'attribute' &&
        value.name === 'Model' &&
        value.object.kind === 'name' &&
        value.object.name === 'models',
    )
  );
}

/** The files of the workspace that an import runs, that of a name which may be a module among them. */
function filesOf(
  project: DjangoProject,
  from: WorkspacePath,
  statement: ImportStatement | FromStatement,
): WorkspacePath[] {
  const { workspace, folder } = project;
  if (statement.kind === 'import') {
    return statement.names.flatMap(({ name }) => findModule(workspace, [folder], name, from) ?? []);
  }
  const { level, module, names } = statement;
  const find = (dotted: string): WorkspacePath[] =>
    [level > 0 ? findRelative(workspace, from, level, dotted) : findModule(workspace, [folder], dotted, from)].flatMap(
      (path) => path ?? [],
    );
  const inside = names === '*' ? [] : names.map(({ name }) => (module === '' ? name : `${module}.${name}`));
  return [...new Set([module, ...inside].flatMap(find))];
}
