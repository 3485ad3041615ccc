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
  const variables = answers.variables.join(', ');
  return [
    ...(variables === ''
      ? []
      : [
          {
            what: message('The settings read variables that no file sets: {variables}.', { variables }),
            advice: message('Add those that the site needs to {file} before you run the commands of the guide.', {
              file: `deploy/${answers.site}.env`,
            }),
          },
        ]),
    ...(paths === ''
      ? []
      : [
          {
            what: message('Until HTTPS stands, anyone on the way can read the password of {paths}.', { paths }),
            advice: message('If it was used before that, change it in {file} and run {script} again.', {
              file: `deploy/${answers.site}.env`,
              script: 'deploy/deploy.sh',
            }),
          },
        ]),
  ];
}
