// Prints how fast siteconf is here: reading and testing one large file, the same after a key press, where a request goes, and a whole workspace.
// usage: npm run bench
import { cpus } from 'node:os';
import { type WorkspacePath, workspacePath } from '../server/src/base/path.ts';
import { memoryWorkspace } from '../server/src/base/workspace.ts';
import type { Configuration } from '../server/src/dialects/nginx/configuration.ts';
import { effectiveConfiguration } from '../server/src/dialects/nginx/effective/configuration.ts';
import { readConfigurations } from '../server/src/dialects/nginx/read.ts';
import { listeners } from '../server/src/dialects/nginx/route/listeners.ts';
import { route } from '../server/src/dialects/nginx/route/route.ts';
import { testConfiguration } from '../server/src/dialects/nginx/test/test.ts';
import { createService } from '../server/src/service/service.ts';
import { newestNginx } from '../server/src/site/read.ts';
import { parseNginx } from '../server/src/syntax/nginx/parse.ts';

/** A sound configuration of about `lines` lines, as a hoster of many small sites has it. */
function configuration(lines: number): string {
  const head = ['user www-data;', 'events {', '    worker_connections 1024;', '}', 'http {', '    gzip on;'];
  const body: string[] = [];
  for (let site = 0; head.length + body.length + 1 < lines; site++) {
    body.push(
      '    server {',
      '        listen 80;',
      `        server_name site${site}.example.org www.site${site}.example.org;`,
      '        client_max_body_size 20m;',
      '        location / {',
      `            proxy_pass http://127.0.0.1:${8000 + (site % 1000)};`,
      '            proxy_set_header Host $host;',
      '            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;',
      '            proxy_set_header X-Forwarded-Proto $scheme;',
      '        }',
      '        location ^~ /media/ {',
      `            alias /srv/site${site}/media/;`,
      '            expires 1d;',
      '        }',
      '        location ~ \\.(?:png|jpe?g)$ {',
      `            root /srv/site${site}/static;`,
      '        }',
      '    }',
    );
  }
  return `${[...head, ...body, '}'].join('\n')}\n`;
}

/**
 * Prints the median, the quickest and the slowest of `runs` runs, in milliseconds, and the processor's time for one of them. A quarter as
 * many runs before them warm up and are not counted; what `prepare` does isn't either.
 */
function measure<T>(what: string, runs: number, prepare: (index: number) => T, run: (prepared: T) => void): void {
  const times: number[] = [];
  let processor = 0;
  for (let index = -Math.ceil(runs / 4); index < runs; index++) {
    const prepared = prepare(index);
    const before = process.cpuUsage();
    const start = performance.now();
    run(prepared);
    const time = performance.now() - start;
    const used = process.cpuUsage(before);
    if (index >= 0) {
      times.push(time);
      processor += (used.user + used.system) / 1000 / runs;
    }
  }
  times.sort((one, other) => one - other);
  const shown = (time: number | undefined): string => (time ?? 0).toFixed(2).padStart(9);
  const median = times[Math.floor(times.length / 2)];
  console.log(
    `${what.padEnd(52)}${shown(median)} ms median${shown(times[0])} quickest${shown(times.at(-1))} slowest${shown(processor)} processor, ${runs} runs`,
  );
}

const log = (rule: string, error: unknown): never => {
  throw new Error(rule, { cause: error });
};

const path = workspacePath('/etc/nginx/nginx.conf');
const workspaceOf = (text: string) => memoryWorkspace([], new Map([[path, text]]));
const readOne = (text: string): Configuration => {
  const [only] = readConfigurations(workspaceOf(text));
  if (only === undefined) {
    throw new Error('the text is no configuration');
  }
  return only;
};

console.log(`Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}; every run has a text of its own`);
for (const lines of [5000, 50_000, 100_000]) {
  const text = configuration(lines);
  const runs = lines > 5000 ? 12 : 80;
  const count = `${lines.toLocaleString('en')} lines`;
  measure(`${count}: parse`, runs, (index) => `${text}# parse ${index}\n`, parseNginx);
  measure(
    `${count}: nginx test, parse included`,
    runs,
    (index) => `${text}# test ${index}\n`,
    (own) => testConfiguration(readOne(own), newestNginx),
  );
  measure(
    `${count}: check by all rules, parse included`,
    runs,
    (index) => `${text}# check ${index}\n`,
    (own) =>
      createService({ log })
        .apply({ workspace: workspaceOf(own) })
        .findings(),
  );
}

const large = configuration(5000);
const editor = createService({ log });
const middle = large.indexOf('expires 1d', large.length / 2) + 'expires 1'.length;
measure(
  '5,000 lines: check by all rules after a key press',
  80,
  (index) => `${large.slice(0, middle)}${100 + index}${large.slice(middle)}`,
  (own) => editor.apply({ workspace: workspaceOf(own) }).findings(),
);
measure(
  '5,000 lines: effective configuration',
  80,
  (index) => readOne(`${large}# effective ${index}\n`),
  (own) => listeners(effectiveConfiguration(own)),
);
const effective = effectiveConfiguration(readOne(large));
listeners(effective);
const targets = ['/', '/media/picture.png', '/static/picture.png', '/account/login?next=%2F', '/a/../b//c%20d'];
measure(
  '5,000 lines: routing one request',
  2000,
  (index) => ({
    scheme: 'http' as const,
    host: `www.site${Math.abs(index) % 270}.example.org`,
    port: 80,
    method: 'GET',
    uri: targets[Math.abs(index) % targets.length] as string,
    headers: [],
  }),
  (request) => route(effective, request, { files: () => 'absent' }),
);

const files = new Map<WorkspacePath, string>([
  [path, 'events {}\nhttp { include /etc/nginx/sites-enabled/*; }\n'],
  [
    workspacePath('/srv/shop/manage.py'),
    "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n",
  ],
  [workspacePath('/srv/shop/shop/__init__.py'), ''],
  [workspacePath('/srv/shop/shop/settings.py'), "import os\nDEBUG = False\nALLOWED_HOSTS = ['site0.example.org']\n"],
]);
for (let site = 0; site < 100; site++) {
  const one = configuration(60)
    .split('\n')
    .slice(6, -2)
    .join('\n')
    .replaceAll(/site\d+\./g, `site${site}.`);
  files.set(workspacePath(`/etc/nginx/sites-enabled/site${site}`), one);
}
const service = createService({ log });
const typed = workspacePath('/etc/nginx/sites-enabled/site50');
const site50 = files.get(typed) ?? '';
measure(
  `workspace of ${files.size} files: check after a key press in one`,
  40,
  (index) => new Map(files).set(typed, `${site50}\n# key ${index}\n`),
  (now) => service.apply({ workspace: memoryWorkspace([], now) }).findings(),
);
measure(
  `workspace of ${files.size} files: check with every file new`,
  20,
  (index) => new Map([...files].map(([name, text]) => [name, `${text}\n# new ${index}\n`])),
  (now) =>
    createService({ log })
      .apply({ workspace: memoryWorkspace([], now) })
      .findings(),
);
