import table from './django-settings.json';

/** A setting that Django itself knows. */
export interface SettingFact {
  readonly name: string;
  /** The default as a Python literal; undefined where it isn't one, or isn't the same in every version told here. */
  readonly fallback: string | undefined;
  /** The versions that have it; undefined for all of 4.2, 5.2 and 6.1. */
  readonly versions: readonly string[] | undefined;
}

const rows: Readonly<Record<string, { readonly default?: string; readonly versions?: readonly string[] }>> =
  table.settings;

/** The settings of `django.conf.global_settings` by name, from Django 4.2, 5.2 and 6.1. */
export const settingFacts: ReadonlyMap<string, SettingFact> = new Map(
  Object.entries(rows).map(([name, row]) => [name, { name, fallback: row.default, versions: row.versions }]),
);
