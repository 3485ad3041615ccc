// Prints how fast siteconf is here: parsing and checking one large file, the same after a key press, and a whole workspace.
// usage: npm run bench
import { cpus } from 'node:os';
import { type WorkspacePath, workspacePath } from '../server/src/base/path.ts';
import { memoryWorkspace } from '../server/src/base/workspace.ts';
import { effectiveConfiguration } from '../server/src/dialects/nginx/effective/configuration.ts';
import { readConfigurations } from '../server/src/dialects/nginx/read.ts';
import { route } from '../server/src/dialects/nginx/route/route.ts';
import { createService } from '../server/src/service/service.ts';
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

/** The median and the slowest of `runs` runs, in milliseconds; some runs before them are not counted. */
function measure(runs: number, run: (index: number) => void): string {
  const times: number[] = [];
  for (let index = -Math.ceil(runs / 4); index < runs; index++) {
    const start = performance.now();
    run(index);
    if (index >= 0) {
      times.push(performance.now() - start);
    }
  }
  times.sort((one, other) => one - other);
  const median = times[Math.floor(times.length / 2)] ?? 0;
  return `${median.toFixed(2)} ms median, ${(times.at(-1) ?? 0).toFixed(2)} ms slowest of ${runs}`;
}

function print(what: string, result: string): void {
  console.log(`${what.padEnd(58)} ${result}`);
}

const log = (rule: string, error: unknown): never => {
  throw new Error(rule, { cause: error });
};

const path = workspacePath('/etc/nginx/nginx.conf');
console.log(`Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}`);
for (const lines of [1000, 5000, 20_000]) {
  const text = configuration(lines);
  const runs = lines > 5000 ? 10 : 40;
  const service = createService({ log });
  const edited = (index: number): Map<WorkspacePath, string> => new Map([[path, `${text}# key ${index}\n`]]);
  const count = `${lines.toLocaleString('en')} lines`;
  print(
    `${count}: parse`,
    measure(runs, (index) => parseNginx(`${text}# ${index}\n`)),
  );
  print(
    `${count}: check, parse included, text new each time`,
    measure(runs, (index) => service.apply({ workspace: memoryWorkspace([], edited(index)) }).findings()),
  );
}

const large = configuration(5000);
/** The configuration anew each time, so that nothing of it is remembered. */
const fresh = (index: number) => {
  const [read] = readConfigurations(memoryWorkspace([], new Map([[path, `${large}# ${index}\n`]])));
  if (read === undefined) {
    throw new Error('no configuration');
  }
  return read;
};
const unread = Array.from({ length: 60 }, (_, index) => fresh(index));
print(
  '5,000 lines: effective configuration',
  measure(40, (index) => effectiveConfiguration(unread[index + 10] ?? fresh(-index))),
);
const effective = effectiveConfiguration(fresh(0));
print(
  '5,000 lines: route one request',
  measure(2000, (index) =>
    route(
      effective,
      {
        scheme: 'http',
        host: `site${Math.abs(index) % 270}.example.org`,
        port: 80,
        method: 'GET',
        uri: ['/a/b?c=1', '/media/x.png', '/logo.png', '/%61//b'][Math.abs(index) % 4] ?? '/',
        headers: [],
      },
      { files: () => 'absent' },
    ),
  ),
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
print(
  `workspace of ${files.size} files: check after a key press in one`,
  measure(30, (index) => {
    const now = new Map(files).set(typed, `${site50}\n# key ${index}\n`);
    service.apply({ workspace: memoryWorkspace([], now) }).findings();
  }),
);
