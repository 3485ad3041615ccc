import type { Ask } from '../http.ts';
import { behind, type Fault, newFile } from './fault.ts';
import type { RunningSite } from './running-site.ts';

const server = '/etc/nginx/sites-available/shop';
const mediaHead = '    location ^~ /media/ {\n';
const mediaAlias = '        alias /srv/shop/media/;\n';

/** What a fault of Nginx alone has in common. */
const reloaded = { stage: 'http', restart: ['nginx'] } as const;

/** @returns an edit that puts a location in front of the one for uploads. */
function addLocation(text: string) {
  return { path: server, from: mediaHead, to: `    ${text}\n\n${mediaHead}` };
}

function changeMedia(head: string, alias = mediaAlias) {
  return [
    { path: server, from: mediaHead, to: `    ${head} {\n` },
    { path: server, from: mediaAlias, to: alias },
  ];
}

const answers =
  (...paths: readonly string[]) =>
  (site: RunningSite): Promise<string[]> =>
    Promise.all(paths.map((path) => site.answer(path)));

/** @returns the first line of what is served, or the status where it isn't a 200. */
const opens =
  (path: string, how: Ask = {}) =>
  async (site: RunningSite) => {
    const { status, text } = await site.get(path, how);
    return status === 200 ? (text.split('\n')[0] ?? '') : status;
  };

const secret = 'behind the door';

const welcomeText = 'Welcome to nginx!';

/** The default server has pages, as the one that Debian brings. */
const welcome = [
  { path: '/etc/nginx/conf.d/default.conf', from: '    return 404;\n', to: '    root /var/www/welcome;\n' },
  newFile('/var/www/welcome/robots.txt', `${welcomeText}\n`),
];

