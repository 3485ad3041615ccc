import {
  beatCommand,
  flowerCommand,
  gunicornAsgiCommand,
  gunicornCommand,
  uvicornCommand,
  uvicornPort,
  uvicornSocket,
  workerCommand,
} from './blocks/commands.ts';
import {
  baseBlock,
  celeryBlock,
  httpsBlock,
  mediaBlock,
  staticStorage,
  whiteNoiseMiddleware,
  whiteNoiseStorage,
} from './blocks/django.ts';
import {
  certbotServers,
  connectionMap,
  defaultServer,
  djangoLocation,
  filesLocation,
  flowerLocation,
  httpServer,
  mainConfiguration,
  webdavLocation,
  webdavZone,
  webSocketLocation,
} from './blocks/nginx.ts';
import { type ProcessBlock, supervisorProgram, systemdService } from './blocks/process.ts';
import { flowerPrefix } from './processes.ts';
import { place, snippetBody } from './snippet-text.ts';

/** One snippet, before it is spelt as VS Code wants it. */
interface Snippet {
  readonly name: string;
  readonly prefix: string;
  /** English, then Korean in brackets: snippet files can't be localised. */
  readonly description: string;
  /** The text with the marks of `place` in it. */
  readonly text: string;
}

/** One file of snippets. */
export interface SnippetFile {
  /** Below the root of the extension. */
  readonly path: string;
  /** The language ids for which `package.json` contributes the file. */
  readonly languages: readonly string[];
  /** The JSON, as it is on disk. */
  readonly text: string;
}

const domain = (stop: number): string => place(stop, 'shop.example.com');
const folder = (stop: number): string => place(stop, '/srv/shop');
const upstream = (stop: number): string => place(stop, '127.0.0.1:8000');
const uploadLimit = '20m';

function nginxSnippets(): Snippet[] {
  const media = (stop: number): string => filesLocation('media', `${folder(stop)}/media`, '1d');
  return [
    {
      name: 'Django site over HTTP',
      prefix: 'server-django',
      description: 'Server block of a Django site over HTTP (HTTP로 서비스하는 Django 사이트의 server 블록)',
      text: httpServer(domain(1), uploadLimit, [djangoLocation('/', upstream(2)), media(3)]),
    },
    {
      name: 'Django site over HTTPS, as certbot leaves it',
      prefix: 'server-https',
      description: 'HTTP and HTTPS servers as certbot leaves them (certbot이 만든 HTTP, HTTPS server 블록)',
      text: certbotServers(domain(1), uploadLimit, [djangoLocation('/', upstream(2)), media(3)]),
    },
    {
      name: 'Several domains',
      prefix: 'server-domains',
      description: 'Two domains, each with its own Django (도메인 두 개와 각각의 Django)',
      text: [
        httpServer(domain(1), uploadLimit, [djangoLocation('/', upstream(2))]),
        httpServer(place(3, 'blog.example.com'), uploadLimit, [djangoLocation('/', place(4, '127.0.0.1:8001'))]),
      ].join('\n\n'),
    },
    {
      name: 'Default server',
      prefix: 'server-default',
      description: 'Hang up on unknown names (등록하지 않은 도메인의 요청을 끊는 기본 server)',
      text: defaultServer(),
    },
    {
      name: 'Proxy to Django',
      prefix: 'location-django',
      description: 'Proxy to Django with all headers (필요한 헤더를 모두 넘기는 Django 프록시)',
      text: djangoLocation(place(1, '/'), upstream(2)),
    },
    {
      name: 'Proxy with WebSocket',
      prefix: 'location-websocket',
      description: 'WebSocket proxy; needs map-websocket (WebSocket 프록시, map-websocket이 필요)',
      text: webSocketLocation(place(1, '/ws/'), upstream(2), 'connection_upgrade'),
    },
    {
      name: 'WebSocket map',
      prefix: 'map-websocket',
      description: 'Map for WebSocket, beside the servers (server밖에 두는 WebSocket용 map)',
      text: connectionMap('connection_upgrade'),
    },
    {
      name: 'Media files',
      prefix: 'location-media',
      description: 'Uploaded files under /media/ (미디어 파일)',
      text: media(1),
    },
    {
      name: 'Static files',
      prefix: 'location-static',
      description: 'Static files under /static/, without WhiteNoise (WhiteNoise 없이 정적 파일)',
      text: filesLocation('static', `${folder(1)}/staticfiles`, '1y'),
    },
    {
      name: 'Flower',
      prefix: 'location-flower',
      description: 'Flower with --url_prefix=flower and a password (비밀번호를 묻는 Flower)',
      text: flowerLocation(flowerPrefix, place(1, '127.0.0.1:5555'), place(2, '/etc/nginx/flower.htpasswd')),
    },
    {
      name: 'WebDAV',
      prefix: 'location-webdav',
      description: 'WebDAV folder with a password; needs zone-webdav (비밀번호를 묻는 WebDAV 폴더, zone-webdav가 필요)',
      text: webdavLocation(
        'webdav',
        `${folder(1)}/webdav`,
        place(2, '/etc/nginx/webdav.htpasswd'),
        place(3, '1g'),
        'webdav_locks',
      ),
    },
    {
      name: 'WebDAV locks',
      prefix: 'zone-webdav',
      description: 'Zone of WebDAV locks, beside the servers (server밖에 두는 WebDAV 잠금 영역)',
      text: webdavZone('webdav_locks'),
    },
    {
      name: 'nginx.conf',
      prefix: 'nginx-conf',
      description: 'A whole nginx.conf, as on Debian and Ubuntu (Debian, Ubuntu 방식의 nginx.conf 전체)',
      text: mainConfiguration(place(1, 'www-data')),
    },
  ];
}

