import { type Message, message, type Translation } from '../base/message.ts';
import { type ServerPath, serverPath } from '../base/path.ts';
import {
  type Answers,
  isAsgi,
  productionSettings,
  spareStaticFolder,
  storageModule,
  usualStaticFolder,
} from './answers/answers.ts';
import { keptAnswersPath, keptAnswersText } from './answers/kept.ts';
import { answerProblems } from './answers/validate.ts';
import { databaseScript } from './blocks/database.ts';
import { storageClass, whiteNoiseStorage } from './blocks/django.ts';
import {
  connectionMap,
  djangoLocation,
  filesLocation,
  flowerLocation,
  httpServer,
  webdavLocation,
  webdavZone,
  webSocketLocation,
} from './blocks/nginx.ts';
import { environmentScript, supervisorGroup, supervisorProgram, systemdService } from './blocks/process.ts';
import { deployScript } from './deploy.ts';
import { deployGuide } from './guide.ts';
import { usesTools } from './install.ts';
import { isSecretKey, knownVariable, openVariables } from './notes.ts';
import { settingsOverlay } from './overlay.ts';
import { places } from './places.ts';
import { djangoUpstream, flowerPrefix, siteProcesses } from './processes.ts';
import { entry, modulePath, planStarter } from './starter.ts';

/** One file of the scaffold. */
export interface PlannedFile {
  /** Where it is written, relative to the target folder, with `/` between names. */
  readonly path: string;
  readonly text: string;
  /** The permission bits, such as 0o600. */
  readonly mode: number;
  /** What it is for, in a few words. */
  readonly purpose: Message;
  /** Where it belongs on the server. */
  readonly serverPath: ServerPath;
  /** What is right when the file is there with another text: ask the person, or add the lines that it lacks. */
  readonly whenPresent: 'ask' | 'add-lines';
  /** The names of the lines `NAME=value` that an answer decides: one that is there with another value is asked about too. */
  readonly decided?: readonly string[];
}

