// Runs in fresh namespaces: makes a machine, puts two sites on it as their guides say, and asks them over HTTP.
// usage: inside.ts EMPTY-FOLDER WHEELS [PYTHON-BIN WHEELS-FOR-IT NPM-CACHE]; prints one JSON object per check
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answers } from '../../server/src/scaffold/answers/answers.ts';
import { nothingTaken } from '../../server/src/scaffold/answers/taken.ts';
import { enableHttps } from '../../server/src/scaffold/https.ts';
import { planSite } from '../../server/src/scaffold/plan.ts';
import { readSites } from '../../server/src/scaffold/sites.ts';
import { actAsCertbot, copyProject, copyWheels, deploy, variable } from './deploy.ts';
import { clearServer, guideCommands, installCertbot, typeLines } from './guide.ts';
import { ask, cookies, eventually, login, webSocketEcho } from './http.ts';
import { Machine } from './machine.ts';
import { checker } from './outcome.ts';

const [folder = '', wheels = '', newBin, newWheels = '', npmCache = ''] = process.argv.slice(2);
const machine = new Machine(folder);
const check = checker(machine);

/** Three Django projects for one server, as one file of answers gives them; what it doesn't say keeps off the others. */
const { sites, problems } = readSites(
  [
    // Uvicorn on a socket under systemd, WhiteNoise, WebSocket and WebDAV.
    {
      domains: 'shop.example.com www.shop.example.com 쇼핑몰.한국',
      module: 'main.asgi:application',
      bind: 'socket',
      websocket: true,
      webdav: true,
    },
    // Gunicorn on a port under supervisor, static files by Nginx; on the same broker.
    {
      domains: 'blog.example.com',
      module: 'main.wsgi:application',
      processManager: 'supervisor',
      server: 'gunicorn',
      staticFiles: true,
      brokerUrl: 'redis://127.0.0.1:6379/0',
    },
    // From an empty folder: a project of the newest Django with a React page that Vite builds.
    { domains: 'start.example.com', beat: false, flower: false, starter: true },
  ],
  { folder: '', proposed: () => ({}), taken: () => nothingTaken },
);
assert.deepEqual(problems, []);
const [shop, blog, start] = sites.map(({ answers }) => answers) as [Answers, Answers, Answers];

/** Has the page name a file that isn't there, and another one that names such a file, as libraries do. */
function addDeadLinks({ projectPath }: Answers): void {
  const page = `${projectPath}/main/templates/home.html`;
  const links = `<link rel="icon" href="{% static 'main/gone.png' %}"><script src="{% static 'main/library.js' %}"></script>`;
  machine.write(page, machine.read(page).replace('</head>', `${links}\n</head>`));
  machine.write(`${projectPath}/main/static/main/library.js`, '//# sourceMappingURL=library.js.map\n');
}

async function startUnits(): Promise<void> {
  for (const name of ['web', 'worker', 'beat', 'flower']) {
    await machine.restartUnit(`shop-${name}`);
  }
}

async function checkDjango(answers: Answers, domain: string, scheme: string): Promise<void> {
  await check(`${answers.site}: ${scheme}://${domain}/ is the page of its own project`, async () => {
    await eventually('the page', async () => {
      const reply = await ask(`${scheme}://${domain}/`);
      return reply.status === 200 && reply.text.includes(`<h1>${answers.domains[0]}</h1>`)
        ? true
        : Promise.reject(new Error(`${reply.status} ${reply.text.slice(0, 300)}`));
    });
  });
}

async function checkStatic(answers: Answers, domain: string): Promise<void> {
  await check(`${answers.site}: the page's stylesheet has a hash in its name and may be kept`, async () => {
    const page = await ask(`http://${domain}/`);
    const path = /href="(\/static\/main\/site\.[0-9a-f]{12}\.css)"/.exec(page.text)?.[1];
    assert.ok(path, page.text);
    const reply = await ask(`http://${domain}${path}`, { headers: { 'accept-encoding': 'gzip' } });
    assert.equal(reply.status, 200);
    assert.match(reply.headers['content-type'] ?? '', /^text\/css/);
    assert.match(reply.headers['cache-control'] ?? '', /max-age=(?:315360000|31536000)/);
    if (!answers.staticFiles) {
      assert.equal(reply.headers['content-encoding'], 'gzip');
      assert.match(reply.headers['cache-control'] ?? '', /immutable/);
    }
    assert.match(
      page.text,
      /src="\/static\/main\/library\.[0-9a-f]{12}\.js"/,
      'though it names a file that is nowhere',
    );
    assert.match(page.text, /href="\/static\/main\/gone\.png"/, 'though there is no such file');
  });
}