/** Each process of a site with its command, to be put into a unit and into a supervisor program. */
function processSnippets(wrap: (process: ProcessBlock) => string, notation: 'systemd' | 'supervisor'): Snippet[] {
  const bin = `${folder(1)}/.venv/bin`;
  // systemd makes these folders anew at each start; under supervisor they have to be there already.
  const socket = notation === 'systemd' ? place(4, '/run/shop/web.sock') : `${folder(1)}/run/web.sock`;
  const state = notation === 'systemd' ? '/var/lib/shop' : `${folder(1)}/run`;
  const app = place(3, 'shop');
  const asgi = place(3, 'shop.asgi:application');
  const kinds: readonly (readonly [string, string, string, string, string, number])[] = [
    [
      'uvicorn',
      'web',
      'Django under Uvicorn',
      'Uvicorn으로 실행하는 Django',
      uvicornCommand(bin, asgi, uvicornPort(place(4, '8000'))),
      30,
    ],
    [
      'uvicorn-socket',
      'web',
      'Django under Uvicorn on a socket',
      'Uvicorn과 소켓으로 실행하는 Django',
      uvicornCommand(bin, asgi, uvicornSocket(socket)),
      30,
    ],
    [
      'gunicorn',
      'web',
      'Django under Gunicorn',
      'Gunicorn으로 실행하는 Django',
      gunicornCommand(bin, place(3, 'shop.wsgi:application'), `127.0.0.1:${place(4, '8000')}`),
      30,
    ],
    [
      'gunicorn-asgi',
      'web',
      'Django (ASGI) under Gunicorn',
      'Gunicorn으로 실행하는 ASGI Django',
      gunicornAsgiCommand(bin, asgi, `127.0.0.1:${place(4, '8000')}`),
      30,
    ],
    ['celery', 'worker', 'Celery worker', 'Celery 워커', workerCommand(bin, app, app), 600],
    ['beat', 'beat', 'Celery beat', 'Celery beat', beatCommand(bin, app, `${state}/celerybeat-schedule`), 30],
    ['flower', 'flower', 'Flower', 'Flower', flowerCommand(bin, app, place(4, '5555'), flowerPrefix), 30],
  ];
  return kinds.map(([prefix, name, english, korean, command, stopSeconds]) => ({
    name: `${english} (${notation})`,
    prefix: `${notation}-${prefix}`,
    description: english === korean ? `${english}, ${notation}` : `${english}, ${notation} (${korean})`,
    text: wrap({
      name: `shop-${name}`,
      description: english,
      user: place(2, 'shop'),
      directory: folder(1),
      command,
      stopSeconds,
      ...(prefix === 'uvicorn-socket' && notation === 'systemd' ? { runtimeDirectory: 'shop' } : {}),
      ...(prefix === 'beat' && notation === 'systemd' ? { stateDirectory: 'shop' } : {}),
    }),
  }));
}

function djangoSnippets(): Snippet[] {
  return [
    {
      name: 'Production settings',
      prefix: 'django-production',
      description: "Production settings on top of the project's own (기존 설정 위에 얹는 운영 설정)",
      text: ['import os', `from ${place(1, '.settings')} import *`, baseBlock([domain(2)]), httpsBlock()].join('\n\n'),
    },
    {
      name: 'HTTPS behind one switch',
      prefix: 'django-https',
      description: 'HTTPS settings behind one switch; needs import os (스위치 하나로 켜는 HTTPS 설정, import os 필요)',
      text: httpsBlock(),
    },
    {
      name: 'WhiteNoise',
      prefix: 'django-whitenoise',
      description: 'Static files by WhiteNoise; needs global_settings (WhiteNoise 정적 파일, global_settings 필요)',
      text: [
        whiteNoiseMiddleware(),
        `STATIC_ROOT = "${folder(1)}/staticfiles"`,
        staticStorage(whiteNoiseStorage, true),
      ].join('\n\n'),
    },
    {
      name: 'Media files',
      prefix: 'django-media',
      description: 'Uploaded files (미디어 파일)',
      text: mediaBlock(`${folder(1)}/media`),
    },
    {
      name: 'Celery',
      prefix: 'django-celery',
      description: 'Celery settings; needs import os (Celery 설정, import os 필요)',
      text: celeryBlock(place(1, 'shop'), (name) => `CELERY_${name}`),
    },
  ];
}

function snippetFile(path: string, languages: readonly string[], snippets: readonly Snippet[]): SnippetFile {
  const entries = snippets.map((snippet) => [
    snippet.name,
    { prefix: snippet.prefix, body: snippetBody(snippet.text), description: snippet.description },
  ]);
  return { path, languages, text: `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n` };
}

/**
 * The snippets that the extension contributes, made of the scaffold's own blocks so that the two can't drift.
 *
 * @returns every file of `snippets/` with its whole text.
 */
export function snippetFiles(): SnippetFile[] {
  const environmentFile = `${folder(1)}/deploy/shop.env`;
  return [
    snippetFile('snippets/nginx.json', ['nginx'], nginxSnippets()),
    snippetFile(
      'snippets/systemd.json',
      ['systemd-unit-file', 'systemd-conf', 'ini', 'properties'],
      processSnippets((process) => systemdService(process, environmentFile), 'systemd'),
    ),
    snippetFile(
      'snippets/supervisor.json',
      ['ini', 'properties'],
      processSnippets((process) => supervisorProgram(process, environmentFile), 'supervisor'),
    ),
    snippetFile('snippets/django.json', ['python'], djangoSnippets()),
  ];
}
