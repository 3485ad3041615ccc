import type { SeveritySettings } from '../rules/severity.ts';

/** What the person set, whichever front end asked. */
export interface Settings {
  readonly rules: SeveritySettings;
  /** The Nginx that will read the files, such as `1.18`; the newest where undefined. */
  readonly nginxVersion: string | undefined;
  /** Directives of modules that no table knows, by name. */
  readonly customDirectives: readonly string[];
  /** A tag such as `ko`: the language of explanations and messages. */
  readonly locale: string;
}

/** The settings of a person who set nothing. */
export const defaultSettings: Settings = { rules: {}, nginxVersion: undefined, customDirectives: [], locale: 'en' };
