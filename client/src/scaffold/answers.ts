import type { ScaffoldAnswers, ScaffoldQuestion } from '../../../server/src/lsp/wire.ts';
import type { Server } from '../server.ts';
import { askChoice, askFeatures, askReview, askText, type Place, type Reply, type Validate } from './ask.ts';

/** Asks the questions one by one, the yes-or-no ones together, then shows all answers for review. */
export class Answers {
  readonly #server: Server;
  #values: ScaffoldAnswers;
  /** The keys that were asked, in groups that were asked together. */
  readonly #asked: string[][] = [];
  readonly #given: ReadonlySet<string>;

  /**
   * @param proposed answers that are offered in place of the defaults.
   * @param given answers that needn't be asked.
   */
  constructor(server: Server, proposed: ScaffoldAnswers, given: ScaffoldAnswers) {
    this.#server = server;
    this.#values = { ...proposed, ...given };
    this.#given = new Set(Object.keys(given));
  }

  get values(): ScaffoldAnswers {
    return this.#values;
  }

  /** @returns whether the person went through to the end; false where they gave up. */
  async ask(): Promise<boolean> {
    for (;;) {
      const questions = await this.#questions();
      const seen = new Set(this.#asked.flat());
      const open = questions.filter(({ key }) => !seen.has(key) && !this.#given.has(key));
      const next = open[0];
      if (!next) {
        return true;
      }
      const group = next.kind === 'yes-no' ? open.filter(({ kind }) => kind === 'yes-no') : [next];
      const features = open.filter(({ kind }) => kind === 'yes-no').length;
      const remaining = open.length - features + Math.min(features, 1);
      const place: Place = {
        step: this.#asked.length + 1,
        total: this.#asked.length + remaining,
        canGoBack: this.#asked.length > 0,
      };
      const reply = await this.#askGroup(group, place);
      if (reply === undefined) {
        return false;
      }
      if (reply === 'review') {
        return true;
      }
      if (reply === 'back') {
        this.#asked.pop();
      } else {
        this.#asked.push(group.map(({ key }) => key));
      }
    }
  }

  /**
   * Shows all answers and asks again those that the person chooses.
   *
   * @param problems what is wrong with an answer, by key.
   * @returns `go-on`, `back` to the questions, or undefined where the person gave up.
   */
  async review(problems: ReadonlyMap<string, string>): Promise<'go-on' | 'back' | undefined> {
    for (;;) {
      const questions = await this.#questions();
      const reply = await askReview(questions, problems);
      if (reply === undefined || reply === 'review') {
        return undefined;
      }
      if (reply === 'back') {
        this.#asked.pop();
        return 'back';
      }
      const question = reply.value;
      if (!question) {
        return 'go-on';
      }
      const group = question.kind === 'yes-no' ? questions.filter(({ kind }) => kind === 'yes-no') : [question];
      if ((await this.#askGroup(group, { step: 1, total: 1, canGoBack: true })) === undefined) {
        return undefined;
      }
    }
  }

  #questions(): Promise<readonly ScaffoldQuestion[]> {
    return this.#server.request('siteconf/scaffold/questions', { answers: this.#values });
  }

  async #askGroup(group: readonly ScaffoldQuestion[], place: Place): Promise<Reply<unknown>> {
    const question = group[0];
    if (!question) {
      return 'back';
    }
    if (question.kind === 'yes-no') {
      const reply = await askFeatures(group, place);
      if (typeof reply === 'object') {
        this.#values = { ...this.#values, ...Object.fromEntries(reply.value) };
      }
      return reply;
    }
    const validate: Validate = (value) =>
      this.#server.request('siteconf/scaffold/validate', { key: question.key, value, answers: this.#values });
    const ask = question.kind === 'choice' ? askChoice : askText;
    const reply = await ask(question, place, validate);
    if (typeof reply === 'object') {
      this.#values = { ...this.#values, [question.key]: reply.value };
    }
    return reply;
  }
}
