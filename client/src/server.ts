import { type Disposable, EventEmitter, type LogOutputChannel, l10n, window } from 'vscode';
import {
  type DocumentSelector,
  LanguageClient,
  type LanguageClientOptions,
  State,
  TransportKind,
} from 'vscode-languageclient/node';
import type { InitializationOptions, Requests } from '../../server/src/lsp/wire.ts';

/** Texts that a person edits, on disk or not; older versions and previews in diff views are not. */
const schemes = ['file', 'untitled', 'vscode-vfs'];
const languages = ['nginx', 'python', 'dockercompose', 'dockerfile', 'shellscript', 'ini', 'properties', 'dotenv'];
const patterns = [
  '**/{compose,docker-compose}*.{yml,yaml}',
  '**/*.{service,socket,timer,target,env}',
  '**/{Procfile,Procfile.*,.env,.env.*}',
  '**/*supervisor*/**',
];

/** The files whose unsaved text the server must know: everything that can decide how a site is served. */
const documentSelector: DocumentSelector = [
  ...schemes.flatMap((scheme) => languages.map((language) => ({ scheme, language }))),
  ...patterns.map((pattern) => ({ scheme: 'file', pattern })),
];

/** What the server is doing, for the status item. */
export type ServerState = 'starting' | 'running' | 'stopped';

/** The language server's process and what is asked of it. */
export class Server implements Disposable {
  readonly #client: LanguageClient;
  readonly #changed = new EventEmitter<ServerState>();
  readonly onDidChangeState = this.#changed.event;
  #state: ServerState = 'starting';

  constructor(module: string, output: LogOutputChannel) {
    const initializationOptions: InitializationOptions = { explainRule: true, followUrl: true };
    const options: LanguageClientOptions = {
      initializationOptions,
      documentSelector,
      outputChannel: output,
      diagnosticCollectionName: 'siteconf',
      synchronize: { configurationSection: 'siteconf' },
      markdown: { isTrusted: false, supportHtml: false },
    };
    const program = { module, transport: TransportKind.ipc };
    this.#client = new LanguageClient(
      'siteconf',
      'Siteconf',
      { run: program, debug: { ...program, options: { execArgv: ['--nolazy', '--inspect=6009'] } } },
      options,
    );
    this.#client.onDidChangeState(({ newState }) => {
      this.#state = newState === State.Running ? 'running' : newState === State.Starting ? 'starting' : 'stopped';
      this.#changed.fire(this.#state);
    });
  }

  get state(): ServerState {
    return this.#state;
  }

  /** Why it doesn't start is shown to the person and stands in the output. */
  async start(): Promise<void> {
    try {
      await this.#client.start();
      this.#client.info(l10n.t('The language server is running.'));
    } catch (error) {
      this.#client.error(l10n.t('The language server did not start.'), error, 'force');
    }
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
    if (this.#state === 'running') {
      window.setStatusBarMessage(l10n.t('The language server was started again.'), 3000);
    }
  }

  async stop(): Promise<void> {
    if (this.#client.needsStop()) {
      await this.#client.stop();
    }
  }

  /** @throws the server's error, or one that says that it isn't running. */
  request<M extends keyof Requests>(method: M, params: Requests[M]['params']): Promise<Requests[M]['result']> {
    return this.#client.sendRequest<Requests[M]['result']>(method, params);
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
