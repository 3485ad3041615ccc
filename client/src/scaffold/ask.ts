import {
  type Disposable,
  type InputBox,
  l10n,
  type QuickInputButton,
  QuickInputButtons,
  type QuickPick,
  type QuickPickItem,
  QuickPickItemKind,
  ThemeIcon,
  window,
} from 'vscode';
import type { ScaffoldQuestion } from '../../../server/src/lsp/wire.ts';

/** What the person did: gave a value, went back, skipped to the review, or gave up (undefined). */
export type Reply<T> = { readonly value: T } | 'back' | 'review' | undefined;

/** Where the question stands among the others. */
export interface Place {
  readonly step: number;
  readonly total: number;
  /** Whether there is a question to go back to. */
  readonly canGoBack: boolean;
  /** The project that is asked about, where it has a name yet. */
  readonly folder: string | null;
}

/** @returns what is wrong with a value, as a sentence; null where it can be taken. */
export type Validate = (value: string | boolean) => Promise<string | null>;

function title(folder: string | null): string {
  return folder ? l10n.t('Scaffold Site: {folder}', { folder }) : l10n.t('Scaffold Site');
}

function reviewButton(): QuickInputButton {
  return { iconPath: new ThemeIcon('checklist'), tooltip: l10n.t('Take the defaults for the rest') };
}

/** Gives an input the title, the step and the buttons of its question. @returns the button that skips to the review. */
function dress(input: QuickPick<QuickPickItem> | InputBox, place: Place): QuickInputButton {
  const review = reviewButton();
  input.title = title(place.folder);
  input.step = place.step;
  input.totalSteps = place.total;
  input.ignoreFocusOut = true;
  input.buttons = [...(place.canGoBack ? [QuickInputButtons.Back] : []), review];
  return review;
}

/** Shows an input until `settle` is called or it is hidden, then cleans up. */
function shown<T>(
  input: { show(): void; onDidHide(listener: () => void): Disposable; dispose(): void },
  listen: (settle: (reply: Reply<T>) => void) => Disposable[],
): Promise<Reply<T>> {
  return new Promise((resolve) => {
    const listeners = [input.onDidHide(() => settle(undefined)), ...listen((reply) => settle(reply))];
    function settle(reply: Reply<T>): void {
      resolve(reply);
      for (const listener of listeners) {
        listener.dispose();
      }
      input.dispose();
    }
    input.show();
  });
}

/** Asks for a text, which is checked as it is typed; only one without a fault is taken. */
export function askText(question: ScaffoldQuestion, place: Place, validate: Validate): Promise<Reply<string>> {
  const input = window.createInputBox();
  const review = dress(input, place);
  input.prompt = question.prompt;
  input.placeholder = question.prompt;
  input.value = String(question.default);
  const check = async (): Promise<boolean> => {
    const value = input.value;
    const problem = await validate(value);
    if (value === input.value) {
      input.validationMessage = problem ?? undefined;
    }
    return problem === null;
  };
  return shown(input, (settle) => [
    input.onDidChangeValue(check),
    input.onDidAccept(async () => {
      const value = input.value;
      if ((await check()) && value === input.value) {
        settle({ value });
      }
    }),
    input.onDidTriggerButton((button) => settle(button === review ? 'review' : 'back')),
  ]);
}

/** Asks for one of a few words. */
export async function askChoice(question: ScaffoldQuestion, place: Place, validate: Validate): Promise<Reply<string>> {
  const pick = window.createQuickPick();
  const review = dress(pick, place);
  pick.placeholder = question.prompt;
  const problems = await Promise.all(question.choices.map((choice) => validate(choice)));
  pick.items = question.choices.map((label, index) => {
    const problem = problems[index];
    return problem ? { label, description: `$(error) ${problem}` } : { label };
  });
  pick.activeItems = pick.items.filter(({ label }) => label === question.default);
  return shown<string>(pick, (settle) => [
    pick.onDidAccept(() => {
      const picked = pick.selectedItems[0];
      if (picked && !picked.description) {
        settle({ value: picked.label });
      }
    }),
    pick.onDidTriggerButton((button) => settle(button === review ? 'review' : 'back')),
  ]);
}

/** Asks all yes-or-no questions at once. */
export function askFeatures(
  questions: readonly ScaffoldQuestion[],
  place: Place,
): Promise<Reply<ReadonlyMap<string, boolean>>> {
  const pick = window.createQuickPick<QuickPickItem & { key: string }>();
  const review = dress(pick, place);
  pick.placeholder = l10n.t('What belongs to the site? Check what does, then press Enter.');
  pick.canSelectMany = true;
  pick.items = questions.map(({ key, prompt }) => ({ key, label: prompt }));
  pick.selectedItems = pick.items.filter(({ key }) => questions.some((it) => it.key === key && it.default === true));
  return shown(pick, (settle) => [
    pick.onDidAccept(() => {
      const chosen = new Set(pick.selectedItems.map(({ key }) => key));
      settle({ value: new Map(questions.map(({ key }) => [key, chosen.has(key)])) });
    }),
    pick.onDidTriggerButton((button) => settle(button === review ? 'review' : 'back')),
  ]);
}

/** What a person does with the answers of a site: ask one of them again, go on to the files, or to another project. */
export type Review = ScaffoldQuestion | 'go-on' | 'another';

/**
 * Shows all answers.
 *
 * @param another what is offered as a further project; undefined where none can follow.
 */
export function askReview(
  questions: readonly ScaffoldQuestion[],
  problems: ReadonlyMap<string, string>,
  folder: string | null,
  another: string | undefined,
): Promise<Reply<Review>> {
  const pick = window.createQuickPick<QuickPickItem & { review?: Review }>();
  pick.title = title(folder);
  pick.ignoreFocusOut = true;
  pick.placeholder = l10n.t('Go on, or choose an answer to change it.');
  pick.matchOnDescription = true;
  pick.buttons = [QuickInputButtons.Back];
  pick.items = [
    { label: `$(preview) ${l10n.t('Preview the files')}`, alwaysShow: true, review: 'go-on' },
    ...(another === undefined
      ? []
      : [
          {
            label: `$(add) ${l10n.t('Add another Django project')}`,
            description: another,
            alwaysShow: true,
            review: 'another' as const,
          },
        ]),
    { label: l10n.t('Answers'), kind: QuickPickItemKind.Separator },
    ...questions.map((question) => ({ review: question, ...reviewRow(question, problems.get(question.key)) })),
  ];
  const wrong = pick.items.find(({ review }) => typeof review === 'object' && problems.has(review.key));
  if (wrong) {
    pick.activeItems = [wrong];
  }
  return shown<Review>(pick, (settle) => [
    pick.onDidAccept(() => {
      const picked = pick.selectedItems[0];
      if (picked?.review) {
        settle({ value: picked.review });
      }
    }),
    pick.onDidTriggerButton(() => settle('back')),
  ]);
}

function reviewRow(question: ScaffoldQuestion, problem: string | undefined): QuickPickItem {
  const { default: value, prompt } = question;
  const answer = typeof value === 'string' ? value : value ? l10n.t('yes') : l10n.t('no');
  return problem
    ? { label: prompt, description: answer, detail: `$(error) ${problem}` }
    : { label: prompt, description: answer };
}