async function submit(scheme: string, domain: string, name: string, origin = `${scheme}://${domain}`): Promise<number> {
  const form = await ask(`${scheme}://${domain}/form/`);
  const token = /name="csrfmiddlewaretoken" value="([^"]+)"/.exec(form.text)?.[1] ?? '';
  const reply = await ask(`${scheme}://${domain}/form/`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      cookie: cookies(form),
      origin,
      referer: `${scheme}://${domain}/form/`,
    },
    body: `csrfmiddlewaretoken=${token}&name=${name}`,
  });
  return reply.status;
}

async function checkCelery(answers: Answers, domain: string): Promise<void> {
  await check(
    `${answers.site}: a form passes CSRF, its task is done by this site's worker, Nginx serves the result`,
    async () => {
      assert.equal(await submit('http', domain, `order-${answers.site}`), 200);
      assert.equal(await submit('http', domain, 'theft', 'http://evil.example'), 403);
      const file = await eventually('the file that the task leaves', async () => {
        const reply = await ask(`http://${domain}/media/order-${answers.site}.txt`);
        return reply.status === 200 ? reply : undefined;
      });
      assert.equal(file.text, answers.domains[0]);
      assert.match(file.headers['cache-control'] ?? '', /max-age=86400/);
    },
  );
  await check(`${answers.site}: beat sends its tasks`, async () => {
    await eventually('the file that beat has made', async () => {
      const reply = await ask(`http://${domain}/media/tick.txt`);
      return reply.status === 200 && reply.text === answers.domains[0] ? reply : undefined;
    });
  });
}

async function checkClosed(answers: Answers, domain: string): Promise<void> {
  const wanted = [
    '/media../deploy/deploy.sh',
    '/media/../manage.py',
    '/media',
    '/static../manage.py',
    '/media/%2e%2e/manage.py',
    '/media/',
  ];
  await check(`${answers.site}: nothing beside the uploaded files is served, nor their list`, async () => {
    for (const path of wanted) {
      const reply = await ask(`http://${domain}${path}`);
      assert.ok([301, 400, 403, 404].includes(reply.status), `${path}: ${reply.status}`);
      assert.doesNotMatch(reply.text, /execute_from_command_line|set -eu/);
    }
  });
  await check(`${answers.site}: a foreign name is refused`, async () => {
    const reply = await ask(`http://${domain}/`, { headers: { host: 'evil.example' } });
    assert.doesNotMatch(reply.text, /<h1>\w+\.example\.com<\/h1>/);
  });
}

