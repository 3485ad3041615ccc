import type { Answers } from './answers/answers.ts';
import { absentProcesses, siteProcesses } from './processes.ts';
import type { SiteToWrite } from './sites.ts';

/** What a person is told of such files. */
export const formerSentence = 'These files are of an earlier run, and no part of the site any more; remove them:';

function formerFiles(answers: Answers): string[] {
  const unit = (name: string): string => `deploy/etc/systemd/system/${name}.service`;
  const absent = absentProcesses(answers).map(unit);
  return answers.processManager === 'systemd'
    ? [...absent, `deploy/etc/supervisor/conf.d/${answers.site}.conf`]
    : [...absent, ...siteProcesses(answers).map(({ name }) => unit(name))];
}

/**
 * @param isThere whether there is a file of that path, which is relative to the target folder.
 * @returns the files that an earlier run with other answers has written for these sites, and that are no part of them now.
 */
export function findFormerFiles(sites: readonly SiteToWrite[], isThere: (path: string) => boolean): string[] {
  return sites.flatMap(({ folder, answers }) =>
    formerFiles(answers)
      .map((path) => (folder === '' ? path : `${folder}/${path}`))
      .filter(isThere),
  );
}
