import { type SeveritySetting, type SeveritySettings, severities } from '../rules/severity.ts';

/** What the person set, whichever front end asked. */
export interface Settings {
  readonly rules: SeveritySettings;
  /** The Nginx that will read the files, such as `1.18`; the newest where undefined. */
  readonly nginxVersion: string | undefined;
  /** Directives of modules that no table knows, by name. */
  readonly customDirectives: readonly string[];
  /** The machine that is asked about files, hosts and users: `auto`, `off`, or the folder that stands for its `/`. */
  readonly machine: string;
  /** Whether each `server` and `location` offers to follow a URL that leads there. */
  readonly routeLens: boolean;
  /** A tag such as `ko`: the language of explanations and messages. */
  readonly locale: string;
}

/** The settings of a person who set nothing. */
export const defaultSettings: Settings = {
  rules: {},
  nginxVersion: undefined,
  customDirectives: [],
  machine: 'auto',
  routeLens: false,
  locale: 'en',
};

/**
 * Reads what an editor holds below `siteconf`. What is no such setting counts as not set, since a person may be typing it.
 * @param given `{ rules, nginx: { version, customDirectives, machine }, codeLens: { route } }`, each part optional.
 */
export function readSettings(given: unknown, locale: string): Settings {
  const settings = asObject(given);
  const nginx = asObject(settings.nginx);
  const rules = Object.entries(asObject(settings.rules)).filter((entry): entry is [string, SeveritySetting] =>
    isSeveritySetting(entry[1]),
  );
  const { version, customDirectives, machine } = nginx;
  return {
    rules: Object.fromEntries(rules),
    nginxVersion: typeof version === 'string' && /^\d+(?:\.\d+){1,2}$/.test(version) ? version : undefined,
    customDirectives: Array.isArray(customDirectives)
      ? customDirectives.filter((name): name is string => typeof name === 'string')
      : [],
    machine: typeof machine === 'string' && machine !== '' ? machine : defaultSettings.machine,
    routeLens: asObject(settings.codeLens).route === true,
    locale,
  };
}

function isSeveritySetting(value: unknown): value is SeveritySetting {
  return value === 'off' || severities.some((severity) => severity === value);
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
