import { webSocketEcho } from '../http.ts';
import { type Edit, type Fault, newFile, toldStorages } from './fault.ts';
import type { RunningSite } from './running-site.ts';

const server = '/etc/nginx/sites-available/shop';
const settings = '/srv/shop/main/settings_production.py';
const web = '/etc/systemd/system/shop-web.service';
const change = (path: string, from: string, to: string): Edit => ({ path, from, to });
const reloaded = { stage: 'http', restart: ['nginx'] } as const;
const socket = 'http://unix:/run/shop/web.sock';

/** @returns the status of an upload of so many bytes, and of the address that it is given. */
async function upload(site: RunningSite, bytes: number): Promise<unknown> {
  const { status, text } = await site.get('/upload/', { method: 'POST', body: 'x'.repeat(bytes) });
  return status === 200 ? [status, (await site.get(text)).status] : [status];
}

/** @returns the status of the page and, where it is none, what Nginx says of its connection to the application. */
async function answerAndError(site: RunningSite): Promise<string[]> {
  const status = await site.answer('/');
  const errors = [...site.machine.read('/var/log/nginx/error.log').matchAll(/connect\(\).*? failed \([^)]*\)/g)];
  return status === '502' ? [status, errors.at(-1)?.[0] ?? ''] : [status];
}

/** @returns whether a person who sends a form twenty times is the same person each time. */
async function keepsSession(site: RunningSite): Promise<boolean> {
  const form = await site.get('/form/');
  const csrf = /csrftoken=[^;]+/.exec((form.headers['set-cookie'] ?? []).join('\n'))?.[0];
  const token = /name="csrfmiddlewaretoken" value="([^"]+)"/.exec(form.text)?.[1] ?? '';
  const sessions = new Set<string | undefined>();
  let session: string | undefined;
  for (let times = 0; times < 20; times++) {
    const { headers } = await site.get('/form/', {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        cookie: [csrf, session].filter((part) => part !== undefined).join('; '),
        origin: `http://${site.domain}`,
      },
      body: `csrfmiddlewaretoken=${token}&name=again`,
    });
    session ??= /\w*sessionid=[^;]+/.exec((headers['set-cookie'] ?? []).join('\n'))?.[0];
    sessions.add(/\w*sessionid=[^;]+/.exec((headers['set-cookie'] ?? []).join('\n'))?.[0]);
  }
  return sessions.size === 1 && session !== undefined;
}

const uvicorn = 'uvicorn main.asgi:application --uds /run/shop/web.sock';
const gunicorn = 'gunicorn main.wsgi:application --bind unix:/run/shop/web.sock';

/** A page that takes three seconds, under Gunicorn. */
function slowPage(nginx: string, seconds: number) {
  return {
    stage: 'http',
    restart: ['nginx', 'web'],
    edits: [
      change(server, 'proxy_read_timeout 1h;', `proxy_read_timeout ${nginx};`),
      change(web, uvicorn, `${gunicorn} --timeout ${seconds}`),
    ],
    observe: async (site: RunningSite) => [await site.answer('/slow/3/'), /WORKER TIMEOUT/.test(site.log('web'))],
    sound: ['200', false],
  } as const;
}

