import { type Edit, type Fault, newFile } from './fault.ts';
import type { RunningSite } from './running-site.ts';

const server = '/etc/nginx/sites-available/shop';
const web = '/etc/systemd/system/shop-web.service';
const socket = 'http://unix:/run/shop/web.sock';
const listens = '--uds /run/shop/web.sock';
const change = (path: string, from: string, to: string): Edit => ({ path, from, to });
const both = { stage: 'http', restart: ['nginx', 'web'] } as const;

/** @returns a second service that serves the same project, and tells that it did. */
function second(address: string): Edit {
  return newFile(
    '/etc/systemd/system/shop-api.service',
    `[Service]
Type=exec
User=shop
WorkingDirectory=/srv/shop
EnvironmentFile=/srv/shop/deploy/shop.env
ExecStart=/srv/shop/.venv/bin/uvicorn main.asgi:application ${address} --header x-program:second
Restart=always
RestartSec=200ms
`,
  );
}

/** Starts a unit that a fault brings, waits until its program says something, and stops it after `look`. */
async function beside<T>(
  site: RunningSite,
  unit: string,
  says: RegExp,
  look: () => Promise<T>,
): Promise<T | undefined> {
  const log = `/var/log/${unit}.log`;
  site.machine.shell(`: > ${log}`);
  if (site.systemd.run(`start ${unit}`).status !== 0) {
    return undefined;
  }
  for (let times = 0; times < 100 && !says.test(site.machine.read(log)); times++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  try {
    return await look();
  } finally {
    site.systemd.run(`stop ${unit}`);
  }
}

/** @returns what a page is served by where it isn't the site's own service. */
const served = async (site: RunningSite) => {
  const { status, headers } = await site.get('/');
  return [status, headers['x-program']];
};

/** @returns the status of the page and, where it is none, why Nginx got no connection. */
async function connected(site: RunningSite, path = '/'): Promise<string[]> {
  const status = await site.answer(path);
  const errors = [...site.machine.read('/var/log/nginx/error.log').matchAll(/ failed \((\d+: [^)]*)\)/g)];
  return status === '200' || status === '404' ? [status] : [status, errors.at(-1)?.[1] ?? ''];
}

/** @returns what the web server says of the address that it can't open. */
const refusal = (site: RunningSite) =>
  /\[Errno \d+\] [A-Z][a-z ]+|address already in use/.exec(site.log('web'))?.[0].trim();

/** Starts the service of a socket as systemd does it, and asks the page: whoever has nothing to say for two seconds is given up. */
async function bySocket(site: RunningSite): Promise<unknown> {
  site.systemd.run('daemon-reload');
  site.systemd.run('stop shop-web');
  site.machine.shell(': > /var/log/shop-web.log');
  const isOpened = site.systemd.run('start shop-web.socket').status === 0;
  site.systemd.run('start shop-web');
  await site.settled('web');
  try {
    return [isOpened, await site.answer('/'), refusal(site)];
  } finally {
    site.systemd.run('stop shop-web.socket');
  }
}

const waitsLittle = change(server, 'proxy_read_timeout 1h;', 'proxy_read_timeout 2s;');

