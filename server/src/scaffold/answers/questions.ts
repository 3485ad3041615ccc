import { type Message, message } from '../../base/message.ts';
import { type AnswerKey, type Answers, type AnswerValue, isYesNo } from './answers.ts';
import { readableDomain } from './domain.ts';

/** The answers that are one of a few words. */
export const choices: Readonly<Partial<Record<AnswerKey, readonly string[]>>> = {
  processManager: ['systemd', 'supervisor'],
  server: ['uvicorn', 'gunicorn'],
  bind: ['port', 'socket'],
  database: ['none', 'postgresql', 'mysql'],
};

/** One question for the person; the wizard and the command line ask the same ones in the same order. */
export interface Question {
  readonly key: AnswerKey;
  readonly prompt: Message;
  readonly kind: 'text' | 'choice' | 'yes-no';
  /** What is offered: the text of the input box, the choice or the yes or no that is marked. */
  readonly default: string | boolean;
  /** The words to choose from; empty for other kinds. */
  readonly choices: readonly string[];
}

const prompts: readonly (readonly [AnswerKey, Message])[] = [
  ['domains', message('Domains of the site, the main one first')],
  ['site', message('Short name of the site, for its files and units')],
  ['projectPath', message('Folder on the server that holds manage.py')],
  ['starter', message('Write a small Django, Vite and Celery project to start from?')],
  ['processManager', message('What keeps the processes running')],
  ['server', message('What runs Django')],
  ['module', message('Django application to run')],
  ['settings', message('Settings module that the production settings build on')],
  ['user', message('User that runs the processes, never root')],
  ['bind', message('How Nginx reaches Django')],
  ['port', message('Port of Django on 127.0.0.1')],
  ['socket', message('Path of the socket')],
  ['websocket', message('Does the site use WebSockets?')],
  ['media', message('Shall Nginx serve uploaded files under /media/?')],
  ['mediaRoot', message('Folder of the uploaded files on the server')],
  ['staticFiles', message('Shall Nginx serve /static/ itself, in place of WhiteNoise?')],
  ['uploadLimit', message('Largest upload')],
  ['celery', message('Does the site use Celery?')],
  ['celeryApp', message('Celery application')],
  ['brokerUrl', message('Address of the broker')],
  ['beat', message('Does the site run tasks at set times (Celery beat)?')],
  ['flower', message('Shall Flower show the tasks under /flower/?')],
  ['flowerPort', message('Port of Flower on 127.0.0.1')],
  ['webdav', message('Shall a folder be shared over WebDAV under /webdav/?')],
  ['webdavRoot', message('Folder on the server that WebDAV shares')],
];

/** @returns whether an answer decides anything, given the others: without Flower nobody needs its port. */
export function isUsed(key: AnswerKey, answers: Answers): boolean {
  switch (key) {
    case 'port':
      return answers.bind === 'port';
    case 'socket':
      return answers.bind === 'socket';
    case 'mediaRoot':
      return answers.media;
    case 'webdavRoot':
      return answers.webdav;
    case 'celeryApp':
    case 'celeryNamespace':
    case 'brokerUrl':
    case 'beat':
    case 'flower':
      return answers.celery;
    case 'beatScheduler':
      return answers.celery && answers.beat;
    case 'flowerPort':
      return answers.celery && answers.flower;
    default:
      return true;
  }
}

/** @returns an answer as a front end shows it: a list in one line, a number in digits. */
export function offered(value: AnswerValue): string | boolean {
  return typeof value === 'boolean'
    ? value
    : typeof value === 'object'
      ? value.map(readableDomain).join(' ')
      : String(value);
}

/**
 * The questions that the answers so far leave to be asked, in order.
 *
 * A front end asks the first question whose key it hasn't asked yet, checks the reply with `validateAnswer`, takes it with
 * `withAnswer`, fills in defaults with `defaultAnswers` and calls this again, since a reply can open or close questions
 * and moves the defaults of later ones.
 */
export function questions(answers: Answers): Question[] {
  return prompts
    .filter(([key]) => isUsed(key, answers))
    .map(([key, prompt]) => ({
      key,
      prompt,
      kind: isYesNo(key) ? 'yes-no' : choices[key] !== undefined ? 'choice' : 'text',
      default: offered(answers[key]),
      choices: choices[key] ?? [],
    }));
}
