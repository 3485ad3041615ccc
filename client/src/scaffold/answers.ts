import type { ScaffoldAnswers, ScaffoldPlace, ScaffoldQuestion } from '../../../server/src/lsp/wire.ts';
import type { Server } from '../server.ts';
import { askChoice, askFeatures, askReview, askText, type Place, type Reply, type Validate } from './ask.ts';

/** Asks the questions of one site one by one, the yes-or-no ones together, then shows all answers for review. */
export class Answers {
  readonly #server: Server;
  readonly #place: ScaffoldPlace;
  #values: ScaffoldAnswers;
  /** The keys that were asked, in groups that were asked together. */
  readonly #asked: string[][] = [];
  readonly #given: ReadonlySet<string>;

  /**
   * @param place where the site is written, and which ones come before it.
   * @param proposed answers that are offered in place of the defaults.
   * @param given answers that needn't be asked.
   */
  constructor(server: Server, place: ScaffoldPlace, proposed: ScaffoldAnswers, given: ScaffoldAnswers) {
    this.#server = server;
    this.#place = place;
    this.#values = { ...proposed, ...given };
    this.#given = new Set(Object.keys(given));
  }

  get values(): ScaffoldAnswers {
    return this.#values;
  }

  /** The folder that the answers are for, as `ScaffoldSite` has it. */
  get folder(): string | null {
    return this.#place.folder;
  }

  get #isFirst(): boolean {
    return this.#place.before.length === 0;
  }

  /** @returns `done`, `back` to the site before, or undefined where the person gave up. */
  async ask(): Promise<'done' | 'back' | undefined> {
    for (;;) {
      const questions = await this.#questions();
      const seen = new Set(this.#asked.flat());
      const open = questions.filter(({ key }) => !seen.has(key) && !this.#given.has(key));
      const next = open[0];
      if (!next) {
        return 'done';
      }
      const group = next.kind === 'yes-no' ? open.filter(({ kind }) => kind === 'yes-no') : [next];
      const features = open.filter(({ kind }) => kind === 'yes-no').length;
      const remaining = open.length - features + Math.min(features, 1);
      const place: Place = {
        step: this.#asked.length + 1,
        total: this.#asked.length + remaining,
        canGoBack: this.#asked.length > 0 || !this.#isFirst,
        folder: this.folder,
      };
      const reply = await this.#askGroup(group, place);
      if (reply === undefined) {
        return undefined;
      }
      if (reply === 'review') {
        return 'done';
      }
      if (reply === 'back') {
        if (this.#asked.pop() === undefined) {
          return 'back';
        }
      } else {
        this.#asked.push(group.map(({ key }) => key));
      }
    }
  }

  /**
   * Shows all answers and asks again those that the person chooses.
   *
   * @param problems what is wrong with an answer, by key.
   * @param another what is offered as a further project; undefined where none can follow.
   * @returns `go-on`, `another` project to be asked for, `back` to the questions, or undefined where the person gave up.
   */
  async review(
    problems: ReadonlyMap<string, string>,
    another: string | undefined,
  ): Promise<'go-on' | 'another' | 'back' | undefined> {
    for (;;) {
      const questions = await this.#questions();
      const reply = await askReview(questions, problems, this.folder, another);
      if (reply === undefined || reply === 'review') {
        return undefined;
      }
      if (reply === 'back') {
        this.#asked.pop();
        return 'back';
      }
      const question = reply.value;
      if (typeof question === 'string') {
        return question;
      }
      const group = question.kind === 'yes-no' ? questions.filter(({ kind }) => kind === 'yes-no') : [question];
      if ((await this.#askGroup(group, { step: 1, total: 1, canGoBack: true, folder: this.folder })) === undefined) {
        return undefined;
      }
    }
  }

  #questions(): Promise<readonly ScaffoldQuestion[]> {
    return this.#server.request('siteconf/scaffold/questions', { answers: this.#values, place: this.#place });
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
      this.#server.request('siteconf/scaffold/validate', {
        key: question.key,
        value,
        answers: this.#values,
        place: this.#place,
      });
    const ask = question.kind === 'choice' ? askChoice : askText;
    const reply = await ask(question, place, validate);
    if (typeof reply === 'object') {
      this.#values = { ...this.#values, [question.key]: reply.value };
    }
    return reply;
  }
}
