import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { message } from '../../base/message.ts';
import { isInside, type WorkspacePath } from '../../base/path.ts';
import { createDisk } from '../../host/disk.ts';
import { toWorkspacePath } from '../../host/node-path.ts';
import { readIfThere } from '../../host/read-if-there.ts';
import { type FileToWrite, WriteError } from '../../host/write-files.ts';
import {
  type AnswerKey,
  type Answers,
  type AnswerValue,
  defaultAnswers,
  withAnswer,
} from '../../scaffold/answers/answers.ts';
import { offered, questions } from '../../scaffold/answers/questions.ts';
import { type Taken, takenBy, takenTogether } from '../../scaffold/answers/taken.ts';
import { readTarget, type Target } from '../../scaffold/answers/target.ts';
import { validateAnswer } from '../../scaffold/answers/validate.ts';
import { findFormerFiles, formerSentence } from '../../scaffold/former-files.ts';
import { siteNotes } from '../../scaffold/notes.ts';
import { planSites, sitesProblems } from '../../scaffold/sites.ts';
import { planWrites } from '../../scaffold/writes.ts';
import { guarded } from '../guard.ts';
import type { Session } from '../session.ts';
import { uriPath } from '../uris.ts';
import type { Requests, ScaffoldAnswers, ScaffoldFile, ScaffoldPlace } from '../wire.ts';

type Proposals = Requests['siteconf/scaffold/proposals'];
type Questions = Requests['siteconf/scaffold/questions'];
type Validate = Requests['siteconf/scaffold/validate'];
type Plan = Requests['siteconf/scaffold/plan'];
type Write = Requests['siteconf/scaffold/write'];

/**
 * The steps of a scaffold. Only the last one writes, and only what it is handed. Planning and writing answer a failure
 * with an error: neither has a neutral answer that wouldn't tell the person that all is well.
 */
export function handleScaffold(session: Session): void {
  const { connection } = session;
  connection.onRequest(
    'siteconf/scaffold/proposals',
    guarded<Proposals['params'], Proposals['result']>(session, 'siteconf/scaffold/proposals', [], ({ folder }) =>
      proposals(session, toWorkspacePath(uriPath(folder))),
    ),
  );
  connection.onRequest(
    'siteconf/scaffold/questions',
    guarded<Questions['params'], Questions['result']>(
      session,
      'siteconf/scaffold/questions',
      [],
      ({ answers, place }) =>
        questions(toAnswers(answers, takenAt(session, place))).map((question) => ({
          ...question,
          prompt: session.snapshot.say(question.prompt),
        })),
    ),
  );
  connection.onRequest(
    'siteconf/scaffold/validate',
    guarded<Validate['params'], Validate['result']>(
      session,
      'siteconf/scaffold/validate',
      null,
      ({ key, value, answers, place }) => {
        const taken = takenAt(session, place);
        const problem = isKey(key) ? validateAnswer(key, value, toAnswers(answers, taken), taken) : undefined;
        return problem === undefined ? null : session.snapshot.say(problem);
      },
    ),
  );
  connection.onRequest('siteconf/scaffold/plan', (params: Plan['params']): Plan['result'] => plan(session, params));
  connection.onRequest(
    'siteconf/scaffold/write',
    (params: Write['params']): Promise<Write['result']> => write(session, params),
  );
}

function targetOf(session: Session, folder: WorkspacePath): Target {
  const { workspace, site } = session.snapshot;
  return session.folders.some((one) => isInside(folder, one))
    ? readTarget(folder, workspace, site)
    : readTarget(folder, createDisk([folder]).workspace());
}

function proposals(session: Session, folder: WorkspacePath): Proposals['result'] {
  const { projects } = targetOf(session, folder);
  if (projects.length === 0) {
    const empty = !readdirSync(folder).some((name) => name.endsWith('.py'));
    return [{ folder: null, answers: empty ? { starter: true } : {} }];
  }
  return projects.map((project) => ({
    folder: project.folder ?? null,
    answers: Object.fromEntries(Object.entries(project.answers).map(([key, value]) => [key, offered(value)])),
  }));
}

/** What other sites have: those that are there, and those that were answered before. */
function takenAt(session: Session, { target, folder, before }: ScaffoldPlace): Taken {
  const there = targetOf(session, toWorkspacePath(uriPath(target))).taken(folder ?? '');
  return takenTogether(there, takenBy(answersInTurn(before, there)));
}

/** The answers of several sites, each with defaults that keep off those before it. */
function answersInTurn(given: readonly ScaffoldAnswers[], there: Taken): Answers[] {
  const all: Answers[] = [];
  for (const one of given) {
    all.push(toAnswers(one, takenTogether(there, takenBy(all))));
  }
  return all;
}

function isKey(key: string): key is AnswerKey {
  return Object.hasOwn(defaultAnswers(), key);
}

function toAnswers(given: ScaffoldAnswers, taken: Taken): Answers {
  let partial: Partial<Answers> = {};
  for (const [key, value] of Object.entries(given)) {
    if (isKey(key)) {
      partial = withAnswer(partial, key, value satisfies AnswerValue);
    }
  }
  return defaultAnswers(partial, taken);
}

function plan(session: Session, { sites: given, folder }: Plan['params']): Plan['result'] {
  const { say } = session.snapshot;
  const target = targetOf(session, toWorkspacePath(uriPath(folder)));
  const answers = answersInTurn(
    given.map((one) => one.answers),
    target.taken(given[0]?.folder ?? ''),
  );
  const sites = answers.map((one, index) => {
    const own = given[index]?.folder ?? null;
    return { folder: own ?? (given.length === 1 ? '' : one.site), answers: one };
  });
  const problems = sitesProblems(sites, (place) => target.taken(place)).map(({ site, key, message }) => ({
    site,
    key,
    message: say(message),
  }));
  if (problems.length > 0) {
    return { problems, notes: [], files: [] };
  }
  const language = session.settings.locale.toLowerCase().split(/[-_]/)[0] ?? 'en';
  const planned = planSites(sites, { randomBytes, translation: session.texts.translations[language] ?? {} });
  const root = uriPath(folder);
  const writes = planWrites(planned, (path) => readIfThere(join(root, path)));
  const states = new Map<string, ScaffoldFile>();
  for (const state of ['create', 'same', 'extend', 'conflict'] as const) {
    for (const { path, text, mode, purpose } of writes[state]) {
      states.set(path, { path, text, mode, purpose: say(purpose), state });
    }
  }
  const former = findFormerFiles(sites, (path) => existsSync(join(root, path)));
  const notes = [
    ...(former.length === 0 ? [] : [{ what: say(message(formerSentence)), advice: former.join(', ') }]),
    ...answers.flatMap(siteNotes).map(({ what, advice }) => ({ what: say(what), advice: say(advice) })),
  ];
  return { problems: [], notes, files: planned.flatMap(({ path }) => states.get(path) ?? []) };
}

async function write({ history }: Session, { folder, files }: Write['params']): Promise<Write['result']> {
  const wanted = files
    .filter((file) => file.state !== 'same')
    .map(({ path, text, mode, state }): FileToWrite => ({ path, text, mode, replace: state !== 'create' }));
  try {
    return { problem: null, forgotten: (await history.write(uriPath(folder), wanted)) ?? null };
  } catch (error) {
    if (error instanceof WriteError) {
      return { problem: error.message, forgotten: null };
    }
    throw error;
  }
}
