import type { Random } from '../../harness/random.ts';
import { Choice } from './choice.ts';
import { fileForms, mediaRoots, mediaUrls, staticForms } from './file-forms.ts';
import { layOut, layouts, type SettingsText, settingsModule } from './layouts.ts';
import { type Program, programs } from './programs.ts';
import { allowedHosts, middlewareWithout, proxySslHeaders, switches, trustedOrigins } from './settings-forms.ts';
import {
  type Door,
  doorForms,
  type Files,
  hostForms,
  locationText,
  passForms,
  passOf,
  protoForms,
  siteFile,
} from './site-file.ts';
import { starters, startFiles } from './starters.ts';

/** One site as its files describe it: what a person would have on the server. */
export interface Deployment {
  readonly number: number;
  /** What was chosen on each axis. */
  readonly axes: Readonly<Record<string, string>>;
  readonly program: Program;
  /** `host:port`, or the path of a socket below /run/. */
  readonly address: string;
  /** The site file of Nginx. */
  readonly nginx: string;
  /** The settings as one module, with which the real programs run. */
  readonly settings: string;
  /** The files of the project's settings and of the start of its program, as a person keeps them, by their path on the server. */
  readonly files: ReadonlyMap<string, string>;
  /** The variables that the program is started with. */
  readonly environment: Readonly<Record<string, string>>;
  /** Whether the workspace holds Debian's proxy_params. */
  readonly hasProxyParams: boolean;
  readonly names: readonly string[];
  readonly doors: readonly Door[];
  readonly media: Files;
  readonly static: Files;
}

/** Ports that a deployment may name: one at which its program waits, and one at which nobody does. */
export interface Ports {
  readonly program: number;
  readonly nobody: number;
}

/** @returns a site from pieces that people write, right and wrong ones; the same for the same state of `random`. */
export function makeDeployment(number: number, random: Random, ports: Ports): Deployment {
  const choice = new Choice(random);
  const program = random.pick(programs);
  choice.axes.program = program.name;
  const socket = choice.name('listens at', ['port', 'socket'], 1, 0.2) === 'socket';
  const address = socket ? `/run/shop/${number}.sock` : `127.0.0.1:${ports.program}`;
  const doorName = choice.name('doors', Object.keys(doorForms), 3, 0.6);
  const doors = doorForms[doorName] as readonly Door[];
  const overHttps = doors.some(({ scheme }) => scheme === 'https');
  const names = choice.of('names', { one: ['shop.test'], two: ['shop.test', 'www.shop.test'] }, 1, 0.6);
  const environment: Record<string, string> = { ...program.environment };

  const pass = choice.name('pass', passForms, 1, 0.5);
  const upstream = pass === 'upstream with a line below' ? `shop_app_${number}` : `shop-app-${number}`;
  const media = choice.of('MEDIA_ROOT', mediaRoots, 1, 0.5);
  const mediaUrl = choice.of('MEDIA_URL', mediaUrls, 1, 0.6);
  const mediaFiles: Files = { url: `/${mediaUrl.replace(/^\/+|\/+$/g, '')}/`, folder: media.folder };
  const staticFiles: Files = { url: '/static/', folder: '/srv/shop/static' };
  const mediaForm = choice.of('media', fileForms, 3, 0.5);
  const staticForm = choice.of('static', staticForms, 2, 0.7);

  const unreachable = choice.name('upstream port', ['its own', 'another'], 1, 0.94) === 'another';
  const asked = !unreachable ? address : socket ? `/run/shop/${number}-other.sock` : `127.0.0.1:${ports.nobody}`;
  const headers = choice.of('Host', hostForms, 7, 0.55);
  const proto = choice.of('proto', protoForms, 1, 0.55);
  const nginx = siteFile({
    names,
    doors,
    redirect: doorName === 'https and a redirect',
    headers,
    proto,
    pass: passOf(pass, asked, upstream),
    files: [locationText(mediaForm, mediaFiles), locationText(staticForm, staticFiles)],
  });

  const debug = choice.name('DEBUG', ['False', 'True'], 1, 0.95);
  const redirect = choice.of('SECURE_SSL_REDIRECT', switches, overHttps ? 4 : 1, 0.7);
  if (choice.axes.SECURE_SSL_REDIRECT === 'told by a variable') {
    environment.HTTPS_ONLY = random.pick(['0', '1']);
  }
  const hosts = choice.of('ALLOWED_HOSTS', allowedHosts, 5, 0.6).replace('UPSTREAM', upstream);
  if (choice.axes.ALLOWED_HOSTS === 'told by a variable') {
    environment.SHOP_HOSTS = random.pick(['shop.test www.shop.test', 'shop.test', 'www.shop.test']);
  }
  const trusted = choice.of('CSRF_TRUSTED_ORIGINS', trustedOrigins, 1, 0.55);
  const header = choice.of('SECURE_PROXY_SSL_HEADER', proxySslHeaders, 2, 0.7);
  const forwarded = choice.name('USE_X_FORWARDED_HOST', ['unset', 'True', 'False'], 1, 0.8);
  const cookie = choice.name('CSRF_COOKIE_SECURE', ['unset', 'True', 'not DEBUG'], overHttps ? 3 : 1, 0.8);
  const left = choice.name('MIDDLEWARE', ['all', 'no security', 'no csrf', 'no whitenoise'], 1, 0.8);
  const text: SettingsText = {
    project: [
      'SECRET_KEY = os.environ.get("SECRET_KEY", "k7#mQ2vx9!" * 6)',
      'INSTALLED_APPS = ["django.contrib.staticfiles"]',
      `MIDDLEWARE = [${middlewareWithout(left)
        .map((name) => `"${name}"`)
        .join(', ')}]`,
      'ROOT_URLCONF = "shop.urls"',
      'STATIC_URL = "/static/"',
      'STATIC_ROOT = BASE_DIR / "static"',
      '',
    ].join('\n'),
    server: [
      `DEBUG = ${debug}`,
      `ALLOWED_HOSTS = ${hosts}`,
      ...(trusted === '' ? [] : [`CSRF_TRUSTED_ORIGINS = ${trusted}`]),
      `SECURE_SSL_REDIRECT = ${redirect}`,
      ...(header === '' ? [] : [`SECURE_PROXY_SSL_HEADER = ${header}`]),
      ...(forwarded === 'unset' ? [] : [`USE_X_FORWARDED_HOST = ${forwarded}`]),
      ...(cookie === 'unset' ? [] : [`CSRF_COOKIE_SECURE = ${cookie}`]),
      `MEDIA_URL = "${mediaUrl}"`,
      `MEDIA_ROOT = ${media.expression}`,
      '',
    ].join('\n'),
  };
  const { files, named } = layOut(choice.name('settings', layouts, 1, 0.5), text);
  if (named !== undefined) {
    environment.DJANGO_SETTINGS_MODULE = named;
  }
  const starter = choice.name('started by', starters, 1, 0.4);
  return {
    number,
    axes: choice.axes,
    program,
    address,
    nginx,
    settings: settingsModule(text),
    files: new Map([...files, ...startFiles(starter, { program, address, environment })]),
    environment,
    hasProxyParams: random.chance(0.5),
    names,
    doors,
    media: mediaFiles,
    static: staticFiles,
  };
}
