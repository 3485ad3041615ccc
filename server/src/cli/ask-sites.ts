import { message } from '../base/message.ts';
import { takenBy, takenTogether } from '../scaffold/answers/taken.ts';
import type { Target } from '../scaffold/answers/target.ts';
import type { SiteToWrite } from '../scaffold/sites.ts';
import { askAnswers } from './ask-answers.ts';
import { askYesNo, type Person } from './person.ts';

/**
 * Asks for the sites of a server one after the other, beginning with the Django projects that are there. One that comes from
 * nothing is the target folder itself as long as it is the only one, else it gets a folder of its name.
 *
 * @param empty whether nothing is there to build on, so that a project to start from is offered.
 * @returns sites without a problem; undefined where the person gave up.
 */
export async function askSites(person: Person, target: Target, empty: boolean): Promise<SiteToWrite[] | undefined> {
  const sites: { folder: string | undefined; answers: SiteToWrite['answers'] }[] = [];
  for (;;) {
    const project = target.projects[sites.length];
    if (project?.folder) {
      person.tell(`${person.say(message('Django project: {folder}', { folder: project.folder }))}\n`);
    }
    const beside = takenTogether(target.taken(project?.folder ?? ''), takenBy(sites.map(({ answers }) => answers)));
    const answers = await askAnswers(person, project?.answers ?? (empty ? { starter: true } : {}), beside);
    if (answers === undefined) {
      return undefined;
    }
    sites.push({ folder: project?.folder, answers });
    // What lies below a project belongs to it: another one has its own folder elsewhere.
    const more =
      project?.folder === ''
        ? false
        : await askYesNo(
            person,
            person.say(message('Is there another Django project for this server?')),
            sites.length < target.open,
          );
    if (more === undefined) {
      return undefined;
    }
    if (!more) {
      return sites.map(({ folder, answers: own }) => ({
        folder: folder ?? (sites.length === 1 ? '' : own.site),
        answers: own,
      }));
    }
  }
}
