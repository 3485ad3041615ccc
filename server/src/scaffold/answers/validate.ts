import { type Message, message } from '../../base/message.ts';
import { directoryName, isInside } from '../../base/path.ts';
import {
  type AnswerKey,
  type Answers,
  type AnswerValue,
  freePort,
  isNumber,
  isWsgi,
  isYesNo,
  packageOf,
  socketFolder,
  tidyAnswer,
} from './answers.ts';
import {
  checkAccount,
  checkBroker,
  checkDomains,
  checkPath,
  checkRequirements,
  checkSiteAccount,
  checkStaticFolder,
  isDotted,
  isReserved,
} from './checks.ts';
import { readableDomain } from './domain.ts';
import { choices, isUsed } from './questions.ts';
import { nothingTaken, type Taken } from './taken.ts';
import { checkWords, isWordList } from './word-lists.ts';

/** What is wrong with one answer. */
export interface AnswerProblem {
  readonly key: AnswerKey;
  readonly message: Message;
}

function checkModule(text: string, answers: Answers): Message | undefined {
  const [module, attribute, ...more] = text.split(':');
  if (more.length > 0 || attribute === undefined || !isDotted(module ?? '') || !isDotted(attribute)) {
    return message('Write the module and the object in it, such as shop.asgi:application.');
  }
  if (answers.server === 'uvicorn' && isWsgi(text)) {
    return message('Uvicorn runs an ASGI application, and {module} is a WSGI one.', { module: text });
  }
  if (answers.websocket && isWsgi(text)) {
    return message('WebSockets need an ASGI application, and {module} is a WSGI one.', { module: text });
  }
  return undefined;
}

/** @returns the port of a broker on this machine; undefined for one elsewhere. */
function brokerPort({ celery, brokerUrl }: Answers): number | undefined {
  const [, scheme, port] =
    /^(redis|amqp)s?:\/\/(?:[^@/]*@)?(?:localhost|127\.0\.0\.1)(?::(\d+))?(?:\/|$)/.exec(brokerUrl) ?? [];
  return celery && scheme !== undefined ? Number(port ?? (scheme === 'redis' ? 6379 : 5672)) : undefined;
}

function checkPort(
  port: number,
  other: number | undefined,
  broker: number | undefined,
  taken: Taken,
): Message | undefined {
  if (!Number.isInteger(port) || port < 1024 || port > 65535) {
    return message('A port is a number from 1024 to 65535.');
  }
  if (port === other) {
    return message('Port {port} is taken by another process of this site.', { port });
  }
  if (port === broker) {
    return message('Port {port} is that of the broker.', { port });
  }
  const owner = taken.ports.get(port);
  return owner === undefined
    ? undefined
    : message('Port {port} is taken by {owner}; {free} is free.', { port, owner, free: freePort(port, taken) });
}

function checkSocket(path: string, answers: Answers, taken: Taken): Message | undefined {
  const problem = checkPath(path);
  if (problem !== undefined) {
    return problem;
  }
  if (path.length > 107) {
    return message('The path of a socket has 107 characters at most.');
  }
  const folder = socketFolder(answers);
  // systemd removes RuntimeDirectory= with all that is in it when its unit stops (systemd.exec(5)).
  const other = [...taken.sockets].find(([socket]) => directoryName(socket) === folder);
  if (other !== undefined) {
    return message('{folder} is the folder of a socket of {owner}.', { folder, owner: other[1] });
  }
  if (answers.processManager === 'systemd' && !/^\/run\/[A-Za-z0-9_.@+-]+$/.test(folder)) {
    return message('Under systemd the socket lies in a folder of its own in /run, such as {path}.', {
      path: `/run/${answers.site}/web.sock`,
    });
  }
  if (answers.processManager === 'supervisor' && !isInside(folder, answers.projectPath)) {
    return message('Under supervisor the socket lies below {path}, which outlives a restart of the server.', {
      path: answers.projectPath,
    });
  }
  return undefined;
}