async function checkFlower(answers: Answers, domain: string): Promise<void> {
  const headers = login(variable(machine, answers, 'FLOWER_BASIC_AUTH'));
  const site = `http://${domain}/flower/`;
  await check(`${answers.site}: Flower's page, its assets and its tables are there with the password`, async () => {
    const page = await eventually('Flower', async () => {
      const reply = await ask(site, { headers });
      return reply.status === 200 ? reply : undefined;
    });
    const assets = [...page.text.matchAll(/(?:href|src)="(\/[^"]*\.(?:css|js)[^"]*)"/g)].map((match) => match[1] ?? '');
    assert.ok(assets.length >= 3, page.text.slice(0, 500));
    for (const path of assets) {
      assert.ok(path.startsWith('/flower/static/'), path);
      assert.equal((await ask(`http://${domain}${path}`, { headers })).status, 200, path);
    }
    const prefix = /id="url_prefix"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*id="url_prefix"/.exec(page.text);
    assert.equal(`/${(prefix?.[1] ?? prefix?.[2] ?? '').replaceAll('/', '')}/`, '/flower/');
    const table = await ask(
      `${site}tasks/datatable?draw=1&start=0&length=10&search[value]=&order[0][column]=0&order[0][dir]=asc&columns[0][data]=name`,
      { headers },
    );
    assert.equal(table.status, 200, table.text);
    assert.ok('data' in JSON.parse(table.text));
    const slash = await ask(`http://${domain}/flower`, { headers });
    assert.equal(slash.status, 301);
    assert.equal(slash.headers.location, site);
  });
  await check(`${answers.site}: Flower is closed without the password, also its metrics and its port`, async () => {
    for (const path of ['', 'workers', 'metrics', 'healthcheck', 'api/workers']) {
      assert.equal((await ask(`${site}${path}`)).status, 401, path);
    }
    assert.equal((await ask(`http://localhost:${answers.flowerPort}/flower/`)).status, 401);
    const listening = machine.shell(`ss -Hltn sport = :${answers.flowerPort}`).trim().split('\n');
    assert.equal(listening.length, 1);
    assert.match(listening[0] ?? '', /127\.0\.0\.1:/);
  });
}

async function checkWebdav(): Promise<void> {
  const headers = login(variable(machine, shop, 'WEBDAV_LOGIN'));
  const site = 'http://shop.example.com/webdav/';
  await check('shop: WebDAV takes, moves and lists files with the password only', async () => {
    assert.equal((await ask(`${site}a.txt`, { method: 'PUT', body: 'one' })).status, 401);
    assert.equal((await ask(`${site}new/a.txt`, { method: 'PUT', headers, body: 'one' })).status, 201);
    const moved = await ask(`${site}new/a.txt`, {
      method: 'MOVE',
      headers: { ...headers, destination: `${site}b.txt` },
    });
    assert.equal(moved.status, 204);
    assert.equal((await ask(`${site}b.txt`, { headers })).text, 'one');
    const listed = await ask(site, { method: 'PROPFIND', headers: { ...headers, depth: '1' } });
    assert.equal(listed.status, 207);
    assert.match(listed.text, /b\.txt/);
    assert.equal(
      (
        await ask(`${site}b.txt`, {
          method: 'LOCK',
          headers,
          body: '<lockinfo xmlns="DAV:"><lockscope><exclusive/></lockscope><locktype><write/></locktype></lockinfo>',
        })
      ).status,
      200,
    );
    assert.equal((await ask('http://shop.example.com/webdav../manage.py', { headers })).status, 404);
  });
}

async function checkHttps(): Promise<void> {
  const site = 'https://shop.example.com';
  await check('shop: after certbot the page is there over HTTPS before the switch is turned', async () => {
    actAsCertbot(machine, shop);
    await eventually('HTTPS', async () => ((await ask(`${site}/`)).status === 200 ? true : undefined));
    assert.equal(await submit('https', 'shop.example.com', 'early'), 200);
  });
  await check('shop: the script run again keeps what certbot wrote', async () => {
    deploy(machine, shop, wheels);
    await startUnits();
    assert.match(machine.read('/etc/nginx/sites-available/shop'), /managed by Certbot/);
  });
  await check('shop: the second step turns on one redirect, secure cookies and HSTS', async () => {
    const [site80, environment] = ['/etc/nginx/sites-available/shop', '/srv/shop/deploy/shop.env'];
    const result = enableHttps(machine.read(site80), machine.read(environment));
    assert.ok(result.kind === 'enabled');
    machine.write(site80, result.site);
    machine.shell(`cat > ${environment} <<'END'\n${result.environment}END`);
    machine.shell('nginx -t && nginx -s reload');
    await machine.restartUnit('shop-web');
    await eventually('HSTS', async () => {
      const reply = await ask(`${site}/`);
      return reply.status === 200 && reply.headers['strict-transport-security'] === 'max-age=31536000'
        ? true
        : undefined;
    });
    const first = await ask('http://shop.example.com/form/');
    assert.equal(first.status, 301);
    assert.equal(first.headers.location, `${site}/form/`);
    for (const domain of shop.domains) {
      assert.equal((await ask(`http://${domain}/`)).headers.location, `https://${domain}/`);
    }
    const form = await ask(`${site}/form/`);
    assert.equal(form.status, 200);
    assert.match(form.text, /action="https:\/\/shop\.example\.com\/form\/"/);
    assert.ok(form.headers['set-cookie']?.length, 'the form sets the cookie of CSRF');
    for (const cookie of form.headers['set-cookie'] ?? []) {
      assert.match(cookie, /; Secure/i);
    }
    assert.equal(await submit('https', 'shop.example.com', 'late'), 200);
  });
  await check('shop: manage.py check --deploy is silent', () => {
    const output = machine.shell(
      'cd /srv/shop && runuser --user=shop -- deploy/with-environment.sh .venv/bin/python manage.py check --deploy --fail-level WARNING',
    );
    assert.match(output, /no issues/);
  });
}

