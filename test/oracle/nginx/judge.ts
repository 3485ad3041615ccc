import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { workspacePath } from '../../../server/src/base/path.ts';
import { memoryWorkspace } from '../../../server/src/base/workspace.ts';
import type { ContextName } from '../../../server/src/dialects/nginx/configuration.ts';
import { optionalModule } from '../../../server/src/dialects/nginx/modules.ts';
import { readConfigurations } from '../../../server/src/dialects/nginx/read.ts';
import type { NginxFinding } from '../../../server/src/dialects/nginx/test/finding.ts';
import { testConfiguration } from '../../../server/src/dialects/nginx/test/test.ts';
import { directivesNamed } from '../../../server/src/facts/nginx/directive-facts.ts';
import { type Machine, ThisMachine } from './machine.ts';

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

/** What stands around a text that is asked. */
export interface Surroundings {
  /** Put in front of it inside `http` or `stream`. */
  readonly http?: string;
  /** Whether a whole configuration is asked with the modules of this machine loaded. */
  readonly modules?: boolean;
}

/** The name of the file that is asked: Nginx says it in some messages. */
export const ASKED = 'siteconf-asked.conf';

/** Asks the real Nginx. */
export class Judge {
  readonly #machine: Machine;
  readonly #modules: string;

  constructor(machine: Machine = new ThisMachine()) {
    this.#machine = machine;
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

  /** @returns Nginx's verdict of `text` in `context`. */
  ask(text: string, context: ContextName, surroundings: Surroundings = {}): Verdict | undefined {
    const file = join(this.#machine.folder, ASKED);
    this.#machine.write(file, text);
    let main = file;
    const around = AROUND[context];
    if (around !== undefined) {
      main = join(this.#machine.folder, 'siteconf-main.conf');
      const [open, close] = around;
      const inner = open.replace(/(?:http|stream) \{/, (block) => `${block} ${surroundings.http ?? ''}`);
      this.#machine.write(main, `${this.#modules} events {} ${inner} include ${file}; ${close}\n`);
    }
    const given = context !== 'main' ? 'pid siteconf.pid;' : surroundings.modules ? this.#modules : '';
    const stderr = this.#machine.nginx(['-t', '-c', main, '-e', 'stderr', ...(given === '' ? [] : ['-g', given])]);
    return readVerdict(stderr, file);
  }

  close(): void {
    this.#machine.close();
  }
}

function readVerdict(stderr: string, file: string): Verdict | undefined {
  if (/test is successful/.test(stderr)) {
    return undefined;
  }
  if (!stderr.includes('[emerg] ')) {
    return { message: 'socket() crashed', line: undefined };
  }
  const emerg = stderr
    .slice(stderr.indexOf('[emerg] ') + 8)
    .replace(/\nnginx: configuration file.*$/s, '')
    .replace(/\n(?:\d{4}\/|nginx: ).*$/s, '')
    .replace(/^\d+#\d+: /, '');
  const match = /^(.*?) in (\S+):(\d+)$/s.exec(emerg.trimEnd());
  return match === null
    ? { message: emerg.trimEnd(), line: undefined }
    : { message: match[1] as string, line: match[2] === file ? Number(match[3]) : undefined };
}

/** What is about the machine and not about the text. */
const MACHINE =
  /^(?:host not found|getpwnam|getgrnam|open\(\)|bind\(\)|mkdir\(\)|cannot load certificate|BIO_new|SSL_CTX|SSL_CONF|dlopen\(\)|.*\(\d+: (?:No such file|Permission denied|Is a directory|Not a directory)|pread\(\)|could not build|socket\(\)|directory index|stat\(\)|.*failed \(SSL:|.*failed \(2:|invalid event type "(?:select|poll)"|"ssl_stapling" ignored|unlink|malloc\(|"aio on" is unsupported|.* requires )/;

/** @returns whether a verdict depends on the machine. */
export function isOfMachine(verdict: Verdict | undefined): boolean {
  return verdict !== undefined && (MACHINE.test(verdict.message) || /host not found/.test(verdict.message));
}

/** @returns whether a verdict is about a directive that this Nginx would know with another module, or if it were the commercial one. */
export function isOfModule(verdict: Verdict | undefined): boolean {
  const name = /^unknown directive "(.+)"$/.exec(verdict?.message ?? '')?.[1];
  return (
    name !== undefined &&
    directivesNamed(name, '1.22.1').some((fact) => fact.commercial || optionalModule(fact) !== undefined)
  );
}

/** @returns what the project answers for the same text. */
export function ourFindings(text: string, context: ContextName, version: string): readonly NginxFinding[] {
  const path = workspacePath('/etc/nginx/asked.conf');
  const workspace = memoryWorkspace([workspacePath('/etc/nginx')], new Map([[path, text]]));
  const [configuration] = readConfigurations(workspace, { asked: [path], contexts: new Map([[path, context]]) });
  return configuration === undefined ? [] : testConfiguration(configuration, { version, customDirectives: [] });
}

/** What is compared of an answer of ours; the line is counted from 0. */
export type Answer = Pick<NginxFinding, 'level' | 'message' | 'line' | 'first'>;

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
export function compare(theirs: Verdict | undefined, ours: readonly Answer[]): Comparison {
  const refusals = ours.filter((finding) => finding.level === 'emerg');
  if (theirs === undefined) {
    const agreed = refusals.length === 0;
    return { verdict: agreed, message: agreed, line: agreed, first: agreed };
  }
  const text = theirs.message.slice(0, 900);
  const same = refusals.filter((finding) => finding.message.slice(0, 900) === text);
  const onLine = (finding: Answer): boolean =>
    theirs.line === undefined || (finding.line !== undefined && finding.line + 1 === theirs.line);
  return {
    verdict: refusals.length > 0,
    message: same.length > 0,
    line: same.some(onLine),
    first: same.some((finding) => finding.first && onLine(finding)),
  };
}