/** A folder of one site must not lie in that of another: each is handed over to its own user, and Nginx serves some. */
function checkFolder(path: string, taken: Taken): Message | undefined {
  const clash = [...taken.folders].find(([other]) => isInside(path, other) || isInside(other, path));
  return (
    checkPath(path) ??
    (isInside(path, '/run') ? message('{folder} is no place for a site.', { folder: '/run' }) : undefined) ??
    (clash === undefined
      ? undefined
      : message('{path} and {other} of {owner} lie in one another.', { path, other: clash[0], owner: clash[1] }))
  );
}

/** A folder that Nginx serves or fills must not hold the code or the secrets of the project, nor another such folder. */
function checkServedFolder(
  path: string,
  key: 'mediaRoot' | 'webdavRoot',
  answers: Answers,
  taken: Taken,
): Message | undefined {
  const problem = checkFolder(path, taken);
  if (problem !== undefined) {
    return problem;
  }
  if (isInside(answers.projectPath, path)) {
    return message('{path} holds the project itself, and everything in it would be served.', { path });
  }
  const own = ['.venv', '.tools', 'deploy', 'run', answers.staticFolder].map(
    (name) => `${answers.projectPath}/${name}`,
  );
  if (answers.webdav && answers.media) {
    own.push(key === 'mediaRoot' ? answers.webdavRoot : answers.mediaRoot);
  }
  const clash = own.find((folder) => isInside(path, folder) || isInside(folder, path));
  return clash === undefined ? undefined : message('{path} and {other} lie in one another.', { path, other: clash });
}

/** @returns what is wrong with the kind of an answer, which may come from a file that anyone wrote. */
export function checkRightType(key: AnswerKey, value: AnswerValue): Message | undefined {
  if (isYesNo(key)) {
    return typeof value === 'boolean' ? undefined : message('Answer yes or no.');
  }
  if (isNumber(key)) {
    return typeof value === 'number' ? undefined : message('A port is a number from 1024 to 65535.');
  }
  if (isWordList(key)) {
    return checkWords(key, value);
  }
  if (key === 'domains') {
    return Array.isArray(value) ? undefined : message('At least one domain is needed, such as shop.example.com.');
  }
  return typeof value === 'string' && value !== '' ? undefined : message('An answer is needed.');
}

function checkSite(name: string, taken: Taken): Message | undefined {
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(name) || name.endsWith('-')) {
    return message(
      'The name begins with a lower-case letter and holds lower-case letters, digits and hyphens (40 at most).',
    );
  }
  if (isReserved(name)) {
    return message('The name {name} belongs to the system; choose another, such as {name}-site.', { name });
  }
  const owner = taken.sites.get(name);
  return owner === undefined ? undefined : message('The name {name} is taken by {owner}.', { name, owner });
}

function checkFreeDomains(names: readonly string[], taken: Taken): Message | undefined {
  const clash = names.find((name) => taken.domains.has(name));
  return (
    checkDomains(names) ??
    (clash === undefined
      ? undefined
      : message('{name} already leads to {owner}.', {
          name: readableDomain(clash),
          owner: taken.domains.get(clash) ?? '',
        }))
  );
}

