import { type Message, message } from '../base/message.ts';
import type { Answers } from './answers.ts';

/** Something that a person has to know before the files are used. */
export interface Note {
  readonly what: Message;
  /** What to do about it. */
  readonly advice: Message;
}

/** @returns the paths that ask for a name and a password. */
function guardedPaths({ flower, webdav }: Answers): string[] {
  return [...(flower ? ['/flower/'] : []), ...(webdav ? ['/webdav/'] : [])];
}

/** @returns what a person has to know of a site before it stands; empty where there is nothing. */
export function siteNotes(answers: Answers): Note[] {
  const paths = guardedPaths(answers).join(', ');
  return paths === ''
    ? []
    : [
        {
          what: message('Until HTTPS stands, anyone on the way can read the password of {paths}.', { paths }),
          advice: message(
            'Turn HTTPS on before you use it. If it was used over plain HTTP, change the password in {file} and run {script} again.',
            { file: `deploy/${answers.site}.env`, script: 'deploy/deploy.sh' },
          ),
        },
      ];
}
