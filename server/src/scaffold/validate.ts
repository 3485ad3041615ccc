import { type Message, message } from '../base/message.ts';
import { isInside, normalizePath } from '../base/path.ts';
import {
  type AnswerKey,
  type Answers,
  type AnswerValue,
  defaultAnswers,
  isNumber,
  isWsgi,
  isYesNo,
  packageOf,
  socketFolder,
  tidyAnswer,
  withAnswer,
} from './answers.ts';
import { isDomain, readableDomain } from './domain.ts';
import { choices, isUsed } from './questions.ts';

/** What is wrong with one answer. */
export interface AnswerProblem {
  readonly key: AnswerKey;
  readonly message: Message;
}

/** Words of Python that can't name a module (Python language reference, section 2.3.1). */
const pythonKeywords = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global if ' +
    'import in is lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
);

function isDotted(text: string): boolean {
  return text.split('.').every((name) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !pythonKeywords.has(name));
}

function checkPath(path: string): Message | undefined {
  if (!path.startsWith('/')) {
    return message('A path on the server begins with "/".');
  }
  if (!/^[A-Za-z0-9_./@+-]+$/.test(path)) {
    return message(
      'The path may hold letters, digits and _ . / @ + - only, since Nginx, shell and units read others differently.',
    );
  }
  if (normalizePath(path) !== path) {
    return message('Write the path without "//", "." and "..": {path}', { path: normalizePath(path) });
  }
  if (path === '/') {
    return message("The root of the server can't be given away.");
  }
  const system = [
    '/etc',
    '/usr',
    '/bin',
    '/sbin',
    '/lib',
    '/boot',
    '/dev',
    '/proc',
    '/sys',
    '/root',
    '/tmp',
    '/var/tmp',
  ];
  const inside = system.find((folder) => isInside(path, folder));
  return inside === undefined ? undefined : message('{folder} is no place for a site.', { folder: inside });
}

function checkAccount(name: string): Message | undefined {
  if (!/^[a-z_][a-z0-9_-]{0,31}$/.test(name)) {
    return message(
      'A user name begins with a lower-case letter or _, and holds lower-case letters, digits, _ and - (32 at most).',
    );
  }
  if (name === 'nobody') {
    return message('The user nobody stands for no one: other programs run as it too, and systemd warns of it.');
  }
  return name === 'root' ? message('Not root: a fault in the site would then own the whole server.') : undefined;
}