export const nginxFaults: readonly Fault[] = [
  {
    ...reloaded,
    rule: 'nginx/alias-file-in-prefix-location',
    edits: [
      addLocation('location /robots.txt {\n        alias /srv/shop/robots.txt;\n    }'),
      newFile('/srv/shop/robots.txt', 'User-agent: *\n'),
      newFile('/srv/shop/robots.txt.bak', secret),
    ],
    marks: '/srv/shop/robots.txt',
    observe: answers('/robots.txt', '/robots.txt.bak'),
    broken: ['200', '200'],
    fixed: ['200', '404'],
    sound: ['404', '404'],
  },
  {
    ...reloaded,
    rule: 'nginx/alias-file-in-prefix-location',
    name: 'below a path with a slash',
    edits: [
      addLocation('location ^~ /robots.txt/ {\n        alias /srv/shop/robots.txt;\n    }'),
      newFile('/srv/shop/robots.txt', 'User-agent: *\n'),
    ],
    marks: '/srv/shop/robots.txt',
    observe: answers('/robots.txt', '/robots.txt/'),
    broken: ['404', '500'],
    fixed: ['200', '404'],
    sound: ['404', '404'],
  },
  {
    ...reloaded,
    rule: 'nginx/alias-folder-in-exact-location',
    edits: changeMedia('location = /media/'),
    marks: '/srv/shop/media/',
    also: ['site/files-not-served'],
    observe: answers('/media/', '/media/photo.txt'),
    broken: ['403', '404'],
    sound: ['403', '200'],
  },
  {
    ...reloaded,
    rule: 'nginx/alias-folder-in-exact-location',
    name: 'without a slash',
    edits: changeMedia('location = /media'),
    marks: '/srv/shop/media/',
    also: ['site/files-not-served'],
    observe: answers('/media', '/media/', '/media/photo.txt'),
    broken: ['301 http://shop.example.com/media/', '404', '404'],
    sound: ['404', '403', '200'],
  },
  {
    ...reloaded,
    rule: 'nginx/alias-inherited-without-capture',
    edits: changeMedia(
      'location ~ ^/media/(.*)$',
      '        alias /srv/shop/media/$1;\n        location ~ \\.txt$ { expires 1d; }\n',
    ),
    marks: '~ \\.txt$',
    observe: answers('/media/photo.txt'),
    broken: ['301 http://shop.example.com/media/photo.txt/'],
    sound: ['200'],
  },
  {
    ...reloaded,
    rule: 'nginx/alias-missing-slash',
    edits: [
      { path: server, from: mediaAlias, to: '        alias /srv/shop/media;\n' },
      newFile('/srv/shop/media-private/letter.txt', secret),
    ],
    marks: '/srv/shop/media',
    observe: answers('/media/photo.txt', '/media/-private/letter.txt'),
    broken: ['404', '200'],
    sound: ['200', '404'],
  },
  {
    ...reloaded,
    rule: 'nginx/alias-sibling-leak',
    edits: [
      ...changeMedia('location ^~ /media', '        alias /srv/shop/media;\n'),
      newFile('/srv/shop/media-private/letter.txt', secret),
      newFile('/srv/shop/media.bak', secret),
    ],
    marks: '/srv/shop/media',
    observe: answers('/media/photo.txt', '/media-private/letter.txt', '/media.bak'),
    broken: ['200', '200', '200'],
    sound: ['200', '404', '404'],
  },
  {
    ...reloaded,
    rule: 'nginx/alias-traversal',
    edits: changeMedia('location ^~ /media'),
    marks: '/srv/shop/media/',
    observe: async (site) => [await opens('/media../manage.py')(site), await opens('/media/photo.txt')(site)],
    broken: ['import os', 'a photo'],
    sound: [404, 'a photo'],
  },
  {
    ...reloaded,
    rule: 'nginx/alias-traversal',
    name: 'a folder at the root of the machine',
    edits: [addLocation('location /files {\n        alias /data/;\n    }'), newFile('/data/list.txt', 'a list')],
    marks: '/data/',
    observe: opens('/files../etc/passwd'),
    broken: 'root:x:0:0:root:/root:/bin/bash',
    sound: 404,
  },
  {
    ...reloaded,
    rule: 'nginx/alias-without-capture',
    edits: changeMedia('location ~ ^/media/'),
    marks: '/srv/shop/media/',
    observe: answers('/media/photo.txt'),
    broken: ['301 http://shop.example.com/media/photo.txt/'],
    sound: ['200'],
  },
  {
    ...reloaded,
    rule: 'nginx/dav-open-to-all',
    edits: [
      {
        path: server,
        from: '        auth_basic "WebDAV";\n        auth_basic_user_file /etc/nginx/shop-webdav.htpasswd;\n',
        to: '',
      },
    ],
    marks: 'dav_methods PUT DELETE MKCOL COPY MOVE;',
    observe: (site) => site.answer('/webdav/robot.txt', { method: 'PUT', body: 'a robot was here' }),
    broken: '204',
    sound: '401',
  },
  {
    ...reloaded,
    rule: 'nginx/inherited-headers-lost',
    edits: [
      behind(
        server,
        '    client_max_body_size 20m;\n',
        '    proxy_set_header Host $host;\n    proxy_set_header X-Forwarded-Proto $scheme;\n',
      ),
      addLocation(
        'location /chat/ {\n        proxy_set_header X-Real-IP $remote_addr;\n        proxy_pass http://127.0.0.1:3000;\n    }',
      ),
      // A program that tells what it was sent.
      newFile(
        '/etc/nginx/conf.d/chat.conf',
        'server {\n    listen 127.0.0.1:3000;\n    return 200 "$http_host $http_x_forwarded_proto";\n}\n',
      ),
    ],
    marks: 'proxy_set_header X-Real-IP $remote_addr;',
    observe: opens('/chat/'),
    broken: '127.0.0.1:3000 ',
    fixed: 'shop.example.com http',
    sound: 404,
  },
  {
    ...reloaded,
    rule: 'nginx/pattern-takes-files',
    edits: [
      newFile(
        '/etc/nginx/conf.d/docs.conf',
        'server {\n    listen 80;\n    server_name docs.example.com;\n    root /srv/www;\n    location /manuals/ {\n        alias /srv/docs/;\n    }\n    location ~* \\.(?:css|jpg)$ {\n        expires 30d;\n    }\n}\n',
      ),
      newFile('/srv/docs/one.txt', 'a manual\n'),
      newFile('/srv/docs/one.css', 'p {}\n'),
    ],
    marks: '~* \\.(?:css|jpg)$',
    observe: answers('http://docs.example.com/manuals/one.txt', 'http://docs.example.com/manuals/one.css'),
    broken: ['200', '404'],
    fixed: ['200', '200'],
    sound: ['404', '404'],
  },
  {
    ...reloaded,
    rule: 'nginx/unusable-server-name',
    edits: [
      {
        path: server,
        from: 'server_name shop.example.com www.shop.example.com ',
        to: 'server_name shop.example.com, www.shop.example.com ',
      },
    ],
    marks: 'shop.example.com,',
    // The default server has no page.
    observe: answers('/', 'http://xn--352bl7khqr.xn--3e0b707e/'),
    broken: ['404', '200'],
    sound: ['200', '200'],
  },
  {
    ...reloaded,
    rule: 'nginx/user-root',
    edits: [
      { path: '/etc/nginx/nginx.conf', from: 'user www-data;', to: 'user root;' },
      addLocation('location = /shadow {\n        alias /etc/shadow;\n    }'),
    ],
    marks: 'root',
    observe: async (site) => [
      ...new Set(site.machine.shell('ps -eo user,args').match(/^\S+(?=\s+nginx: worker process$)/gm)),
      String(await opens('/shadow')(site)).split(':')[0],
    ],
    broken: ['root', 'root'],
    fixed: ['www-data', '403'],
    sound: ['www-data', '404'],
  },
  {
    ...reloaded,
    rule: 'nginx/user-variable-in-path',
    edits: [
      addLocation('location = /passwd {\n        root /srv/sites/$arg_site;\n    }'),
      newFile('/srv/sites/one/passwd', 'one\n'),
    ],
    marks: '/srv/sites/$arg_site',
    observe: async (site) => [await opens('/passwd?site=one')(site), await opens('/passwd?site=../../etc')(site)],
    broken: ['one', 'root:x:0:0:root:/root:/bin/bash'],
    sound: [404, 404],
  },
  {
    ...reloaded,
    rule: 'nginx/ipv6-other-server',
    edits: [{ path: server, from: '    listen [::]:80;\n', to: '' }, ...welcome],
    marks: 'listen 80;',
    observe: async (site) => [await opens('/robots.txt')(site), await opens('/robots.txt', { address: '::1' })(site)],
    broken: [404, welcomeText],
    // Django has no such page.
    sound: [404, 404],
  },
  {
    rule: 'nginx/http-other-server',
    stage: 'https',
    restart: ['nginx'],
    edits: [
      {
        path: server,
        from: '    listen 80;\n    listen [::]:80;\n    server_name shop.example.com www.shop.example.com ',
        to: '    listen 80;\n    listen [::]:80;\n    server_name shop.example.com ',
      },
      {
        path: server,
        from: '    if ($host = www.shop.example.com) {\n        return 301 https://$host$request_uri;\n    } # managed by Certbot\n',
        to: '',
      },
      ...welcome,
    ],
    marks: 'www.shop.example.com',
    observe: async (site) => [
      await opens('http://www.shop.example.com/robots.txt')(site),
      await site.answer('http://www.shop.example.com/robots.txt'),
    ],
    broken: [welcomeText, '200'],
    sound: [301, '301 https://www.shop.example.com/robots.txt'],
  },
  {
    rule: 'nginx/certbot-name-without-redirect',
    stage: 'https',
    restart: ['nginx'],
    edits: [
      {
        path: server,
        from: '    if ($host = www.shop.example.com) {\n        return 301 https://$host$request_uri;\n    } # managed by Certbot\n',
        to: '',
      },
    ],
    marks: 'www.shop.example.com',
    observe: answers('http://www.shop.example.com/', 'https://www.shop.example.com/'),
    broken: ['404', '200'],
    sound: ['301 https://www.shop.example.com/', '200'],
  },
];
