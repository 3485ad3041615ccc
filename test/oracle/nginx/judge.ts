import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspacePath } from '../../../server/src/base/path.ts';
import { memoryWorkspace } from '../../../server/src/base/workspace.ts';
import type { ContextName } from '../../../server/src/dialects/nginx/configuration.ts';
import { readConfigurations } from '../../../server/src/dialects/nginx/read.ts';
import type { NginxFinding } from '../../../server/src/dialects/nginx/test/finding.ts';
import { testConfiguration } from '../../../server/src/dialects/nginx/test/test.ts';

/** The first `emerg` that Nginx prints, and where in the file; undefined where it accepts. */
export interface Verdict {
  readonly message: string;
  /** Counted from 1; undefined where Nginx names no line of the file. */
  readonly line: number | undefined;
}

const AROUND: Readonly<Partial<Record<ContextName, readonly [string, string]>>> = {
  http: ['http {', '}'],
  server: ['http { server {', '} }'],
  location: ['http { server { location / {', '} } }'],
  stream: ['stream {', '}'],
  upstream: ['http { upstream siteconf_fragment {', '} }'],
};

/** The version of the `nginx` on this machine, or undefined where there is none. */
export function nginxVersion(): string | undefined {
  const { stderr } = spawnSync('nginx', ['-v'], { encoding: 'utf8' });
  return /nginx\/(\d+\.\d+\.\d+)/.exec(stderr ?? '')?.[1];
}

/** Asks the real Nginx. */
export class Judge {
  readonly folder = mkdtempSync(join(tmpdir(), 'siteconf-oracle-'));
  readonly #modules: string;

  constructor() {
    mkdirSync(join(this.folder, 'logs'));
    let names: string[] = [];
    try {
      names = readdirSync('/usr/lib/nginx/modules').sort(
        (one, other) => Number(/stream_geoip/.test(one)) - Number(/stream_geoip/.test(other)),
      );
    } catch {
      names = [];
    }
    this.#modules = names.map((name) => `load_module /usr/lib/nginx/modules/${name};`).join(' ');
  }

  /** @returns Nginx's verdict of `text` in `context`. `extra` is put in front of it inside `http`. */
  ask(text: string, context: ContextName, extra = ''): Verdict | undefined {
    const file = join(this.folder, 'asked.conf');
    writeFileSync(file, text);
    let main = file;
    const around = AROUND[context];
    if (around !== undefined) {
      main = join(this.folder, 'main.conf');
      const [open, close] = around;
      const inner =
        context === 'http' || context === 'stream' ? `${open} ${extra}` : open.replace('http {', `http { ${extra}`);
      writeFileSync(main, `${this.#modules} events {} ${inner} include ${file}; ${close}\n`);
    }
    const quiet = context === 'main' ? [] : ['-g', 'pid siteconf.pid;'];
    const { stderr } = spawnSync('nginx', ['-t', '-p', this.folder, '-c', main, '-e', 'stderr', ...quiet], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    if (/test is successful/.test(stderr)) {
      return undefined;
    }
    const emerg = stderr
      .slice(stderr.indexOf('[emerg] ') + 8)
      .replace(/\nnginx: configuration file.*$/s, '')
      .replace(/\n(?:\d{4}\/|nginx: ).*$/s, '')
      .replace(/^\d+#\d+: /, '');
    const match = /^(.*?) in (\S+):(\d+)$/s.exec(emerg.trimEnd());
    if (!stderr.includes('[emerg] ')) {
      return { message: 'socket() crashed', line: undefined };
    }
    if (match === null) {
      return { message: emerg.trimEnd(), line: undefined };
    }
    return { message: match[1] as string, line: match[2] === file ? Number(match[3]) : undefined };
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What is about the machine and not about the text. */
const MACHINE =
  /^(?:host not found|getpwnam|getgrnam|open\(\)|bind\(\)|mkdir\(\)|cannot load certificate|BIO_new|SSL_CTX|SSL_CONF|dlopen\(\)|.*\(\d+: (?:No such file|Permission denied|Is a directory|Not a directory)|pread\(\)|could not build|socket\(\)|directory index|stat\(\)|.*failed \(SSL:|.*failed \(2:|invalid event type "(?:select|poll)"|"ssl_stapling" ignored|unlink|"aio on" is unsupported|.* requires )/;

/** @returns whether a verdict depends on the machine. */
export function isOfMachine(verdict: Verdict | undefined): boolean {
  return verdict !== undefined && (MACHINE.test(verdict.message) || /host not found/.test(verdict.message));
}

/** @returns what the project answers for the same text. */
export function ourFindings(text: string, context: ContextName, version: string): readonly NginxFinding[] {
  const path = workspacePath('/etc/nginx/asked.conf');
  const workspace = memoryWorkspace([workspacePath('/etc/nginx')], new Map([[path, text]]));
  const [configuration] = readConfigurations(workspace, { asked: [path], contexts: new Map([[path, context]]) });
  return configuration === undefined ? [] : testConfiguration(configuration, { version, customDirectives: [] });
}

/** How one answer of ours compares with Nginx's. */
export interface Comparison {
  readonly verdict: boolean;
  /** Whether Nginx's first message is among ours, on its line; true where Nginx accepts and so do we. */
  readonly message: boolean;
  readonly line: boolean;
  /** Whether the one that we mark first is Nginx's. */
  readonly first: boolean;
}

/** Compares what Nginx said with what the project says. */
export function compare(theirs: Verdict | undefined, ours: readonly NginxFinding[]): Comparison {
  const refusals = ours.filter((finding) => finding.level === 'emerg');
  if (theirs === undefined) {
    const agreed = refusals.length === 0;
    return { verdict: agreed, message: agreed, line: agreed, first: agreed };
  }
  const text = theirs.message.slice(0, 900);
  const same = refusals.filter((finding) => finding.message.slice(0, 900) === text);
  const onLine = (finding: NginxFinding): boolean =>
    theirs.line === undefined || (finding.line !== undefined && finding.line + 1 === theirs.line);
  return {
    verdict: refusals.length > 0,
    message: same.length > 0,
    line: same.some(onLine),
    first: same.some((finding) => finding.first && onLine(finding)),
  };
}