/** Where programs listen and who may open it. */
export const addressFaults: readonly Fault[] = [
  {
    ...both,
    rule: 'process/same-address',
    edits: [
      change(server, socket, 'http://127.0.0.1:8000'),
      change(web, listens, '--port 8000'),
      second('--host 127.0.0.1 --port 8000'),
    ],
    marks: '8000',
    observe: async (site) => [
      await served(site),
      await beside(site, 'shop-api', /(?:address already in use[\s\S]*){2}/, async () =>
        /\[Errno 98\].*address already in use/.test(site.machine.read('/var/log/shop-api.log')),
      ),
    ],
    broken: [[200, undefined], true],
    sound: [[200, undefined], undefined],
  },
  {
    ...both,
    restart: ['web'],
    rule: 'process/same-address',
    name: 'a socket',
    edits: [second('--uds /run/shop/web.sock')],
    marks: '/run/shop/web.sock',
    observe: async (site) =>
      beside(site, 'shop-api', /Uvicorn running on/, async () => [await served(site), site.state('web')]),
    // The first one goes on, and nobody reaches it.
    broken: [[200, 'second'], 'running'],
    sound: undefined,
  },
  {
    ...both,
    rule: 'process/socket-folder',
    edits: [change(server, socket, 'http://unix:/run/shop.sock'), change(web, listens, '--uds /run/shop.sock')],
    marks: '/run/shop.sock',
    observe: async (site) => [await connected(site), refusal(site)],
    broken: [['502', '2: No such file or directory'], '[Errno 13] Permission denied'],
    sound: [['200'], undefined],
  },
  {
    ...both,
    rule: 'process/socket-folder',
    name: 'a folder that nobody makes',
    edits: [
      change(server, socket, 'http://unix:/run/pages/web.sock'),
      change(web, listens, '--uds /run/pages/web.sock'),
      change(web, 'RuntimeDirectory=shop\n', ''),
    ],
    marks: '/run/pages/web.sock',
    observe: async (site) => [await connected(site), refusal(site)],
    broken: [['502', '2: No such file or directory'], '[Errno 2] No such file or directory'],
    fixed: [['200'], undefined],
    sound: [['200'], undefined],
  },
  {
    ...both,
    restart: ['nginx'],
    rule: 'process/socket-not-taken',
    edits: [
      change(server, socket, 'http://unix:/run/pages.sock'),
      waitsLittle,
      change(web, ` ${listens}`, ''),
      newFile('/etc/systemd/system/shop-web.socket', '[Socket]\nListenStream=/run/pages.sock\n'),
    ],
    marks: '/srv/shop/.venv/bin/uvicorn',
    observe: bySocket,
    broken: [true, '504', undefined],
    fixed: [true, '200', undefined],
    sound: [false, '200', undefined],
  },
  {
    ...both,
    restart: ['nginx'],
    rule: 'process/socket-not-taken',
    name: 'one port twice',
    edits: [
      change(server, socket, 'http://127.0.0.1:8000'),
      waitsLittle,
      change(web, listens, '--port 8000'),
      newFile('/etc/systemd/system/shop-web.socket', '[Socket]\nListenStream=127.0.0.1:8000\n'),
    ],
    marks: '/srv/shop/.venv/bin/uvicorn',
    observe: bySocket,
    broken: [true, '504', 'address already in use'],
    fixed: [true, '200', undefined],
    sound: [false, '200', undefined],
  },
  {
    ...both,
    restart: ['nginx'],
    rule: 'site/home-folder-closed',
    edits: [
      change(server, 'alias /srv/shop/media/;', 'alias /home/anna/media/;'),
      newFile('/home/anna/media/letter.txt', 'a letter\n'),
    ],
    marks: '/home/anna/media/',
    also: ['site/files-served-elsewhere'],
    observe: async (site) => {
      // As `useradd` of a new system makes it.
      site.machine.attempt('chmod 0750 /home/anna');
      const closed = await connected(site, '/media/letter.txt');
      site.machine.attempt('chmod 0755 /home/anna');
      return [closed, await site.answer('/media/letter.txt')];
    },
    broken: [['403', '13: Permission denied'], '200'],
    sound: [['404'], '404'],
  },
  {
    ...both,
    restart: ['nginx'],
    rule: 'site/home-folder-closed',
    name: 'the home of root',
    edits: [
      change(server, 'alias /srv/shop/media/;', 'alias /root/media/;'),
      newFile('/root/media/letter.txt', 'a letter\n'),
    ],
    marks: '/root/media/',
    also: ['site/files-served-elsewhere'],
    observe: (site) => connected(site, '/media/letter.txt'),
    broken: ['403', '13: Permission denied'],
    sound: ['404'],
  },
  {
    ...both,
    rule: 'site/home-folder-closed',
    name: 'a socket',
    edits: [
      change(server, socket, 'http://unix:/home/shop/web.sock'),
      change(web, listens, '--uds /home/shop/web.sock'),
      newFile('/home/shop/notes.txt', 'the home of the shop\n'),
    ],
    marks: 'http://unix:/home/shop/web.sock',
    observe: async (site) => {
      site.machine.attempt('chown shop:shop /home/shop && chmod 0750 /home/shop');
      await site.restart(['web']);
      const closed = await connected(site);
      site.machine.attempt('chmod 0755 /home/shop');
      return [closed, await site.answer('/')];
    },
    broken: [['502', '13: Permission denied'], '200'],
    sound: [['200'], '200'],
  },
];
