import { LineIndex } from '../../base/line-index.ts';
import { baseName, commonTail, directoryName, isInside, joinPath, type WorkspacePath } from '../../base/path.ts';
import type { Workspace } from '../../base/workspace.ts';
import { parseNginx } from '../../syntax/nginx/parse.ts';
import type { Directive } from '../../syntax/nginx/tree.ts';
import type {
  Configuration,
  ConfigurationFile,
  ContextEvidence,
  ContextName,
  IncludeProblem,
  Statement,
} from './configuration.ts';
import { contextOfContent, innerContext, opensMainBlock } from './contexts.ts';
import { globFolders, globPaths, isGlob } from './include-name.ts';
import { contextOfPlace, isNginxFile, isTemplateName, recognizePath } from './recognize.ts';
import { vocabulary } from './vocabulary.ts';

/** What is asked beyond what the names of the files say. */
export interface ReadRequest {
  /** Files that are Nginx's whatever their name. */
  readonly asked?: readonly WorkspacePath[];
  /** The context of a file's statements, where the person told it. */
  readonly contexts?: ReadonlyMap<WorkspacePath, ContextName>;
}

/** An included file is read at most this deep: Nginx itself ends a cycle with too many open files. */
const DEEPEST_INCLUDE = 16;

/** One parse for each text: a snapshot after a key press parses just the file that changed. */
const parsed = new Map<string, { text: string; file: ConfigurationFile }>();
const MOST_PARSED = 2000;

function readFile(workspace: Workspace, path: WorkspacePath): ConfigurationFile | undefined {
  const text = workspace.read(path);
  if (text === undefined) {
    return undefined;
  }
  const before = parsed.get(path);
  if (before?.text === text) {
    return before.file;
  }
  const file = { path, document: parseNginx(text, vocabulary, isTemplateName(path)), lines: new LineIndex(text) };
  if (parsed.size >= MOST_PARSED) {
    parsed.clear();
  }
  parsed.set(path, { text, file });
  return file;
}

/**
 * Reads every Nginx configuration of a workspace: each main file with all that it includes, and each site file or fragment
 * that no main file includes, alone and in the context that its place or its content tells.
 */
export function readConfigurations(workspace: Workspace, request: ReadRequest = {}): Configuration[] {
  const asked = new Set((request.asked ?? []).map((path) => workspace.realPath(path)));
  const candidates = new Map<WorkspacePath, ConfigurationFile>();
  for (const path of [...asked, ...workspace.paths]) {
    const real = workspace.realPath(path);
    const place = placeIn(workspace, path);
    if (candidates.has(real) || (!asked.has(real) && recognizePath(place) === 'other')) {
      continue;
    }
    const text = workspace.read(real);
    if (text !== undefined && (asked.has(real) || isNginxFile(place, text))) {
      const file = readFile(workspace, real);
      if (file !== undefined) {
        candidates.set(real, file);
      }
    }
  }
  const configurations: Configuration[] = [];
  const included = new Set<WorkspacePath>();
  const roots = [...candidates.values()].map((file) => ({ file, ...rootContext(file, request) }));
  const isWhole = ({ file, context }: { file: ConfigurationFile; context: ContextName }) =>
    context === 'main' && !isMainFragment(file, request);
  for (const wanted of [true, false]) {
    for (const root of roots) {
      const { file, context, evidence } = root;
      if (isWhole(root) !== wanted || (!wanted && included.has(file.path))) {
        continue;
      }
      const configuration = new Reader(workspace).read(file, context, evidence);
      configurations.push(configuration);
      for (const one of configuration.files) {
        if (one !== file) {
          included.add(one.path);
        }
      }
    }
  }
  return configurations.filter(({ root, context }) => isWhole({ file: root, context }) || !included.has(root.path));
}

/** A path from the folder on that was opened: what lies above it, such as a folder of projects called `nginx`, says nothing of a file. */
function placeIn({ roots }: Workspace, path: WorkspacePath): string {
  const root = roots.find((one) => isInside(path, one));
  return root === undefined || path.includes('/etc/nginx/') ? path : path.slice(directoryName(root).length);
}

