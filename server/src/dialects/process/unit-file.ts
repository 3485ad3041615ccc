import type { Origin } from '../../base/known.ts';
import { rememberByFile } from '../../base/memo.ts';
import type { WorkspacePath } from '../../base/path.ts';
import type { ReadText } from '../../base/read-text.ts';
import type { Span } from '../../base/span.ts';
import type { IniDocument } from '../../syntax/ini/tree.ts';
import { readUnitText as readUnit } from '../../syntax/ini/unit.ts';

const readUnitText = rememberByFile(readUnit);

/** One setting of a unit and the file that it stands in. */
export interface UnitSetting {
  readonly path: WorkspacePath;
  readonly section: string;
  readonly key: string;
  readonly keySpan: Span;
  readonly value: ReadText;
}

/** A statement of a unit as it is written, with the lines that it goes on to: a setting, or what is none. */
export interface UnitLine {
  readonly path: WorkspacePath;
  readonly section: string;
  /** Undefined where it has no `=`. */
  readonly key: string | undefined;
  readonly text: string;
  readonly span: Span;
}

/** A unit with its drop-ins put behind it. */
export interface UnitFile {
  readonly path: WorkspacePath;
  /** `shop.service`; of a template `worker@.service`. */
  readonly name: string;
  readonly settings: readonly UnitSetting[];
  /** The statements of all its files in their order. */
  readonly lines: readonly UnitLine[];
  /** The head of its `[Service]`, or its beginning. */
  readonly head: Origin;
}

/** @returns the unit that the text of `path` and its drop-ins, in their order, are. */
export function joinUnit(
  path: WorkspacePath,
  name: string,
  files: readonly { readonly path: WorkspacePath; readonly text: string }[],
): UnitFile {
  const documents = files.map((file) => readUnitText(file.path, file.text));
  const settings = documents.flatMap((document) =>
    document.sections.flatMap((section) =>
      section.entries.map((entry) => ({
        path: document.path,
        section: section.name,
        key: entry.key,
        keySpan: entry.keySpan,
        value: entry.value,
      })),
    ),
  );
  const head = documents[0]?.sections.find((section) => section.name === 'Service')?.nameSpan;
  const lines = documents.flatMap(unitLines);
  return { path, name, settings, lines, head: { path, span: head ?? { start: 0, end: 0 } } };
}

function unitLines({ path, text, sections, problems }: IniDocument): UnitLine[] {
  const of = (span: Span, section: string, key?: string): UnitLine => ({
    path,
    section,
    key,
    text: text.slice(span.start, span.end),
    span,
  });
  const settings = sections.flatMap(({ name, entries }) => entries.map(({ span, key }) => of(span, name, key)));
  const starts = new Set(settings.map(({ span }) => span.start));
  const others = problems
    .filter(({ span }) => !starts.has(span.start) && text.charAt(span.start) !== '[')
    .map(({ span }) => of(span, sections.findLast(({ nameSpan }) => nameSpan.end < span.start)?.name ?? ''));
  return [...settings, ...others].sort((one, other) => one.span.start - other.span.start);
}

/** @returns the settings `key` of `section` that count: an empty one forgets those before it. */
export function unitSettings(unit: UnitFile, section: string, key: string): UnitSetting[] {
  const all = unit.settings.filter((setting) => setting.section === section && setting.key === key);
  const emptied = all.findLastIndex((setting) => setting.value.length === 0);
  return all.slice(emptied + 1);
}

/** @returns the setting `key` of `section` that counts where only one may. */
export function unitSetting(unit: UnitFile, section: string, key: string): UnitSetting | undefined {
  return unitSettings(unit, section, key).at(-1);
}
