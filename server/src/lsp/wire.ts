/**
 * What the client asks beyond the language server protocol. Types only, since the client is built by itself. All sentences
 * come in the language of the client's `initialize.locale`.
 *
 * The server names one command that the client owns, in the code actions that explain a finding: `siteconf.explainRule` with
 * the rule's id as its argument. The kind of its fix-all action is `source.fixAll.siteconf`.
 */
export interface Requests {
  /** Every rule, sorted by id. */
  'siteconf/rules': { params: null; result: readonly RuleSummary[] };
  /** The page of a rule as Markdown; null where there is no such rule. */
  'siteconf/explain': { params: { readonly rule: string }; result: string | null };
  /** Where a URL goes; `uri` is a document of the configuration that is asked, or null. */
  'siteconf/route': { params: { readonly url: string; readonly uri: string | null }; result: RouteResult };
  /** The answers that the Django project in `folder`, a `file:` URI, proposes; none where there is no project. */
  'siteconf/scaffold/proposals': { params: { readonly folder: string }; result: ScaffoldAnswers };
  /** The questions that the answers so far leave to be asked, in order; defaults follow from the answers. */
  'siteconf/scaffold/questions': {
    params: { readonly answers: ScaffoldAnswers };
    result: readonly ScaffoldQuestion[];
  };
  /** What is wrong with one answer as it is typed, as a sentence; null where it can be taken. */
  'siteconf/scaffold/validate': {
    params: { readonly key: string; readonly value: string | boolean; readonly answers: ScaffoldAnswers };
    result: string | null;
  };
  /** The files of the site, held against what lies in `folder`, a `file:` URI. */
  'siteconf/scaffold/plan': {
    params: { readonly answers: ScaffoldAnswers; readonly folder: string };
    result: ScaffoldPlan;
  };
  /**
   * Writes files of a plan below `folder`, all of them or none. Conflicts that the person wants kept are left out by the
   * client; those that are sent are overwritten. The result is why nothing was written, or null.
   */
  'siteconf/scaffold/write': {
    params: { readonly folder: string; readonly files: readonly ScaffoldFile[] };
    result: string | null;
  };
}

/** What the client hands over at the start. An editor that hands over nothing is offered no command of the client. */
export interface InitializationOptions {
  readonly explainRule?: boolean;
  /** Whether the client has the command `siteconf.followUrl`, which takes a URL and a document's address. */
  readonly followUrl?: boolean;
}

/** Either a problem with the URL, or the way. */
export interface RouteResult {
  readonly problem: string | null;
  readonly steps: readonly {
    readonly what: string;
    /** The statement that decided, its line counted from zero; null where no single one did. */
    readonly place: { readonly uri: string; readonly line: number } | null;
  }[];
  /** Where it ends, in lines. */
  readonly end: readonly string[];
}

export interface RuleSummary {
  readonly id: string;
  readonly severity: 'error' | 'warning' | 'info' | 'hint';
  /** One line. */
  readonly summary: string;
}

/** Answers by key, as the person gave them; what is left out is filled in with its default. */
export type ScaffoldAnswers = Readonly<Record<string, string | boolean>>;

export interface ScaffoldQuestion {
  readonly key: string;
  readonly prompt: string;
  readonly kind: 'text' | 'choice' | 'yes-no';
  readonly default: string | boolean;
  /** The words to choose from; empty for other kinds. */
  readonly choices: readonly string[];
}

/** Either problems, or files. */
export interface ScaffoldPlan {
  /** Answers that can't be taken; then there are no files. */
  readonly problems: readonly { readonly key: string; readonly message: string }[];
  /** In the order in which a person would read them. */
  readonly files: readonly ScaffoldFile[];
}

export interface ScaffoldFile {
  /** Relative to the folder, with `/` between names. */
  readonly path: string;
  /** What the file holds once written; where it is extended, what the person wrote and the added lines. */
  readonly text: string;
  /** The permission bits, such as 0o600. */
  readonly mode: number;
  /** What it is for, in a few words. */
  readonly purpose: string;
  /** `conflict`: it is there with another text, and is overwritten only when the person says so. */
  readonly state: 'create' | 'same' | 'extend' | 'conflict';
}
