import type { RunningSite } from './running-site.ts';

/** A program of the running site that reads files when it starts. */
export type Program = 'nginx' | 'web' | 'worker' | 'beat' | 'flower';

/** A change of one of the site's files: `from` stands in it once and becomes `to`; a file that isn't there begins as ''. */
export interface Edit {
  readonly path: string;
  readonly from: string;
  readonly to: string;
}

/** One fault that a rule names, put into the running site. */
export interface Fault {
  readonly rule: string;
  /** What is wrong, where the rule's id doesn't say it yet: one rule may have several faults. */
  readonly name?: string;
  /** The site answers HTTP alone, or HTTPS with the switch turned. */
  readonly stage: 'http' | 'https';
  readonly edits: readonly Edit[];
  /** The programs that have to read the files anew. */
  readonly restart: readonly Program[];
  /** The files are read away from the server, where its programs aren't asked. */
  readonly atDesk?: boolean;
  /** The first line of the text that the finding marks. */
  readonly marks: string;
  /** Other rules that rightly speak too: what one fault breaks may be told by two. */
  readonly also?: readonly string[];
  /** What a visitor or the operator sees. It is asked again until it is as expected. */
  readonly observe: (site: RunningSite) => unknown;
  /** What is seen while the fault is in. */
  readonly broken: unknown;
  /** What is seen after the fault is gone. */
  readonly sound: unknown;
  /** What is seen after the rule's fix, where that isn't the same as before the fault. */
  readonly fixed?: unknown;
  /** Which of the finding's fixes; the first. */
  readonly choice?: number;
}

/** @returns an edit that puts `text` behind `anchor`. */
export function behind(path: string, anchor: string, text: string): Edit {
  return { path, from: anchor, to: `${anchor}${text}` };
}

/** @returns an edit that makes a file. */
export function newFile(path: string, text: string): Edit {
  return { path, from: '', to: text };
}

/** How the settings of the site choose their storages. */
export const storages = `if "STORAGES" in globals() or not hasattr(global_settings, "STATICFILES_STORAGE"):
    STORAGES = {
        **global_settings.STORAGES,
        "staticfiles": {"BACKEND": "main.static_storage.ProductionStaticFiles"},
        **globals().get("STORAGES", {}),
    }
else:
    STATICFILES_STORAGE = globals().get("STATICFILES_STORAGE", "main.static_storage.ProductionStaticFiles")
`;

/** The same storages, told in one word each: a rule is silent where it has to guess at them. */
export const toldStorages: Edit = {
  path: '/srv/shop/main/settings_production.py',
  from: storages,
  to: `STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
`,
};
