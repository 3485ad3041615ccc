import { joinPath, type WorkspacePath } from '../../base/path.ts';
import type { Workspace } from '../../base/workspace.ts';
import { readEnvironmentFile } from '../../syntax/dotenv/environment-file.ts';
import { type AnswerKey, type Answers, type AnswerValue, defaultAnswers, tidyAnswer } from './answers.ts';
import { isUsed } from './questions.ts';
import { checkRightType } from './validate.ts';

/** Where the answers of a site are kept, below the folder of its project. */
export const keptAnswersPath = 'deploy/answers.json';

/** What the project tells anew each time, and what the environment file holds, which others can't read. */
const readAnew: ReadonlySet<AnswerKey> = new Set([
  'starter',
  'entry',
  'earlyModels',
  'settings',
  'requirements',
  'groups',
  'python',
  'browserCode',
  'programs',
  'variables',
  'environment',
  'vite',
  'cookiePrefix',
  'database',
  'celeryNamespace',
  'brokerUrl',
]);

/** @returns the text of the file that keeps the answers for a later run; an answers file too, without any secret. */
export function keptAnswersText(answers: Answers): string {
  const keys = (Object.keys(answers) as AnswerKey[]).filter((key) => !readAnew.has(key) && isUsed(key, answers));
  return JSON.stringify(Object.fromEntries(keys.map((key) => [key, answers[key]])), undefined, 2);
}

/** @returns what an earlier run for the project in `folder` was answered, as far as it can be read. */
export function readKeptAnswers(workspace: Workspace, folder: WorkspacePath): Partial<Record<AnswerKey, AnswerValue>> {
  const kept = objectOf(workspace.read(joinPath(folder, keptAnswersPath)));
  const environment = workspace.read(joinPath(folder, `deploy/${kept.site}.env`));
  const entries = environment === undefined ? [] : readEnvironmentFile(environment).entries;
  const broker = entries.findLast(({ name }) => name === 'CELERY_BROKER_URL')?.value;
  const keys = (Object.keys(defaultAnswers()) as AnswerKey[]).filter((key) => key in kept && !readAnew.has(key));
  const right = keys.filter((key) => checkRightType(key, tidyAnswer(key, kept[key] as AnswerValue)) === undefined);
  return {
    ...Object.fromEntries(right.map((key) => [key, kept[key]])),
    ...(broker === undefined ? {} : { brokerUrl: broker }),
  };
}

function objectOf(text: string | undefined): Record<string, AnswerValue> {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, AnswerValue>)
      : {};
  } catch {
    return {};
  }
}
