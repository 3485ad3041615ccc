import { type Edit, type Fault, newFile } from './fault.ts';
import type { RunningSite } from './running-site.ts';

const server = '/etc/nginx/sites-available/shop';
const unit = '/etc/systemd/system/shop-flower.service';
const options = '--address=127.0.0.1 --port=5555 --url_prefix=flower';
const pass = 'proxy_pass http://127.0.0.1:5555;';

const passwordOfNginx = '        auth_basic "Flower";\n        auth_basic_user_file /etc/nginx/shop-flower.htpasswd;\n';

/** How the scaffold serves Flower. */
const location = `    location ^~ /flower/ {
        auth_basic "Flower";
        auth_basic_user_file /etc/nginx/shop-flower.htpasswd;
        proxy_pass http://127.0.0.1:5555;
        proxy_http_version 1.1;
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto $scheme;
    }

`;

/** What a fault of Flower's unit has in common. */
const started = { stage: 'http', restart: ['flower'] } as const;

/** @returns an edit of the command line of the unit, from `flower` or the words in front of it on. */
const command = (to: string, from = `flower ${options}`): Edit => ({ path: unit, from, to });

/** Status of the page and of the first of its styles, and whether the page is Flower's. */
async function page(site: RunningSite): Promise<unknown> {
  const headers = site.login('FLOWER_BASIC_AUTH');
  const { status, text } = await site.get('/flower/', { headers });
  const style = /href="(\/[^"]*\.css[^"]*)"/.exec(text)?.[1];
  return [status, style === undefined ? undefined : (await site.get(style, { headers })).status];
}

const sound = [200, 200];

/** @returns the status of Flower's page asked at its own port. */
const atPort =
  (path: string, headers = {}) =>
  (site: RunningSite) =>
    site.answer(`http://localhost:5555${path}`, { headers });