function checkDomains(names: readonly string[]): Message | undefined {
  if (names.length === 0) {
    return message('At least one domain is needed, such as shop.example.com.');
  }
  const wrong = names.find((name) => !isDomain(name));
  return wrong === undefined ? undefined : message('"{name}" is no domain name.', { name: readableDomain(wrong) });
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

function checkPort(port: number, other: number | undefined): Message | undefined {
  if (!Number.isInteger(port) || port < 1024 || port > 65535) {
    return message('A port is a number from 1024 to 65535.');
  }
  return port === other ? message('Port {port} is taken by another process of this site.', { port }) : undefined;
}

function checkSocket(path: string, answers: Answers): Message | undefined {
  const problem = checkPath(path);
  if (problem !== undefined) {
    return problem;
  }
  if (path.length > 107) {
    return message('The path of a socket has 107 characters at most.');
  }
  const folder = socketFolder(answers);
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

/** A folder that Nginx serves or fills must not hold the code or the secrets of the project, nor another such folder. */
function checkServedFolder(path: string, key: 'mediaRoot' | 'webdavRoot', answers: Answers): Message | undefined {
  const problem = checkPath(path);
  if (problem !== undefined) {
    return problem;
  }
  if (isInside(answers.projectPath, path)) {
    return message('{path} holds the project itself, and everything in it would be served.', { path });
  }
  const taken = ['.venv', 'deploy', 'run', 'staticfiles'].map((name) => `${answers.projectPath}/${name}`);
  if (answers.webdav && answers.media) {
    taken.push(key === 'mediaRoot' ? answers.webdavRoot : answers.mediaRoot);
  }
  const clash = taken.find((folder) => isInside(path, folder) || isInside(folder, path));
  return clash === undefined ? undefined : message('{path} and {other} lie in one another.', { path, other: clash });
}

function checkBroker(url: string): Message | undefined {
  return /^(?:redis|rediss|amqp|amqps|redis\+socket):\/\/[A-Za-z0-9_.:/@%?=&+-]+$/.test(url)
    ? undefined
    : message('Write the address of the broker, such as redis://127.0.0.1:6379/0.');
}

function checkRightType(key: AnswerKey, value: AnswerValue): Message | undefined {
  if (isYesNo(key)) {
    return typeof value === 'boolean' ? undefined : message('Answer yes or no.');
  }
  if (isNumber(key)) {
    return typeof value === 'number' ? undefined : message('A port is a number from 1024 to 65535.');
  }
  if (key === 'domains') {
    return Array.isArray(value) ? undefined : message('At least one domain is needed, such as shop.example.com.');
  }
  return typeof value === 'string' && value !== '' ? undefined : message('An answer is needed.');
}

function checkTidied(key: AnswerKey, answers: Answers): Message | undefined {
  switch (key) {
    case 'domains':
      return checkDomains(answers.domains);
    case 'site':
      return /^[a-z][a-z0-9-]{0,39}$/.test(answers.site) && !answers.site.endsWith('-')
        ? undefined
        : message(
            'The name begins with a lower-case letter and holds lower-case letters, digits and hyphens (40 at most).',
          );
    case 'projectPath':
      return checkPath(answers.projectPath);
    case 'mediaRoot':
    case 'webdavRoot':
      return checkServedFolder(answers[key], key, answers);
    case 'socket':
      return checkSocket(answers.socket, answers);
    case 'module':
      return checkModule(answers.module, answers);
    case 'settings':
      return isDotted(answers.settings) ? undefined : message('Write a dotted module name, such as shop.settings.');
    case 'celeryApp':
      return /^[^:]+(?::[^:]+)?$/.test(answers.celeryApp) && answers.celeryApp.split(':').every(isDotted)
        ? undefined
        : message('Write what "celery -A" is given, such as shop or shop.celery:app.');
    case 'user':
      return checkAccount(answers.user);
    case 'nginxUser':
      return checkAccount(answers.nginxUser);
    case 'port':
      return checkPort(answers.port, answers.flower ? answers.flowerPort : undefined);
    case 'flowerPort':
      return checkPort(answers.flowerPort, answers.bind === 'port' ? answers.port : undefined);
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
 * @returns what is wrong, as a sentence for the person, or undefined where the answer can be taken.
 */
export function validateAnswer(key: AnswerKey, value: AnswerValue, answers: Answers): Message | undefined {
  const tidied = tidyAnswer(key, value);
  const wrongType = checkRightType(key, tidied);
  if (wrongType !== undefined) {
    return wrongType;
  }
  const allowed = choices[key];
  if (allowed !== undefined && !allowed.includes(String(tidied))) {
    return message('Choose one of {choices}.', { choices: allowed.join(', ') });
  }
  return checkTidied(key, { ...answers, [key]: tidied });
}

/** @returns every answer that can't be taken; files are only planned for answers that have no problem. */
export function answerProblems(answers: Answers): AnswerProblem[] {
  const problems: AnswerProblem[] = [];
  for (const [key, value] of Object.entries(answers) as [AnswerKey, AnswerValue][]) {
    const problem = isUsed(key, answers) ? validateAnswer(key, value, answers) : undefined;
    if (problem !== undefined) {
      problems.push({ key, message: problem });
    }
  }
  return problems;
}

/** What an answers file said. */
export interface ReadAnswers {
  /** The answers with defaults for what the file leaves out; to be used only where there are no problems. */
  readonly answers: Answers;
  readonly problems: readonly { readonly key: string; readonly message: Message }[];
}

/**
 * Reads the parsed JSON of an answers file (`siteconf new --answers`): an object with the keys of {@link Answers}, each of
 * them optional but `domains`.
 */
export function readAnswers(json: unknown): ReadAnswers {
  const known = new Set<string>(Object.keys(defaultAnswers()));
  const entries = typeof json === 'object' && json !== null && !Array.isArray(json) ? Object.entries(json) : undefined;
  if (entries === undefined) {
    const problem = message('An answers file holds one JSON object.');
    return { answers: defaultAnswers(), problems: [{ key: '', message: problem }] };
  }
  const problems: { key: string; message: Message }[] = [];
  let partial: Partial<Answers> = {};
  for (const [key, value] of entries) {
    if (!known.has(key)) {
      problems.push({ key, message: message('There is no answer of this name.') });
      continue;
    }
    const next = withAnswer(partial, key as AnswerKey, value as AnswerValue);
    const wrongType = checkRightType(key as AnswerKey, next[key as AnswerKey] as AnswerValue);
    if (wrongType === undefined) {
      partial = next;
    } else {
      problems.push({ key, message: wrongType });
    }
  }
  const answers = defaultAnswers(partial);
  const seen = new Set(problems.map((problem) => problem.key));
  return { answers, problems: [...problems, ...answerProblems(answers).filter((problem) => !seen.has(problem.key))] };
}