/** @returns whether a file with statements of the outermost context is no configuration of its own: it opens none of the blocks that make one. */
function isMainFragment(file: ConfigurationFile, request: ReadRequest): boolean {
  return (
    request.contexts?.get(file.path) === undefined && !isMainName(file.path) && !opensMainBlock(file.document.items)
  );
}

function isMainName(path: WorkspacePath): boolean {
  return /^nginx\.conf$/.test(baseName(path));
}

function rootContext(
  file: ConfigurationFile,
  request: ReadRequest,
): { context: ContextName; evidence: ContextEvidence } {
  const told = request.contexts?.get(file.path);
  if (told !== undefined) {
    return { context: told, evidence: 'asked' };
  }
  const content = contextOfContent(file.document.items);
  const isNamed = isMainName(file.path);
  const opens = content === 'main' && opensMainBlock(file.document.items);
  if (opens || (isNamed && (content === 'main' || content === undefined))) {
    return { context: 'main', evidence: opens ? 'content' : 'named' };
  }
  const place = contextOfPlace(file.path);
  if (place !== undefined && content !== 'stream') {
    return { context: place, evidence: 'place' };
  }
  return { context: content ?? 'http', evidence: 'content' };
}

/** Where packages and the source keep Nginx's configuration. */
const OWN_FOLDERS = ['/etc/nginx/', '/usr/local/nginx/conf/', '/usr/local/etc/nginx/'];

/** The children of every statement without a block. */
const NO_CHILDREN: Statement[] = [];

class Reader {
  readonly #workspace: Workspace;
  readonly #files = new Map<WorkspacePath, ConfigurationFile>();
  readonly #problems: IncludeProblem[] = [];
  #mainFolder = '/' as WorkspacePath;
  /** Whether nothing tells where the files lie on the server: a pattern that takes the file itself may take others there. */
  #isGuessed = false;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  read(root: ConfigurationFile, context: ContextName, evidence: ContextEvidence): Configuration {
    this.#files.set(root.path, root);
    this.#mainFolder = configurationFolder(root.path, context);
    this.#isGuessed = context !== 'main' && contextOfPlace(root.path) === undefined;
    const statements: Statement[] = [];
    this.#statements(root.document.items, root, context, undefined, [], statements);
    const files = [...this.#files.values()];
    return {
      root,
      folder: this.#mainFolder,
      context,
      evidence,
      statements,
      files,
      includeProblems: this.#problems,
    };
  }