async function checkStarter(bin: string): Promise<void> {
  const site = 'http://start.example.com';
  await check('start: from an empty folder, with npm and the newest Django, to the running site', async () => {
    copyProject(machine, start);
    copyWheels(machine, newWheels);
    cpSync(npmCache, join(machine.root, 'opt/npm'), { recursive: true });
    // This Python lies in root's home, which is closed to others.
    machine.shell('chmod 755 /root');
    const path = `${bin}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`;
    deploy(machine, start, newWheels, { PATH: path, npm_config_cache: '/opt/npm', npm_config_offline: 'true' });
    await machine.restartUnit('start-web');
    await machine.restartUnit('start-worker');
  });
  await check("start: Vite's scripts are collected, compressed and kept by browsers", async () => {
    const page = await eventually('the page', async () => {
      const reply = await ask(`${site}/`);
      // A reload of Nginx takes a moment: until then Debian's own page answers.
      return reply.text.includes('id="root"') ? reply : Promise.reject(new Error(`${reply.status}`));
    });
    const script = /src="(\/static\/assets\/main-[^"]+\.js)"/.exec(page.text)?.[1];
    assert.ok(script, page.text);
    const reply = await ask(`${site}${script}`, { headers: { 'accept-encoding': 'gzip' } });
    assert.equal(reply.status, 200);
    assert.equal(reply.headers['content-encoding'], 'gzip');
    assert.match(reply.headers['cache-control'] ?? '', /immutable/);
  });
  await check('start: told no name, Vite puts its manifest where collectstatic passes over it', () => {
    machine.shell('cd /srv/start && node node_modules/vite/bin/vite.js build --manifest --outDir /tmp/unnamed');
    assert.match(machine.read('/tmp/unnamed/.vite/manifest.json'), /"isEntry": true/);
  });
  await check('start: the page queues a task, and the worker does it', async () => {
    const page = await ask(`${site}/`);
    const token = /data-csrf="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const headers = { 'x-csrftoken': token, cookie: cookies(page), origin: site };
    assert.equal((await ask(`${site}/greetings/`, { method: 'POST' })).status, 403);
    const reply = await ask(`${site}/greetings/`, { method: 'POST', headers });
    assert.equal(reply.status, 200, reply.text.slice(0, 500));
    const { task } = JSON.parse(reply.text);
    await eventually('the worker', async () =>
      machine.read('/var/log/start-worker.log').includes(`greet[${task}] succeeded`) ? true : undefined,
    );
  });
  await check('start: manage.py check is silent', () => {
    const manage = 'runuser --user=start -- deploy/with-environment.sh .venv/bin/python manage.py';
    assert.match(machine.shell(`cd /srv/start && ${manage} check --fail-level WARNING`), /no issues/);
    assert.match(machine.shell(`cd /srv/start && ${manage} version`), /^[6-9]\./m);
  });
}

