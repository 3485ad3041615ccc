import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Translation } from '../base/message.ts';
import type { RulePages } from '../service/pages.ts';

/** The texts that are shipped beside the program. */
export interface Texts {
  readonly pages: RulePages;
  readonly translations: Readonly<Record<string, Translation>>;
}

/**
 * @param folder the one that holds `rules.json`, which the build writes beside the program.
 * @returns its texts; none where the file isn't there, so that findings still come, in English.
 */
export function readTexts(folder: string): Texts {
  try {
    return JSON.parse(readFileSync(join(folder, 'rules.json'), 'utf8'));
  } catch {
    return { pages: {}, translations: {} };
  }
}