  /** Adds the statements of `items` to `result`, with those of included files. */
  #statements(
    items: readonly Directive[],
    file: ConfigurationFile,
    context: ContextName,
    parent: Statement | undefined,
    via: readonly Statement[],
    result: Statement[],
  ): void {
    for (const directive of items) {
      const { name, args, block } = directive;
      const children = block === undefined ? NO_CHILDREN : [];
      const statement: Statement = { directive, file, context, parent, children, via };
      result.push(statement);
      if (block !== undefined) {
        this.#statements(block.items, file, innerContext(name.value, context), statement, via, children);
      } else if (name.value === 'include' && args.length === 1) {
        this.#included(statement, result);
      }
    }
  }

  #included(statement: Statement, result: Statement[]): void {
    const name = statement.directive.args[0]?.value ?? '';
    const paths = this.#resolve(name);
    const folders = this.#folders(name);
    for (const folder of folders) {
      this.#problems.push({ statement, kind: 'folder', name: folder });
    }
    if (paths.length === 0 && folders.length === 0 && !isGlob(name)) {
      this.#problems.push({ statement, kind: 'missing', name });
    }
    const via = [...statement.via, statement];
    for (const path of paths) {
      const inCycle = via.some((one) => one.file.path === path);
      if (inCycle && this.#isGuessed && isGlob(name)) {
        continue;
      }
      const file = inCycle || via.length > DEEPEST_INCLUDE ? undefined : readFile(this.#workspace, path);
      if (file === undefined) {
        this.#problems.push({ statement, kind: inCycle ? 'cycle' : 'unreadable', name: path });
      } else {
        this.#files.set(path, file);
        this.#statements(file.document.items, file, statement.context, statement.parent, via, result);
      }
    }
  }

  /** The files that an `include` names, links followed, in the order in which Nginx reads them. */
  #resolve(name: string): WorkspacePath[] {
    if (name.includes('$')) {
      return [];
    }
    const seen = this.#workspaceNames(name);
    const found = isGlob(name)
      ? seen.flatMap((pattern) => globPaths(pattern, this.#workspace.paths))
      : seen.filter((path) => this.#workspace.has(path));
    return [...new Set(found.map((path) => this.#workspace.realPath(path)))].filter(
      (path) => this.#workspace.read(path) !== undefined,
    );
  }

  /** The folders that an `include` names, from which Nginx can't read. */
  #folders(name: string): WorkspacePath[] {
    return name.includes('$')
      ? []
      : this.#workspaceNames(name).flatMap((pattern) => globFolders(pattern, this.#workspace.paths));
  }

  /** Where a name of the server may stand in the workspace: the folder of the main file is Nginx's own. */
  #workspaceNames(name: string): WorkspacePath[] {
    if (!name.startsWith('/')) {
      return [joinPath(this.#mainFolder, name)];
    }
    const own = OWN_FOLDERS.find((folder) => name.startsWith(folder));
    if (own !== undefined) {
      const below = joinPath(this.#mainFolder, name.slice(own.length));
      if (isGlob(name) || this.#workspace.has(below)) {
        return [below];
      }
    }
    const exact = name as WorkspacePath;
    if (this.#workspace.has(exact) || (isGlob(name) && globPaths(exact, this.#workspace.paths).length > 0)) {
      return [exact];
    }
    return isGlob(name) ? [] : this.#byTail(name);
  }

  /** The one file whose path shares the longest tail with `name`; none where two share as much. */
  #byTail(name: string): WorkspacePath[] {
    let longest = 1;
    let best: WorkspacePath[] = [];
    for (const path of this.#workspace.paths) {
      const length = path.endsWith(`/${baseName(name)}`) ? commonTail(path, name) : 0;
      if (length > longest) {
        longest = length;
        best = [path];
      } else if (length === longest && length > 1) {
        best.push(path);
      }
    }
    return best.length === 1 ? best : [];
  }
}

/** The folder that stands for `/etc/nginx`: that of the main file, or the one above `sites-available` and its like. */
function configurationFolder(root: WorkspacePath, context: ContextName): WorkspacePath {
  const folder = directoryName(root);
  return context !== 'main' && contextOfPlace(root) !== undefined ? directoryName(folder) : folder;
}

/** @returns all statements of a configuration, each in front of those in its block. */
export function allStatements(statements: readonly Statement[]): readonly Statement[] {
  const all: Statement[] = [];
  const add = (some: readonly Statement[]): void => {
    for (const statement of some) {
      all.push(statement);
      if (statement.children.length > 0) {
        add(statement.children);
      }
    }
  };
  add(statements);
  return all;
}

/** @returns the statements called `name` anywhere in a configuration, in the order in which Nginx reads them. */
export function statementsNamed(configuration: Configuration, name: string): readonly Statement[] {
  let index = statementIndexes.get(configuration);
  if (index === undefined) {
    index = new Map();
    for (const statement of allStatements(configuration.statements)) {
      const key = statement.directive.name.value;
      const named = index.get(key);
      if (named === undefined) {
        index.set(key, [statement]);
      } else {
        named.push(statement);
      }
    }
    statementIndexes.set(configuration, index);
  }
  return index.get(name) ?? [];
}

const statementIndexes = new WeakMap<Configuration, Map<string, Statement[]>>();
