import type { Random } from '../../harness/random.ts';
import type { Edit } from './edits/edit.ts';
import { LINE_EDITS } from './edits/lines.ts';
import { STATEMENT_EDITS } from './edits/statements.ts';
import { VALUE_EDITS } from './edits/values.ts';
import { WORD_EDITS } from './edits/words.ts';

/** A text with one edit, and what the edit was. */
export interface Mutant {
  readonly text: string;
  readonly edit: string;
}

const EDITS: Readonly<Record<string, Edit>> = { ...WORD_EDITS, ...VALUE_EDITS, ...STATEMENT_EDITS, ...LINE_EDITS };
const NAMES_OF_EDITS = Object.keys(EDITS);

/** @returns `text` with one edit as a person's hand might make it; undefined where the chosen edit changes nothing. */
export function mutate(text: string, random: Random): Mutant | undefined {
  const edit = random.pick(NAMES_OF_EDITS);
  const changed = EDITS[edit]?.(text, random);
  return changed === undefined || changed === text ? undefined : { text: changed, edit };
}
