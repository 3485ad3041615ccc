import { type Message, message } from '../base/message.ts';
import type { Answers } from './answers/answers.ts';

/** Something that a person has to know before the files are used. */
export interface Note {
  readonly what: Message;
  /** What to do about it. */
  readonly advice: Message;
}

/** @returns whether a variable is to hold a secret of the site alone, which is made for it. */
export function isSecretKey(name: string): boolean {
  return /^(?:[A-Z]+_)?SECRET_KEY$/.test(name) && !/^(?:AWS|S3|STRIPE|RECAPTCHA|OAUTH|GOOGLE|GITHUB)_/.test(name);
}

/**
 * The overlay sets hosts and DEBUG itself, so that the settings below it need only start: `0` is false to every reader of DEBUG
 * but `bool()`, and a list of one name has no separator.
 *
 * @returns the value that follows for a variable of the settings; undefined where none does.
 */
export function knownVariable(name: string, { domains }: Pick<Answers, 'domains'>): string | undefined {
  if (/^(?:[A-Z]+_)?ALLOWED_HOSTS?$/.test(name)) {
    return domains[0];
  }
  return /^(?:DJANGO_)?DEBUG$/.test(name) ? '0' : undefined;
}

/** @returns the variables of the settings that are the person's to fill in. */
export function openVariables(answers: Answers): string[] {
  return answers.variables.filter((name) => !isSecretKey(name) && knownVariable(name, answers) === undefined);
}

/** @returns the paths that ask for a name and a password. */
function guardedPaths({ flower, webdav }: Answers): string[] {
  return [...(flower ? ['/flower/'] : []), ...(webdav ? ['/webdav/'] : [])];
}

/** @returns that the application has to be changed before a server can run it; empty where it needn't. */
export function applicationNotes({ earlyModels, module }: Answers): Note[] {
  return earlyModels
    ? [
        {
          what: message('{module} imports models before it loads Django, so that no server starts it.', { module }),
          advice: message('Call get_asgi_application() above those imports first: siteconf explain {rule}', {
            rule: 'django/models-before-setup',
          }),
        },
      ]
    : [];
}

/** @returns that the database of the settings has to be made; empty where Django keeps it in a file of its own. */
export function databaseNotes({ database }: Answers): Note[] {
  const system = database === 'mysql' ? 'MySQL' : 'PostgreSQL';
  return database === 'none'
    ? []
    : [
        {
          what: message('The settings keep their data in {system}, which the script does not install.', { system }),
          advice: message(
            'Where the database or its user is missing, it stops and prints the commands that make them; then run it again.',
          ),
        },
      ];
}

function variableNotes(answers: Answers): Note[] {
  const variables = openVariables(answers).join(', ');
  return variables === ''
    ? []
    : [
        {
          what: message('The settings read variables that no file sets: {variables}.', { variables }),
          advice: message('Add those that the site needs to {file} before you run the commands of the guide.', {
            file: `deploy/${answers.site}.env`,
          }),
        },
      ];
}

/** @returns that passwords can be read on the way until HTTPS stands; empty where none is asked for. */
export function passwordNotes(answers: Answers): Note[] {
  const paths = guardedPaths(answers).join(', ');
  return paths === ''
    ? []
    : [
        {
          what: message('Until HTTPS stands, anyone on the way can read the password of {paths}.', { paths }),
          advice: message('If it was used before that, change it in {file} and run {script} again.', {
            file: `deploy/${answers.site}.env`,
            script: 'deploy/deploy.sh',
          }),
        },
      ];
}

/** @returns what a person has to know of a site before it stands; empty where there is nothing. */
export function siteNotes(answers: Answers): Note[] {
  return [
    ...applicationNotes(answers),
    ...databaseNotes(answers),
    ...variableNotes(answers),
    ...passwordNotes(answers),
  ];
}
