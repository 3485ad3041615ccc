import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What a real program said of a file. */
export interface Verdict {
  readonly accepted: boolean;
  readonly output: string;
}

function run(command: string, args: readonly string[]): Verdict {
  const result = spawnSync(command, args, { encoding: 'utf8', timeout: 60_000 });
  return { accepted: result.status === 0, output: `${result.stdout ?? ''}${result.stderr ?? ''}${result.error ?? ''}` };
}

function withFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'siteconf-oracle-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns why the program can't be asked here, or undefined where it can. */
export function missing(program: string): string | undefined {
  return spawnSync('which', [program]).status === 0 ? undefined : `${program} isn't installed`;
}

/** @returns why real Nginx can't judge sites on port 80 here, or undefined where it can. */
export function nginxMissing(): string | undefined {
  return process.getuid?.() === 0 ? missing('nginx') : 'only root may let nginx -t open port 80';
}

/** Parameters of RFC 7919, ffdhe2048, which certbot ships as ssl-dhparams.pem. */
const diffieHellman = `-----BEGIN DH PARAMETERS-----
MIIBCAKCAQEA//////////+t+FRYortKmq/cViAnPTzx2LnFg84tNpWp4TZBFGQz
+8yTnc4kmz75fS/jY2MMddj2gbICrsRhetPfHtXV/WVhJDP1H18GbtCFY2VVPe0a
87VXE15/V8k1mE8McODmi3fipona8+/och3xWKE2rec1MKzKT0g6eXq8CrGCsyT7
YdEIqUuyyOP7uWrat2DX9GgdT0Kj3jlN9K5W7edjcrsZCwenyO4KbXCeAvzhzffi
7MA0BM0oNC9hkXL+nOmFg/+OTxIy7vKBg8P+OxtMb61zO7X8vC7CIAXFjvGDfRaD
ssbzSibBsu/6iGtCOGEoXJf//////////wIBAg==
-----END DH PARAMETERS-----
`;

const davModule = '/usr/lib/nginx/modules/ngx_http_dav_ext_module.so';

/** @returns why WebDAV's further methods can't be judged here, or undefined where they can. */
export function davMissing(): string | undefined {
  return existsSync(davModule) ? undefined : "libnginx-mod-http-dav-ext isn't installed";
}

/**
 * Asks the real `nginx -t`.
 *
 * @param inHttp text that stands in the `http` context.
 */
export function nginxAccepts(inHttp: string): Verdict {
  const modules = existsSync(davModule) ? `load_module ${davModule};\n` : '';
  return nginxAcceptsMain(`${modules}events {}\nhttp {\n${inHttp}\n}\n`);
}

/** Asks the real `nginx -t` about a whole `nginx.conf`. */
export function nginxAcceptsMain(text: string): Verdict {
  return withFolder((folder) => {
    mkdirSync(join(folder, 'logs'));
    symlinkSync('/usr/share/nginx/modules', join(folder, 'modules'));
    const file = join(folder, 'nginx.conf');
    writeFileSync(file, text.replace(/^pid .*$/m, `pid ${folder}/nginx.pid;`));
    return run('nginx', ['-t', '-q', '-p', folder, '-c', file, '-e', join(folder, 'error.log')]);
  });
}

/** Asks `systemd-analyze verify`; the programs that the units start are put there for it. */
export function systemdAccepts(units: ReadonlyMap<string, string>): Verdict {
  return withFolder((folder) => {
    const paths: string[] = [];
    for (const [name, text] of units) {
      const program = /^ExecStart=(\S+)/m.exec(text)?.[1] ?? '';
      const path = join(folder, name);
      writeFileSync(path, text.replace(`ExecStart=${program}`, 'ExecStart=/bin/true'));
      paths.push(path);
    }
    const verdict = run('systemd-analyze', ['verify', '--man=no', ...paths]);
    const own = verdict.output
      .split('\n')
      .filter((line) => line.includes(folder) || /^shop|^[a-z-]+\.service:/.test(line));
    return { accepted: verdict.accepted && own.length === 0, output: verdict.output };
  });
}

const supervisorReader = `
import sys
from supervisor.options import ServerOptions
options = ServerOptions()
options.realize(["-c", sys.argv[1]])
print([config.name for group in options.process_group_configs for config in group.process_configs])
`;

/** Asks supervisor's own reader (supervisor/options.py). */
export function supervisorAccepts(programs: string): Verdict {
  return withFolder((folder) => {
    const file = join(folder, 'supervisord.conf');
    const logs = programs.replaceAll('/var/log/supervisor/', `${folder}/`);
    writeFileSync(file, `[supervisord]\nlogfile=${folder}/supervisord.log\npidfile=${folder}/pid\n\n${logs}`);
    return run('/usr/bin/python3', ['-c', supervisorReader, file]);
  });
}

/** @returns why supervisor's reader can't be asked here, or undefined where it can. */
export function supervisorMissing(): string | undefined {
  const found = spawnSync('/usr/bin/python3', ['-c', 'import supervisor.options']).status === 0;
  return found ? undefined : "the Debian package supervisor isn't installed";
}

/** Asks `python3 -m py_compile`. */
export function pythonAccepts(text: string): Verdict {
  return withFolder((folder) => {
    const file = join(folder, 'module.py');
    writeFileSync(file, text);
    return run('python3', ['-W', 'error', '-m', 'py_compile', file]);
  });
}

/** Asks `sh -n`, which reads a script without running it. */
export function shellAccepts(text: string): Verdict {
  return withFolder((folder) => {
    const file = join(folder, 'script.sh');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return run('sh', ['-n', file]);
  });
}

/** Asks `shellcheck`. Only SC1091 is passed over: that it doesn't follow a file, which is on the server alone. */
export function shellcheckAccepts(text: string): Verdict {
  return withFolder((folder) => {
    const file = join(folder, 'script.sh');
    writeFileSync(file, text);
    return run('shellcheck', ['--norc', '--exclude=SC1091', file]);
  });
}

/** Makes a folder with what certbot's lines name: a self-signed certificate, its key, and options. */
export function withCertificate(use: (folder: string) => void): void {
  withFolder((folder) => {
    const made = run('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
      ...[
        '-subj',
        '/CN=shop.example.com',
        '-keyout',
        join(folder, 'privkey.pem'),
        '-out',
        join(folder, 'fullchain.pem'),
      ],
    ]);
    if (!made.accepted) {
      throw new Error(made.output);
    }
    writeFileSync(join(folder, 'options-ssl-nginx.conf'), 'ssl_protocols TLSv1.2 TLSv1.3;\n');
    writeFileSync(join(folder, 'ssl-dhparams.pem'), diffieHellman);
    use(folder);
  });
}
