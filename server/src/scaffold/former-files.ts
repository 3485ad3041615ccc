import type { Answers } from './answers.ts';
import { absentProcesses, siteProcesses } from './processes.ts';

/** @returns the files that other answers for the same site write and these don't, relative to the folder of the project. */
export function formerFiles(answers: Answers): string[] {
  const unit = (name: string): string => `deploy/etc/systemd/system/${name}.service`;
  const absent = absentProcesses(answers).map(unit);
  return answers.processManager === 'systemd'
    ? [...absent, `deploy/etc/supervisor/conf.d/${answers.site}.conf`]
    : [...absent, ...siteProcesses(answers).map(({ name }) => unit(name))];
}
