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
  /**
   * The Django projects below a folder, those without a site first; where there is nothing to build on, one that offers to start
   * from nothing.
   */
  'siteconf/scaffold/proposals': { params: { readonly folder: string }; result: readonly ScaffoldSite[] };
  /** The main Nginx files that a document is part of; all of them where it is null or part of none. */
  'siteconf/nginx/mains': { params: { readonly uri: string | null }; result: readonly string[] };
  /** A main configuration around a document that is part of none here, with `name` as its name on the disk and `folder` to write to; null for every other document. */
  'siteconf/nginx/around': {
    params: { readonly uri: string; readonly name: string; readonly folder: string };
    result: string | null;
  };
  /** Holds what `nginx -t` printed of a main file, or of a file asked alone, against our answers; `version` is the one that printed it, if known. */
  'siteconf/nginx/compare': {
    params: { readonly main: string; readonly output: string; readonly version: string | null };
    result: NginxTestResult;
  };
  /** The questions that the answers so far leave to be asked, in order; defaults follow from the answers. */
  'siteconf/scaffold/questions': {
    params: { readonly answers: ScaffoldAnswers; readonly place: ScaffoldPlace };
    result: readonly ScaffoldQuestion[];
  };
  /** What is wrong with one answer as it is typed, as a sentence; null where it can be taken. */
  'siteconf/scaffold/validate': {
    params: {
      readonly key: string;
      readonly value: string | boolean;
      readonly answers: ScaffoldAnswers;
      readonly place: ScaffoldPlace;
    };
    result: string | null;
  };
  /** The files of all sites, held against what lies in `folder`, a `file:` URI. */
  'siteconf/scaffold/plan': {
    params: { readonly sites: readonly ScaffoldSite[]; readonly folder: string };
    result: ScaffoldPlan;
  };
  /**
   * Writes files of a plan below `folder`, all of them or none. Conflicts that the person wants kept are left out by the
   * client; those that are sent are overwritten.
   */
  'siteconf/scaffold/write': {
    params: { readonly folder: string; readonly files: readonly ScaffoldFile[] };
    result: WriteResult;
  };
  /** What was written last into one of `folders` (`file:` URIs), by a scaffold or by turning HTTPS on; into any where there are none. */
  'siteconf/undo/last': { params: { readonly folders: readonly string[] }; result: LastRun | null };
  /** Takes back that run, but for files that were changed since; null where another one was the last meanwhile. */
  'siteconf/undo/run': {
    params: { readonly folders: readonly string[]; readonly id: string };
    result: UndoResult | null;
  };
  /** The files that may take part in turning HTTPS on; of the site files just the document `uri` where it is one. */
  'siteconf/https/files': {
    params: { readonly uri: string | null };
    result: { readonly sites: readonly string[]; readonly environments: readonly string[] };
  };
  /** What turning HTTPS on changes in a site file and an environment file, both `file:` URIs. */
  'siteconf/https/plan': {
    params: { readonly site: string; readonly environment: string };
    result: { readonly problem: string | null; readonly changes: readonly TextChange[] };
  };
  /** Writes all the changes or none; refused where a file has another text than `before` by now. */
  'siteconf/https/write': { params: { readonly changes: readonly TextChange[] }; result: WriteResult };
}

/** What the client hands over at the start. An editor that hands over nothing is offered no command of the client. */
export interface InitializationOptions {
  readonly explainRule?: boolean;
  /** Whether the client has the command `siteconf.followUrl`, which takes a URL and a document's address. */
  readonly followUrl?: boolean;
}

export interface NginxTestResult {
  /** Null where the two can't be compared. */
  readonly agrees: boolean | null;
  readonly verdict: string;
  readonly complaints: readonly {
    readonly uri: string;
    readonly range: Range;
    readonly severity: 'error' | 'warning';
    readonly message: string;
  }[];
}

/** A stretch of a text as the protocol counts it. */
export interface Range {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

/** A file with the text that it has and the one that it is to have. */
export interface TextChange {
  readonly uri: string;
  readonly before: string;
  readonly after: string;
}

/** A run that can be taken back. */
export interface LastRun {
  readonly id: string;
  /** A path on this machine's disk. */
  readonly folder: string;
  /** The paths of the files, relative to the folder. */
  readonly files: readonly string[];
}

/** Why nothing was written, or why what was written can't be taken back; both null where all is well. */
export interface WriteResult {
  readonly problem: string | null;
  readonly forgotten: string | null;
}

/** Either why nothing was taken back, or the paths of what was. */
export interface UndoResult {
  readonly problem: string | null;
  readonly removed: readonly string[];
  readonly restored: readonly string[];
  /** Changed since they were written, and left alone. */
  readonly kept: readonly string[];
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

/** One site with its folder, relative to the one that is scaffolded; null where the site's name is its folder's. */
export interface ScaffoldSite {
  readonly folder: string | null;
  readonly answers: ScaffoldAnswers;
}

/** Where a site is to be written and which ones were answered before it; its answers keep off theirs. */
export interface ScaffoldPlace {
  /** The scaffolded folder, a `file:` URI. */
  readonly target: string;
  /** The site's folder, as in {@link ScaffoldSite}. */
  readonly folder: string | null;
  readonly before: readonly ScaffoldAnswers[];
}

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
  readonly problems: readonly { readonly site: number; readonly key: string; readonly message: string }[];
  /** What a person has to know before the files are used, and what to do about it. */
  readonly notes: readonly { readonly what: string; readonly advice: string }[];
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