function checkTidied(key: AnswerKey, answers: Answers, taken: Taken): Message | undefined {
  switch (key) {
    case 'domains':
      return checkFreeDomains(answers.domains, taken);
    case 'site':
      return checkSite(answers.site, taken);
    case 'projectPath':
      return checkFolder(answers.projectPath, taken);
    case 'mediaRoot':
    case 'webdavRoot':
      return checkServedFolder(answers[key], key, answers, taken);
    case 'socket':
      return checkSocket(answers.socket, answers, taken);
    case 'module':
      return checkModule(answers.module, answers);
    case 'settings':
      return isDotted(answers.settings) ? undefined : message('Write a dotted module name, such as shop.settings.');
    case 'celeryApp':
      return /^[^:]+(?::[^:]+)?$/.test(answers.celeryApp) && answers.celeryApp.split(':').every(isDotted)
        ? undefined
        : message('Write what "celery -A" is given, such as shop or shop.celery:app.');
    case 'staticFolder':
      return checkStaticFolder(answers.staticFolder);
    case 'requirements':
      return checkRequirements(answers.requirements, answers.projectPath);
    case 'celeryNamespace':
      return /^(?:none|[A-Z][A-Z0-9_]*)$/.test(answers.celeryNamespace)
        ? undefined
        : message('Write what the settings of Celery begin with, such as CELERY, or none.');
    case 'beatScheduler':
      return /^[^:]+(?::[^:]+)?$/.test(answers.beatScheduler) && answers.beatScheduler.split(':').every(isDotted)
        ? undefined
        : message('Write the class of the scheduler, such as django_celery_beat.schedulers:DatabaseScheduler.');
    case 'user':
      return checkSiteAccount(answers.user);
    case 'nginxUser':
      return checkAccount(answers.nginxUser);
    case 'port':
      return checkPort(answers.port, answers.flower ? answers.flowerPort : undefined, brokerPort(answers), taken);
    case 'flowerPort':
      return checkPort(
        answers.flowerPort,
        answers.bind === 'port' ? answers.port : undefined,
        brokerPort(answers),
        taken,
      );
    case 'uploadLimit':
      return /^[1-9][0-9]{0,8}[kmg]?$/i.test(answers.uploadLimit)
        ? undefined
        : message('Write a size as Nginx does, such as 20m or 1g.');
    case 'brokerUrl':
      return checkBroker(answers.brokerUrl);
    case 'server':
      return answers.server === 'uvicorn' && isWsgi(answers.module)
        ? message('Uvicorn runs an ASGI application, and {module} is a WSGI one.', { module: answers.module })
        : undefined;
    case 'websocket':
      return answers.websocket && isWsgi(answers.module)
        ? message('WebSockets need an ASGI application, and {module} is a WSGI one.', { module: answers.module })
        : undefined;
    case 'starter':
      return answers.starter && packageOf(answers.module) === answers.module.split(':')[0]
        ? message('Name the module with its package, such as shop.asgi:application.')
        : undefined;
    case 'beat':
    case 'flower':
      return answers[key] && !answers.celery ? message('This needs Celery, which was answered with no.') : undefined;
    default:
      return undefined;
  }
}

/**
 * Checks one answer as it is typed.
 *
 * @param value what the input box or the answers file holds; it is tidied as `withAnswer` does.
 * @param answers the other answers, with defaults filled in.
 * @param taken what other sites of the server have.
 * @returns what is wrong, as a sentence for the person, or undefined where the answer can be taken.
 */
export function validateAnswer(
  key: AnswerKey,
  value: AnswerValue,
  answers: Answers,
  taken: Taken = nothingTaken,
): Message | undefined {
  const tidied = tidyAnswer(key, value);
  const wrongType = checkRightType(key, tidied);
  if (wrongType !== undefined) {
    return wrongType;
  }
  const allowed = choices[key];
  if (allowed !== undefined && !allowed.includes(String(tidied))) {
    return message('Choose one of {choices}.', { choices: allowed.join(', ') });
  }
  return checkTidied(key, { ...answers, [key]: tidied }, taken);
}

/** @returns every answer that can't be taken; files are only planned for answers that have no problem. */
export function answerProblems(answers: Answers, taken: Taken = nothingTaken): AnswerProblem[] {
  const problems: AnswerProblem[] = [];
  for (const [key, value] of Object.entries(answers) as [AnswerKey, AnswerValue][]) {
    const problem = isUsed(key, answers) ? validateAnswer(key, value, answers, taken) : undefined;
    if (problem !== undefined) {
      problems.push({ key, message: problem });
    }
  }
  return problems;
}
