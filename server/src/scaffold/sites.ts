import { type Message, message } from '../base/message.ts';
import { isInside } from '../base/path.ts';
import { type AnswerKey, type Answers, type AnswerValue, defaultAnswers, withAnswer } from './answers/answers.ts';
import { type Taken, takenBy, takenTogether } from './answers/taken.ts';
import { answerProblems, checkRightType } from './answers/validate.ts';
import { type PlanMeans, type PlannedFile, planSite } from './plan.ts';

/** One Django project with its answers; a server may have several. */
export interface SiteToWrite {
  /** The folder that holds `manage.py`, relative to the target folder; empty for that one itself. */
  readonly folder: string;
  readonly answers: Answers;
}

/** What is wrong with one answer of one of the sites. */
export interface SiteProblem {
  /** Which of the sites, counted from zero. */
  readonly site: number;
  /** The answer's name; `folder` for the place of the site, and empty where it is none of them. */
  readonly key: string;
  readonly message: Message;
}

/**
 * @param taken what is on the server already, seen from a site's folder.
 * @returns everything that stands in the way of writing the sites side by side: each keeps off those before it.
 */
export function sitesProblems(sites: readonly SiteToWrite[], taken: (folder: string) => Taken): SiteProblem[] {
  return sites.flatMap(({ folder, answers }, index) => {
    const before = sites.slice(0, index);
    const folderProblem = checkSiteFolder(folder, before);
    const all = takenTogether(taken(folder), takenBy(before.map((other) => other.answers)));
    return [
      ...(folderProblem === undefined ? [] : [{ site: index, key: 'folder', message: folderProblem }]),
      ...answerProblems(answers, all).map((problem) => ({ site: index, ...problem })),
    ];
  });
}

function checkSiteFolder(folder: string, before: readonly SiteToWrite[]): Message | undefined {
  if (folder !== '' && !folder.split('/').every((name) => /^[\w@+-][\w.@+-]*$/.test(name))) {
    return message('Write the folder of the project relative to where the sites are written, such as shop.');
  }
  const clash = before.find(
    (other) => isInside(`/${folder}`, `/${other.folder}`) || isInside(`/${other.folder}`, `/${folder}`),
  );
  return (
    clash &&
    message('Each project has a folder of its own: "{one}" and "{other}" lie in one another.', {
      one: folder,
      other: clash.folder,
    })
  );
}

/**
 * Plans the files of all sites, each in its folder.
 *
 * @param sites must be without problems, see {@link sitesProblems}.
 * @returns the files in the order in which a person would read them.
 * @throws Error where an answer has a problem.
 */
export function planSites(sites: readonly SiteToWrite[], means: PlanMeans): PlannedFile[] {
  return sites.flatMap(({ folder, answers }) =>
    planSite(answers, means).map((file) => (folder === '' ? file : { ...file, path: `${folder}/${file.path}` })),
  );
}

/** What an answers file said. */
export interface ReadSites {
  /** The sites with defaults for what the file leaves out; to be used only where there are no problems. */
  readonly sites: readonly SiteToWrite[];
  readonly problems: readonly SiteProblem[];
}

/** What is known before the answers file is read. */
export interface BeforeReading {
  /** The folder of a single site of which the file doesn't say where it lies: that of the only Django project, else the empty text. */
  readonly folder: string;
  /** @returns what the Django project in a folder tells, which holds where the file says nothing. */
  proposed(folder: string): Partial<Answers>;
  /** @returns what is on the server already, seen from a site's folder. */
  taken(folder: string): Taken;
}

/**
 * Reads the parsed JSON of an answers file (`siteconf new --answers`): an object with the keys of {@link Answers}, each of
 * them optional but `domains`, or a list of such objects, one for each Django project. `folder` says where a project lies
 * below the target folder; without it a single one lies in {@link BeforeReading.folder}, and one of several has its name.
 */
export function readSites(json: unknown, before: BeforeReading): ReadSites {
  const list = Array.isArray(json) ? json : [json];
  if (list.length === 0) {
    return {
      sites: [],
      problems: [{ site: 0, key: '', message: message('An answers file holds one JSON object, or a list of them.') }],
    };
  }
  const problems: SiteProblem[] = [];
  const sites: SiteToWrite[] = [];
  for (const [index, one] of list.entries()) {
    const read = readOne(one, index, list.length, sites, before);
    sites.push(read.site);
    problems.push(...read.problems);
  }
  const seen = new Set(problems.map(({ site, key }) => `${site} ${key}`));
  const more = sitesProblems(sites, before.taken).filter(
    ({ site, key }) => !seen.has(`${site} ${key}`) && !seen.has(`${site} `),
  );
  return { sites, problems: [...problems, ...more] };
}

function readOne(
  json: unknown,
  index: number,
  count: number,
  others: readonly SiteToWrite[],
  before: BeforeReading,
): { site: SiteToWrite; problems: SiteProblem[] } {
  const beside = takenBy(others.map(({ answers }) => answers));
  const known = new Set<string>(Object.keys(defaultAnswers()));
  const problems: SiteProblem[] = [];
  const wrong = (key: string, problem: Message): void => {
    problems.push({ site: index, key, message: problem });
  };
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    wrong('', message('An answers file holds one JSON object, or a list of them.'));
    return { site: { folder: '', answers: defaultAnswers({}, beside) }, problems };
  }
  const given = 'folder' in json ? json.folder : undefined;
  if (given !== undefined && typeof given !== 'string') {
    wrong('folder', message('An answer is needed.'));
  }
  let folder = typeof given === 'string' ? given.replace(/^\.\/|\/+$/g, '').replace(/^\.$/, '') : undefined;
  let partial: Partial<Answers> = {};
  for (const [key, value] of Object.entries(json).filter(([name]) => name !== 'folder')) {
    if (!known.has(key)) {
      wrong(key, message('There is no answer of this name.'));
      continue;
    }
    const next = withAnswer(partial, key as AnswerKey, value as AnswerValue);
    const wrongType = checkRightType(key as AnswerKey, next[key as AnswerKey] as AnswerValue);
    if (wrongType === undefined) {
      partial = next;
    } else {
      wrong(key, wrongType);
    }
  }
  folder ??= count === 1 ? before.folder : defaultAnswers(partial, beside).site;
  const all = takenTogether(before.taken(folder), beside);
  return { site: { folder, answers: defaultAnswers({ ...before.proposed(folder), ...partial }, all) }, problems };
}
