import { message } from '../base/message.ts';
import { type AnswerKey, type Answers, defaultAnswers, withAnswer } from '../scaffold/answers/answers.ts';
import { type Question, questions } from '../scaffold/answers/questions.ts';
import { nothingTaken, type Taken } from '../scaffold/answers/taken.ts';
import { answerProblems, validateAnswer } from '../scaffold/answers/validate.ts';
import { askYesNo, type Person } from './person.ts';

/**
 * Asks the questions of a scaffold one by one. What can't be taken is asked again, as are answers that don't fit others that
 * were given later.
 *
 * @param proposed answers that are offered in place of the defaults.
 * @param taken what other sites of the server have.
 * @returns answers without a problem; undefined where the person gave up.
 */
export async function askAnswers(
  person: Person,
  proposed: Partial<Answers>,
  taken: Taken = nothingTaken,
): Promise<Answers | undefined> {
  let partial = proposed;
  const asked = new Set<AnswerKey>();
  for (;;) {
    const answers = defaultAnswers(partial, taken);
    const question = questions(answers).find(({ key }) => !asked.has(key));
    if (question === undefined) {
      const problems = answerProblems(answers, taken);
      if (problems.length === 0) {
        return answers;
      }
      for (const { key, message: problem } of problems) {
        person.tell(`  ${person.say(problem)}\n`);
        asked.delete(key);
      }
      continue;
    }
    const value = await askOne(person, question);
    if (value === undefined) {
      return undefined;
    }
    const problem = validateAnswer(question.key, value, answers, taken);
    if (problem === undefined) {
      partial = withAnswer(partial, question.key, value);
      asked.add(question.key);
    } else {
      person.tell(`  ${person.say(problem)}\n`);
    }
  }
}

/** @returns what was answered, the offered value for an empty line; undefined where the person gave up. */
async function askOne(person: Person, question: Question): Promise<string | boolean | undefined> {
  const prompt = person.say(question.prompt);
  if (question.kind === 'yes-no') {
    return askYesNo(person, prompt, question.default === true);
  }
  const words = question.choices.length === 0 ? '' : ` (${question.choices.join(', ')})`;
  const offer = question.default === '' ? '' : ` [${question.default}]`;
  const typed = (await person.ask(`${prompt}${words}${offer}: `))?.trim();
  if (typed === undefined || typed === '') {
    return typed === undefined ? undefined : question.default;
  }
  const begun = question.choices.filter((choice) => choice.startsWith(typed.toLowerCase()));
  return begun.length === 1 && begun[0] !== undefined ? begun[0] : typed;
}

/** @returns the paths of `conflicts` that may be overwritten; undefined where the person gave up. */
export async function askOverwrites(person: Person, conflicts: readonly string[]): Promise<Set<string> | undefined> {
  const agreed = new Set<string>();
  for (const path of conflicts) {
    const prompt = person.say(message('{path} is there with another text. Overwrite it?', { path }));
    const answer = await askYesNo(person, prompt, false);
    if (answer === undefined) {
      return undefined;
    }
    if (answer) {
      agreed.add(path);
    }
  }
  return agreed;
}