/** What the guide says in Korean, typed line by line, from a server without the site to HTTPS. */
async function checkGuide(): Promise<void> {
  const korean = JSON.parse(readFileSync(join(__dirname, '../../l10n/bundle.l10n.ko.json'), 'utf8'));
  const guide = planSite(blog, { randomBytes, translation: korean }).find(({ path }) => path === 'deploy/README.md');
  const { site, https } = guideCommands(guide?.text ?? '');
  await check('blog: the lines of its guide, typed one after the other, put it on the server anew', async () => {
    clearServer(machine, blog);
    machine.write('/etc/nginx/sites-available/blog', '# mine\n');
    assert.ok(site.length > 20, guide?.text);
    typeLines(machine, site, { PIP_NO_INDEX: '1', PIP_FIND_LINKS: `/opt${wheels}` });
    await checkDjango(blog, 'blog.example.com', 'http');
    await checkStatic(blog, 'blog.example.com');
    await checkCelery(blog, 'blog.example.com');
  });
  await check('blog: what the server held in the way of it is kept, once', () => {
    const backup = site.filter((line) => line.includes('/var/backups/'));
    assert.match(backup.join('\n'), /cp --backup=numbered/);
    typeLines(machine, [`cd ${blog.projectPath}`, ...backup]);
    assert.equal(machine.read('/var/backups/blog/blog'), '# mine\n');
    assert.equal(machine.shell('ls /var/backups/blog').trim(), 'blog');
  });
  await check('blog: the lines of its guide go on to HTTPS', async () => {
    installCertbot(machine, blog);
    typeLines(machine, https);
    await eventually('HSTS', async () => {
      const reply = await ask('https://blog.example.com/');
      return reply.status === 200 && reply.headers['strict-transport-security'] !== undefined ? true : undefined;
    });
    const first = await ask('http://blog.example.com/form/');
    assert.deepEqual([first.status, first.headers.location], [301, 'https://blog.example.com/form/']);
    assert.equal(await submit('https', 'blog.example.com', 'guided'), 200);
  });
}

async function main(): Promise<void> {
  copyWheels(machine, wheels);
  machine.shell(
    'nginx && redis-server --daemonize yes --bind 127.0.0.1 --save "" --dir /tmp && supervisord -c /etc/supervisor/supervisord.conf',
  );
  for (const answers of [shop, blog]) {
    await check(`${answers.site}: the script puts it on the server`, () => {
      copyProject(machine, answers);
      addDeadLinks(answers);
      deploy(machine, answers, wheels);
    });
  }
  await check('shop: the script has asked systemd for each unit', async () => {
    const log = machine.read('/run/systemctl.log');
    assert.match(log, /^enable shop-web shop-worker shop-beat shop-flower$/m);
    await startUnits();
  });
  for (const answers of [shop, blog]) {
    for (const domain of answers.domains) {
      await checkDjango(answers, domain, 'http');
    }
    const domain = answers.domains[0] as string;
    await checkStatic(answers, domain);
    await checkCelery(answers, domain);
    await checkClosed(answers, domain);
    await checkFlower(answers, domain);
    await check(`${answers.site}: no process runs as root, and only root and the site read the secrets`, () => {
      const processes = machine
        .shell('ps -eo user:32,args')
        .split('\n')
        .filter((line) => line.includes(`${answers.projectPath}/.venv/bin/`));
      assert.ok(processes.length >= 4, processes.join('\n'));
      assert.deepEqual(
        processes.filter((line) => !line.startsWith(answers.user)),
        [],
      );
      assert.match(
        machine.shell(`stat -c '%a %U' ${answers.projectPath}/deploy/${answers.site}.env`),
        new RegExp(`^600 ${answers.user}$`, 'm'),
      );
    });
  }
  await check('shop: a WebSocket answers through Nginx', async () => {
    assert.equal(await webSocketEcho('ws://shop.example.com/ws/', 'hello'), 'hello');
  });
  await checkWebdav();
  await check('blog: the script may be run again', async () => {
    deploy(machine, blog, wheels);
    await checkDjango(blog, 'blog.example.com', 'http');
  });
  if (newBin !== undefined) {
    await checkStarter(newBin);
  }
  await checkHttps();
  await checkGuide();
  machine.shell('supervisorctl shutdown; nginx -s stop; redis-cli shutdown nosave || true');
}

void main().then(
  () => process.exit(0),
  (error) => {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    process.exit(1);
  },
);