export const flowerFaults: readonly Fault[] = [
  {
    ...started,
    rule: 'flower/celery-option-after-flower',
    edits: [
      command(`celery flower -A main ${options}`, `celery -A main flower ${options}`),
      { path: '/srv/shop/deploy/shop.env', from: 'CELERY_BROKER_URL=redis://127.0.0.1:6379/0\n', to: '' },
      {
        path: '/srv/shop/main/settings_production.py',
        from: 'os.environ["CELERY_BROKER_URL"]',
        to: '"redis://127.0.0.1:6379/0"',
      },
    ],
    marks: '-A',
    observe: async (site) => {
      const { text } = await site.get('/flower/broker', { headers: site.login('FLOWER_BASIC_AUTH') });
      return [await page(site), /\b(amqp|redis):\/\//.exec(text)?.[1]];
    },
    broken: [sound, 'amqp'],
    sound: [sound, 'redis'],
  },
  {
    ...started,
    rule: 'flower/ignored-setting',
    edits: [
      command('flower --address=127.0.0.1 --port=5555'),
      {
        path: '/srv/shop/deploy/shop.env',
        from: 'DJANGO_HTTPS=off\n',
        to: 'DJANGO_HTTPS=off\nflower_url_prefix=flower\n',
      },
    ],
    marks: 'flower_url_prefix',
    also: ['flower/url-prefix-mismatch'],
    observe: page,
    broken: [404, 404],
    sound,
  },
  {
    ...started,
    rule: 'flower/literal-quotes',
    edits: [command(`flower --address=127.0.0.1 --port=5555 '--url_prefix="flower"'`)],
    marks: '"flower"',
    also: ['flower/url-prefix-mismatch'],
    observe: async (site) => [
      await page(site),
      await atPort('/"flower"/', site.login('FLOWER_BASIC_AUTH'))(site),
      // As a browser asks for it.
      await atPort('/%22flower%22/', site.login('FLOWER_BASIC_AUTH'))(site),
    ],
    broken: [[404, undefined], '200', '404'],
    sound: [sound, '404', '404'],
  },
  {
    ...started,
    rule: 'flower/option-before-flower',
    edits: [
      command(
        `celery -A main --port=5555 flower --address=127.0.0.1 --url_prefix=flower`,
        `celery -A main flower ${options}`,
      ),
    ],
    marks: '--port',
    observe: async (site) => [await page(site), /No such option:? '?(--\w+)/.exec(site.log('flower'))?.[1]],
    broken: [[502, undefined], '--port'],
    sound: [sound, undefined],
  },
  {
    ...started,
    rule: 'flower/option-needs-equals',
    edits: [command('flower --address=127.0.0.1 --port 5555 --url_prefix=flower')],
    marks: '--port',
    observe: async (site) => [await page(site), /Option 'port' requires a value/.test(site.log('flower'))],
    broken: [[502, undefined], true],
    sound: [sound, false],
  },
  {
    ...started,
    rule: 'flower/unknown-option',
    edits: [command('flower --address=127.0.0.1 --port=5555 --url_prefx=flower')],
    marks: '--url_prefx',
    also: ['flower/url-prefix-mismatch'],
    observe: async (site) => [await page(site), site.systemd.run('is-active shop-flower').output.trim()],
    broken: [[404, 404], 'active'],
    sound: [sound, 'active'],
  },
  {
    ...started,
    rule: 'flower/unknown-option',
    name: 'a word at which reading ends',
    edits: [command('flower --address=127.0.0.1 url_prefix=flower --port=5555')],
    marks: 'url_prefix',
    also: ['flower/url-prefix-mismatch'],
    observe: async (site) => [await page(site), await atPort('/', site.login('FLOWER_BASIC_AUTH'))(site)],
    broken: [[404, 404], '200'],
    sound: [sound, '404'],
  },
  {
    ...started,
    rule: 'flower/unprotected',
    restart: ['nginx', 'flower'],
    edits: [
      {
        path: server,
        from: '        auth_basic "Flower";\n        auth_basic_user_file /etc/nginx/shop-flower.htpasswd;\n',
        to: '',
      },
      {
        path: '/srv/shop/deploy/shop.env',
        from: 'FLOWER_BASIC_AUTH=',
        to: 'FORMER_BASIC_AUTH=',
      },
    ],
    marks: pass,
    observe: async (site) => [await site.answer('/flower/'), await site.answer('/flower/api/workers')],
    broken: ['200', '401'],
    sound: ['401', '401'],
  },
  {
    ...started,
    rule: 'flower/unprotected',
    name: 'a password of Nginx, and a port that goes around it',
    edits: [
      command('flower --port=5555 --url_prefix=flower'),
      { path: '/srv/shop/deploy/shop.env', from: 'FLOWER_BASIC_AUTH=', to: 'FORMER_BASIC_AUTH=' },
    ],
    marks: 'flower',
    observe: async (site) => [
      await site.answer('/flower/'),
      site.machine.attempt('ss -Hltn sport = :5555').output.includes('0.0.0.0:5555'),
      await atPort('/flower/')(site),
    ],
    broken: ['401', true, '200'],
    fixed: ['401', false, '200'],
    sound: ['401', false, '401'],
  },
  {
    ...started,
    rule: 'flower/unreachable-prefix',
    restart: ['nginx', 'flower'],
    edits: [
      { path: server, from: location, to: '' },
      newFile(
        '/etc/nginx/conf.d/flower.conf',
        'server {\n    listen 80;\n    server_name flower.example.com;\n    location / {\n        proxy_pass http://127.0.0.1:5555;\n        proxy_set_header Host $host;\n    }\n}\n',
      ),
      command('flower --address=127.0.0.1 --port=5555 --url_prefix=/'),
    ],
    marks: '/',
    observe: async (site) => {
      const headers = site.login('FLOWER_BASIC_AUTH');
      const { status, text } = await site.get('http://flower.example.com/', { headers });
      return [status, /<title>(.*?)<\/title>/.exec(text)?.[1]];
    },
    broken: [404, 'Flower'],
    fixed: [200, 'Workers · Flower'],
    sound: [404, '404 Not Found'],
  },
  {
    ...started,
    rule: 'flower/url-prefix-mismatch',
    edits: [command('flower --address=127.0.0.1 --port=5555')],
    marks: 'flower',
    observe: page,
    broken: [404, 404],
    sound,
  },
  {
    ...started,
    rule: 'flower/url-prefix-mismatch',
    name: 'the path cut off by a slash',
    restart: ['nginx'],
    edits: [{ path: server, from: pass, to: 'proxy_pass http://127.0.0.1:5555/;' }],
    marks: 'http://127.0.0.1:5555/',
    observe: page,
    broken: [404, undefined],
    sound,
  },
  {
    ...started,
    rule: 'flower/url-prefix-mismatch',
    name: 'the path cut off, and no prefix',
    restart: ['nginx', 'flower'],
    edits: [
      { path: server, from: pass, to: 'proxy_pass http://127.0.0.1:5555/;' },
      command('flower --address=127.0.0.1 --port=5555'),
    ],
    marks: 'http://127.0.0.1:5555/',
    observe: page,
    broken: [200, 404],
    sound,
  },
  {
    ...started,
    rule: 'flower/url-prefix-mismatch',
    name: 'a location for files takes the styles',
    restart: ['nginx'],
    edits: [
      {
        path: server,
        from: '    location ^~ /flower/ {\n',
        to: '    location ~* \\.(css|js)$ {\n        root /srv/shop/staticfiles;\n    }\n\n    location /flower/ {\n',
      },
    ],
    marks: '/flower/',
    also: ['site/files-served-elsewhere'],
    observe: page,
    broken: [200, 404],
    sound,
  },
  {
    ...started,
    rule: 'flower/metrics-open',
    restart: ['nginx'],
    edits: [{ path: server, from: passwordOfNginx, to: '' }],
    marks: pass,
    observe: async (site) => [await site.answer('/flower/'), await site.answer('/flower/metrics')],
    broken: ['401', '200'],
    sound: ['401', '401'],
  },
  {
    ...started,
    rule: 'flower/open-api',
    restart: ['nginx', 'flower'],
    edits: [
      { path: server, from: passwordOfNginx, to: '' },
      {
        path: '/srv/shop/deploy/shop.env',
        from: 'FLOWER_BASIC_AUTH=',
        to: 'FLOWER_UNAUTHENTICATED_API=true\nFORMER_BASIC_AUTH=',
      },
    ],
    marks: 'FLOWER_UNAUTHENTICATED_API=true',
    also: ['flower/unprotected'],
    observe: (site) => site.answer('/flower/api/workers'),
    broken: '200',
    sound: '401',
  },
  {
    ...started,
    rule: 'flower/two-passwords',
    edits: [{ path: '/srv/shop/deploy/shop.env', from: 'FLOWER_BASIC_AUTH=operator:', to: 'FLOWER_BASIC_AUTH=chef:' }],
    marks: 'auth_basic "Flower";',
    observe: async (site) => {
      const chef = site.login('FLOWER_BASIC_AUTH');
      return [await site.answer('/flower/', { headers: chef }), await atPort('/flower/', chef)(site)];
    },
    broken: ['401', '200'],
    sound: ['200', '200'],
  },
  {
    ...started,
    rule: 'flower/unusable-login',
    restart: ['nginx', 'flower'],
    edits: [
      { path: server, from: passwordOfNginx, to: '' },
      { path: '/srv/shop/deploy/shop.env', from: 'FLOWER_BASIC_AUTH=', to: 'FORMER_BASIC_AUTH=' },
      command(`flower ${options} --auth=me@example.com`),
    ],
    marks: '--auth=me@example.com',
    also: ['flower/metrics-open'],
    observe: async (site) => [(await site.answer('/flower/')).replace(/\?.*/, ''), await site.answer('/flower/login')],
    broken: ['302 /flower/login', '404'],
    sound: ['401', '401'],
  },
];
