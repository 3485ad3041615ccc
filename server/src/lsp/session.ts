import {
  type ClientCapabilities,
  type Connection,
  type InitializeParams,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { LineIndex } from '../base/line-index.ts';
import { isInside, type WorkspacePath } from '../base/path.ts';
import { createDisk, type Disk } from '../host/disk.ts';
import type { History } from '../host/history.ts';
import { filesOfConfiguration } from '../host/included-files.ts';
import { readTexts, type Texts } from '../host/texts.ts';
import { createService, type Service, type Snapshot } from '../service/service.ts';
import { defaultSettings, type Settings } from '../service/settings.ts';
import { Machines } from './machines.ts';
import { createUris, type Uris } from './uris.ts';
import type { InitializationOptions } from './wire.ts';

/** One client's conversation: its documents, folders and settings, and the snapshot that answers its questions. */
export class Session {
  readonly connection: Connection;
  readonly history: History;
  readonly documents = new TextDocuments(TextDocument);
  readonly disk: Disk = createDisk([]);
  readonly texts: Texts;
  readonly uris: Uris = createUris();
  capabilities: ClientCapabilities = {};
  /** Whether the client has the command that explains a rule. */
  explainsRules = false;
  /** Whether the client has the command that follows a URL. */
  followsUrls = false;
  readonly #service: Service;
  readonly #machines = new Machines(() => {
    this.changed();
    this.refreshDiagnostics();
  });
  readonly #changeListeners: (() => void)[] = [];
  #folders: readonly WorkspacePath[] = [];
  #settings: Settings = defaultSettings;
  #snapshot: Snapshot | undefined;
  #lines = new Map<WorkspacePath, LineIndex>();

  /** @param folder the one that holds the texts that are shipped beside the program. */
  constructor(connection: Connection, folder: string, history: History) {
    this.connection = connection;
    this.history = history;
    this.texts = readTexts(folder);
    this.#service = createService({
      log: (rule, error) => this.logError(`the rule ${rule} failed`, error),
      pages: this.texts.pages,
      translations: this.texts.translations,
    });
    this.documents.onDidChangeContent(({ document }) => {
      this.disk.setOpen(this.uris.toPath(document.uri), document.getText());
      this.changed();
    });
    this.documents.onDidClose(({ document }) => {
      this.disk.setOpen(this.uris.toPath(document.uri), undefined);
      this.changed();
    });
    this.documents.listen(connection);
  }

  /** Takes what the client says of itself and of its folders. */
  initialize({ capabilities, locale, initializationOptions, workspaceFolders, rootUri }: InitializeParams): void {
    const options: InitializationOptions = initializationOptions ?? {};
    this.capabilities = capabilities;
    this.explainsRules = options.explainRule === true;
    this.followsUrls = options.followUrl === true;
    this.#settings = { ...this.#settings, locale: locale ?? 'en' };
    const folders = workspaceFolders?.map((folder) => folder.uri) ?? (rootUri ? [rootUri] : []);
    this.setFolders(folders);
  }

  get folders(): readonly WorkspacePath[] {
    return this.#folders;
  }

  get settings(): Settings {
    return this.#settings;
  }

  /** The answers about everything as it is now; made anew only after a change. */
  get snapshot(): Snapshot {
    this.#snapshot ??= this.#look();
    return this.#snapshot;
  }

  #look(): Snapshot {
    const asked = this.documents
      .all()
      .filter((document) => document.languageId === 'nginx')
      .map((document) => ({ path: this.uris.toPath(document.uri), text: document.getText() }));
    const alone = asked.filter(({ path }) => !this.#folders.some((folder) => isInside(path, folder)));
    this.disk.setFiles(new Map(alone.flatMap(({ path, text }) => [...filesOfConfiguration(path, text)])));
    return this.#service.apply({
      workspace: this.disk.workspace(),
      settings: this.#settings,
      machine: this.#machines.current(this.#settings.machine, this.#folders),
      request: { asked: asked.map(({ path }) => path) },
    });
  }

  /** @returns the lines of a file as the snapshot has it. */
  lines(path: WorkspacePath): LineIndex {
    let lines = this.#lines.get(path);
    if (lines === undefined) {
      lines = new LineIndex(this.snapshot.workspace.read(path) ?? '');
      this.#lines.set(path, lines);
    }
    return lines;
  }

  /** Other folders of the workspace; what is no file of a disk is left out. */
  setFolders(uris: readonly string[]): void {
    this.#folders = uris.filter((uri) => uri.startsWith('file:')).map((uri) => this.uris.toPath(uri));
    this.disk.setRoots(this.#folders);
    this.changed();
  }

  /** Other settings of the person. */
  setSettings(settings: Settings): void {
    this.#settings = settings;
    this.changed();
  }

  /** To be called after every change of files, folders or settings. */
  changed(): void {
    this.#snapshot = undefined;
    this.#lines = new Map();
    for (const listener of this.#changeListeners) {
      listener();
    }
  }

  get pullsDiagnostics(): boolean {
    return this.capabilities.textDocument?.diagnostic !== undefined;
  }

  /** Asks a client that pulls to pull again. */
  refreshDiagnostics(): void {
    if (this.capabilities.workspace?.diagnostics?.refreshSupport) {
      this.connection.languages.diagnostics.refresh();
    }
  }

  /** `listener` is called after every change. */
  onChanged(listener: () => void): void {
    this.#changeListeners.push(listener);
  }

  /** Writes an error into the log that the client shows. */
  logError(what: string, error: unknown): void {
    this.connection.console.error(
      `${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
  }
}

/** How documents are kept in step. */
export const documentSync = TextDocumentSyncKind.Incremental;