export const siteFaults: readonly Fault[] = [
  {
    rule: 'site/app-port-open',
    stage: 'http',
    restart: ['nginx', 'web'],
    edits: [
      change(web, '--uds /run/shop/web.sock', '--host 0.0.0.0 --port 8000 --forwarded-allow-ips=*'),
      change(server, socket, 'http://127.0.0.1:8000'),
    ],
    marks: '*',
    observe: async (site) => {
      // Somebody on another machine, who asks the port and claims what they like.
      const { output } = site.machine.attempt(
        `python3 -c "
import urllib.request
headers = {'Host': 'shop.example.com', 'X-Forwarded-Proto': 'https'}
print(urllib.request.urlopen(urllib.request.Request('http://192.0.2.1:8000/form/', headers=headers)).read().decode())"`,
      );
      return [await site.answer('/'), /action="([^"]*)"/.exec(output)?.[1]];
    },
    broken: ['200', 'https://shop.example.com/form/'],
    sound: ['200', undefined],
  },
  {
    ...reloaded,
    rule: 'site/files-served-elsewhere',
    edits: [change(server, 'alias /srv/shop/media/;', 'alias /srv/shop/uploads/;')],
    marks: '/srv/shop/uploads/',
    observe: (site) => upload(site, 10),
    broken: [200, 404],
    sound: [200, 200],
  },
  {
    ...reloaded,
    rule: 'site/files-served-elsewhere',
    name: 'root in place of alias',
    edits: [change(server, 'alias /srv/shop/media/;', 'root /srv/shop/media/;')],
    marks: '/srv/shop/media/',
    observe: (site) => upload(site, 10),
    broken: [200, 404],
    sound: [200, 200],
  },
  {
    ...reloaded,
    rule: 'site/server-name-not-allowed',
    edits: [change(server, 'server_name shop.example.com ', 'server_name shop.example.com new.example.com ')],
    marks: 'new.example.com',
    observe: async (site) => [site.nginxTest, await site.answer('http://new.example.com/')],
    broken: ['ok', '400'],
    // The default server has no page.
    sound: ['ok', '404'],
  },
  {
    ...reloaded,
    rule: 'site/upload-limit-default',
    edits: [change(server, '    client_max_body_size 20m;\n', '')],
    marks: 'location /',
    observe: (site) => upload(site, 1_500_000),
    broken: [413],
    sound: [200, 200],
  },
  {
    ...reloaded,
    rule: 'site/upstream-without-listener',
    edits: [change(server, socket, 'http://unix:/run/shop/app.sock')],
    marks: 'http://unix:/run/shop/app.sock',
    observe: answerAndError,
    broken: ['502', 'connect() to unix:/run/shop/app.sock failed (2: No such file or directory)'],
    sound: ['200'],
  },
  {
    rule: 'site/upstream-without-listener',
    name: 'another port',
    stage: 'http',
    restart: ['nginx', 'web'],
    edits: [
      change(server, socket, 'http://127.0.0.1:8001'),
      change(web, '--uds /run/shop/web.sock', '--host 127.0.0.1 --port 8000'),
    ],
    marks: 'http://127.0.0.1:8001',
    observe: answerAndError,
    broken: ['502', 'connect() failed (111: Connection refused)'],
    sound: ['200'],
  },
  {
    ...reloaded,
    rule: 'site/websocket-not-forwarded',
    edits: [
      change(
        server,
        '        proxy_set_header Upgrade $http_upgrade;\n        proxy_set_header Connection $shop_connection;\n',
        '',
      ),
    ],
    marks: 'proxy_pass http://unix:/run/shop/web.sock;',
    observe: (site) => webSocketEcho(`ws://${site.domain}/ws/`, 'hello').catch((error: Error) => error.message),
    broken: 'no handshake, but 404',
    sound: 'hello',
  },
  {
    ...reloaded,
    rule: 'site/files-not-served',
    restart: ['nginx', 'web'],
    edits: [
      change(server, '    location ^~ /media/ {\n        alias /srv/shop/media/;\n        expires 1d;\n    }\n\n', ''),
      change(settings, '    "whitenoise.middleware.WhiteNoiseMiddleware",\n    *(', '    *('),
      // With storages that the files tell.
      toldStorages,
    ],
    marks: 'location /',
    observe: async (site) => {
      const style = /href="(\/static\/[^"]*)"/.exec((await site.get('/')).text)?.[1] ?? '/static/none';
      return [(await site.get(style)).status, await upload(site, 10)];
    },
    broken: [404, [200, 404]],
    sound: [200, [200, 200]],
  },
  {
    rule: 'site/hsts-breaks-subdomain',
    stage: 'https',
    restart: ['nginx', 'web'],
    edits: [
      change(
        settings,
        'SECURE_HSTS_SECONDS = (globals().get("SECURE_HSTS_SECONDS") or 31_536_000) if HTTPS else 0',
        'SECURE_HSTS_SECONDS = 31_536_000\nSECURE_HSTS_INCLUDE_SUBDOMAINS = True',
      ),
      newFile(
        '/etc/nginx/conf.d/old.conf',
        'server {\n    listen 80;\n    server_name old.shop.example.com;\n    return 200 "the old shop";\n}\n',
      ),
    ],
    marks: 'old.shop.example.com',
    observe: async (site) => [
      (await site.get('https://shop.example.com/')).headers['strict-transport-security'],
      (await site.get('http://old.shop.example.com/')).text.includes('the old shop'),
      // Where a browser goes instead.
      (await site.get('https://old.shop.example.com/')).text.includes('the old shop'),
    ],
    broken: ['max-age=31536000; includeSubDomains', true, false],
    sound: ['max-age=31536000', false, false],
  },
  {
    rule: 'site/hsts-twice',
    stage: 'https',
    restart: ['nginx'],
    edits: [
      change(
        server,
        '    charset utf-8;\n',
        '    charset utf-8;\n    add_header Strict-Transport-Security "max-age=63072000" always;\n',
      ),
    ],
    marks: 'add_header Strict-Transport-Security "max-age=63072000" always;',
    observe: async (site) => (await site.get('https://shop.example.com/')).headers['strict-transport-security'],
    broken: 'max-age=31536000, max-age=63072000',
    sound: 'max-age=31536000',
  },
  {
    rule: 'site/localhost-upstream',
    stage: 'http',
    restart: ['nginx', 'web'],
    edits: [
      change('/etc/hosts', '127.0.0.1 localhost\n', '127.0.0.1 localhost\n::1 localhost\n'),
      change(server, socket, 'http://localhost:8000'),
      change(web, '--uds /run/shop/web.sock', '--host 127.0.0.1 --port 8000'),
    ],
    marks: 'http://localhost:8000',
    observe: async (site) => {
      site.machine.shell(': > /var/log/nginx/error.log');
      const statuses = [await site.answer('/'), await site.answer('/'), await site.answer('/')];
      return [
        new Set(statuses).size,
        statuses[0],
        /connect\(\) failed .*upstream: "http:\/\/\[::1\]:8000/.test(site.machine.read('/var/log/nginx/error.log')),
      ];
    },
    broken: [1, '200', true],
    sound: [1, '200', false],
  },
  {
    ...slowPage('1s', 30),
    rule: 'site/timeouts-disagree',
    name: 'Nginx gives up first',
    marks: 'proxy_read_timeout 1s;',
    broken: ['504', false],
  },
  {
    ...slowPage('10s', 1),
    rule: 'site/timeouts-disagree',
    name: 'Gunicorn gives up first',
    marks: 'proxy_read_timeout 10s;',
    broken: ['500', true],
  },
  {
    rule: 'site/scheme-headers-contradict',
    stage: 'https',
    restart: ['nginx', 'web'],
    edits: [
      change(web, uvicorn, gunicorn),
      change(
        server,
        '        proxy_set_header Upgrade $http_upgrade;\n',
        '        proxy_set_header X-Forwarded-Ssl off;\n        proxy_set_header Upgrade $http_upgrade;\n',
      ),
    ],
    marks: 'proxy_set_header X-Forwarded-Ssl off;',
    also: ['site/timeouts-disagree'],
    observe: (site) => site.answer('https://shop.example.com/'),
    broken: '400',
    fixed: '200',
    sound: '200',
  },
  {
    ...reloaded,
    rule: 'site/port-not-forwarded',
    edits: [change(server, '    listen 80;\n    listen [::]:80;\n', '    listen 8080;\n')],
    marks: 'proxy_set_header Host $host;',
    observe: (site) => site.submit('order', 'http://shop.example.com:8080').catch((error) => error.code),
    broken: 403,
    fixed: 200,
    sound: 'ECONNREFUSED',
  },
  {
    rule: 'site/trusted-header-not-set',
    stage: 'https',
    restart: ['nginx', 'web'],
    edits: [change(settings, 'MEDIA_URL = "/media/"', 'USE_X_FORWARDED_HOST = True\nMEDIA_URL = "/media/"')],
    marks: 'proxy_pass http://unix:/run/shop/web.sock;',
    observe: async (site) => {
      const headers = { 'x-forwarded-host': 'www.shop.example.com' };
      const { text } = await site.get('https://shop.example.com/form/', { headers });
      return /action="([^"]*)"/.exec(text)?.[1];
    },
    broken: 'https://www.shop.example.com/form/',
    sound: 'https://shop.example.com/form/',
  },
  {
    ...reloaded,
    rule: 'site/upload-limit-too-small',
    restart: ['nginx', 'web'],
    edits: [
      change(server, 'client_max_body_size 20m;', 'client_max_body_size 1m;'),
      change(settings, 'MEDIA_URL = "/media/"', 'DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024\nMEDIA_URL = "/media/"'),
    ],
    marks: 'client_max_body_size 1m;',
    observe: (site) => upload(site, 1_500_000),
    broken: [413],
    sound: [200, 200],
  },
  {
    ...reloaded,
    rule: 'site/uploads-listed',
    edits: [change(server, '        expires 1d;\n', '        expires 1d;\n        autoindex on;\n')],
    marks: 'autoindex on;',
    observe: async (site) => {
      const { status, text } = await site.get('/media/');
      return [status, text.includes('href="photo.txt"')];
    },
    broken: [200, true],
    sound: [403, false],
  },
  {
    ...reloaded,
    rule: 'site/source-served',
    edits: [change(server, 'alias /srv/shop/media/;', 'alias /srv/shop/;')],
    marks: '/srv/shop/',
    also: ['site/files-served-elsewhere'],
    observe: async (site) => {
      const { status, text } = await site.get('/media/main/settings_production.py');
      return [status, text.includes('SECURE_SSL_REDIRECT')];
    },
    broken: [200, true],
    sound: [404, false],
  },
  {
    rule: 'site/sub-path-mismatch',
    stage: 'http',
    restart: ['nginx', 'web'],
    edits: [
      change(server, '    location / {\n', '    location /shop/ {\n'),
      change(web, '--uds /run/shop/web.sock', '--uds /run/shop/web.sock --root-path /shop'),
    ],
    marks: 'proxy_pass http://unix:/run/shop/web.sock;',
    observe: (site) => site.answer('/shop/form/'),
    broken: '404',
    fixed: '200',
    sound: '404',
  },
  {
    rule: 'site/www-unreachable',
    stage: 'http',
    restart: ['nginx', 'web'],
    edits: [
      change(server, 'server_name shop.example.com www.shop.example.com', 'server_name shop.example.com'),
      newFile(
        '/etc/nginx/conf.d/www.conf',
        'server {\n    listen 80;\n    listen [::]:80;\n    server_name www.shop.example.com;\n    return 301 http://shop.example.com$request_uri;\n}\n',
      ),
      change(settings, 'MEDIA_URL = "/media/"', 'PREPEND_WWW = True\nMEDIA_URL = "/media/"'),
    ],
    marks: 'PREPEND_WWW = True',
    observe: async (site) => [await site.answer('/'), await site.answer('http://www.shop.example.com/')],
    broken: ['301 http://www.shop.example.com/', '301 http://shop.example.com/'],
    fixed: ['200', '301 http://shop.example.com/'],
    sound: ['200', '200'],
  },
  {
    rule: 'site/sessions-in-one-process',
    stage: 'http',
    restart: ['web'],
    edits: [
      change(web, '--uds /run/shop/web.sock', '--uds /run/shop/web.sock --workers 4'),
      change(
        settings,
        'MEDIA_URL = "/media/"',
        'SESSION_ENGINE = "django.contrib.sessions.backends.cache"\nMEDIA_URL = "/media/"',
      ),
    ],
    marks: 'SESSION_ENGINE = "django.contrib.sessions.backends.cache"',
    observe: keepsSession,
    broken: false,
    sound: true,
  },
  {
    rule: 'site/socket-in-private-tmp',
    stage: 'http',
    restart: ['nginx', 'web'],
    edits: [
      change(server, socket, 'http://unix:/tmp/web.sock'),
      change(web, 'RuntimeDirectory=shop\n', 'PrivateTmp=true\n'),
      change(web, '--uds /run/shop/web.sock', '--uds /tmp/web.sock'),
    ],
    marks: '/tmp/web.sock',
    observe: answerAndError,
    broken: ['502', 'connect() to unix:/tmp/web.sock failed (2: No such file or directory)'],
    sound: ['200'],
  },
];