/** What the plan needs from outside. */
export interface PlanMeans {
  /** @returns `count` random bytes from a source that is fit for secrets. */
  randomBytes(count: number): Uint8Array;
  /** The person's language, for the guide. */
  readonly translation: Translation;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** @returns a secret of `length` characters, six random bits each, that shell, units and Python read alike. */
function secret(length: number, means: PlanMeans): string {
  return [...means.randomBytes(length)].map((byte) => alphabet[byte & 63]).join('');
}

function nginxSite(answers: Answers): string {
  const at = places(answers);
  const name = answers.site.replaceAll('-', '_');
  const variable = `${name}_connection`;
  const upstream = djangoUpstream(answers);
  const outside: string[] = [];
  const parts: string[] = [];
  if (answers.websocket) {
    outside.push(connectionMap(variable));
    parts.push(webSocketLocation('/', upstream, variable));
  } else {
    parts.push(djangoLocation('/', upstream));
  }
  if (answers.staticFiles) {
    parts.push(filesLocation('static', at.staticRoot, '1y'));
  }
  if (answers.media) {
    parts.push(filesLocation('media', answers.mediaRoot, '1d'));
  }
  if (answers.flower) {
    parts.push(flowerLocation(flowerPrefix, `127.0.0.1:${answers.flowerPort}`, at.flowerPasswords));
  }
  if (answers.webdav) {
    outside.push(webdavZone(`${name}_locks`));
    parts.push(webdavLocation('webdav', answers.webdavRoot, at.webdavPasswords, '1g', `${name}_locks`));
  }
  const server = httpServer(answers.domains.join(' '), answers.uploadLimit, parts);
  return [...outside, server].join('\n\n');
}

const hashedStorage = 'django.contrib.staticfiles.storage.ManifestStaticFilesStorage';

/** The shell takes `&` for the end of a command. */
function quoted(value: string): string {
  return /^[\w.:/@%?=+~-]*$/.test(value) ? value : `'${value}'`;
}

function environment(answers: Answers, means: PlanMeans): string {
  return [
    `# Read by every process of ${answers.site}. It holds secrets: keep it out of version control.`,
    "# systemd and the shell read it, and agree on a value of any characters only in 'single quotes'.",
    `DJANGO_SETTINGS_MODULE=${productionSettings(answers.settings)}`,
    `DJANGO_SECRET_KEY=${secret(64, means)}`,
    'DJANGO_HTTPS=off',
    ...(answers.celery ? [`CELERY_BROKER_URL=${quoted(answers.brokerUrl)}`] : []),
    ...answers.variables.filter(isSecretKey).map((name) => `${name}=${secret(64, means)}`),
    ...answers.variables.flatMap((name) => {
      const value = knownVariable(name, answers);
      return value === undefined ? [] : [`${name}=${value}`];
    }),
    ...(answers.environment.length === 0
      ? []
      : ["# What the settings would take for a developer's machine.", ...answers.environment]),
    ...openVariables(answers).map((name) => `#${name}=''`),
    ...(answers.flower ? [`FLOWER_BASIC_AUTH=operator:${secret(24, means)}`] : []),
    ...(answers.webdav ? [`WEBDAV_LOGIN=webdav:${secret(24, means)}`] : []),
  ].join('\n');
}

function requirements(answers: Answers): string {
  return [
    ...(answers.server === 'gunicorn' ? ['gunicorn'] : []),
    ...(answers.server === 'gunicorn' && isAsgi(answers.module) ? ['uvicorn-worker'] : []),
    ...(isAsgi(answers.module) ? ['uvicorn[standard]'] : []),
    ...(answers.staticFiles ? [] : ['whitenoise']),
    // kombu's own extra tells which redis-py it works with, and packaging; those of Celery 5.4 leave both out.
    ...(answers.celery ? (answers.brokerUrl.startsWith('redis') ? ['celery[redis]', 'kombu[redis]'] : ['celery']) : []),
    ...(answers.flower ? ['flower'] : []),
  ].join('\n');
}

function processFiles(answers: Answers): Pick<PlannedFile, 'path' | 'text' | 'purpose'>[] {
  const at = places(answers);
  const processes = siteProcesses(answers);
  if (answers.processManager === 'systemd') {
    return processes.map((process) => ({
      path: `deploy/etc/systemd/system/${process.name}.service`,
      text: systemdService(process, at.environment),
      purpose: message('systemd unit: {description}', { description: process.description }),
    }));
  }
  const programs = processes.map((process) => supervisorProgram(process, at.environment));
  return [
    {
      path: `deploy/etc/supervisor/conf.d/${answers.site}.conf`,
      text: [
        ...programs,
        supervisorGroup(
          answers.site,
          processes.map((process) => process.name),
        ),
      ].join('\n\n'),
      purpose: message('supervisor programs: {names}', { names: processes.map((process) => process.name).join(', ') }),
    },
  ];
}

/** @returns where a file of the plan belongs: `deploy/etc/…` mirrors the server's `/etc`, the rest is the project. */
function onServer(path: string, answers: Answers): ServerPath {
  return serverPath(path.startsWith('deploy/etc/') ? path.slice('deploy'.length) : `${answers.projectPath}/${path}`);
}

/**
 * Plans every file of the site. The target folder is the one that holds `manage.py`, which is copied to
 * `answers.projectPath` on the server as a whole.
 *
 * @param answers must be without problems, see `answerProblems`.
 * @returns the files in the order in which a person would read them. The same answers and bytes give the same files.
 * @throws Error where an answer has a problem.
 */
export function planSite(answers: Answers, means: PlanMeans): PlannedFile[] {
  const problem = answerProblems(answers)[0];
  if (problem !== undefined) {
    throw new Error(`the answer "${problem.key}" has a problem: ${problem.message.template}`);
  }
  const file = (
    path: string,
    text: string,
    purpose: Message,
    extra: Partial<Pick<PlannedFile, 'mode' | 'whenPresent' | 'decided'>> = {},
  ): PlannedFile => ({
    path,
    text: text === '' ? '' : `${text}\n`,
    mode: extra.mode ?? 0o644,
    purpose,
    serverPath: onServer(path, answers),
    whenPresent: extra.whenPresent ?? 'ask',
    ...(extra.decided === undefined ? {} : { decided: extra.decided }),
  });
  const environmentPath = `deploy/${answers.site}.env`;
  return [
    file(
      'deploy/README.md',
      deployGuide(answers, means.translation),
      message('Every command from here to the running site'),
    ),
    file(
      'deploy/deploy.sh',
      deployScript(answers, means.translation),
      message('The same commands as a script, safe to run again'),
      {
        mode: 0o755,
      },
    ),
    file(`deploy/etc/nginx/sites-available/${answers.site}`, nginxSite(answers), message('Nginx site')),
    ...processFiles(answers).map((process) => file(process.path, process.text, process.purpose)),
    file(
      'deploy/with-environment.sh',
      environmentScript(places(answers).environment),
      message('Runs a command with the environment of the site'),
      { mode: 0o755 },
    ),
    file(keptAnswersPath, keptAnswersText(answers), message('What was answered, for the next run')),
    file('deploy/database.py', databaseScript(), message('Says how to make a database that is not there')),
    file(
      environmentPath,
      environment(answers, means),
      message('Environment of all processes, with generated secrets'),
      {
        mode: 0o600,
        whenPresent: 'add-lines',
        decided: ['DJANGO_SETTINGS_MODULE', 'CELERY_BROKER_URL'],
      },
    ),
    file('deploy/requirements.txt', requirements(answers), message('Python packages that only the server needs'), {
      whenPresent: 'add-lines',
    }),
    file(
      modulePath(productionSettings(answers.settings)),
      settingsOverlay(answers),
      message('Production settings on top of {settings}', { settings: answers.settings }),
    ),
    file(
      modulePath(storageModule(answers.settings)),
      storageClass(answers.staticFiles ? hashedStorage : whiteNoiseStorage),
      message('Storage of static files, with a hash in each name'),
    ),
    ...(answers.entry && !answers.starter
      ? [file(modulePath(answers.module.split(':')[0] ?? ''), entry(answers), message('Django application to run'))]
      : []),
    ...(answers.starter ? planStarter(answers).map((part) => file(part.path, part.text, part.purpose)) : []),
    file(
      '.gitignore',
      [
        '/.venv/',
        ...(usesTools(answers) ? ['/.tools/'] : []),
        '/run/',
        ...([usualStaticFolder, spareStaticFolder].includes(answers.staticFolder) ? [`/${answers.staticFolder}/`] : []),
        `/${environmentPath}`,
        ...(answers.starter ? ['/db.sqlite3', '/frontend/dist/', '/media/', 'node_modules/', '__pycache__/'] : []),
      ].join('\n'),
      message('Keeps secrets and built files out of git'),
      {
        whenPresent: 'add-lines',
      },
    ),
  ];
}
