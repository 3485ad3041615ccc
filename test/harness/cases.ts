import { findPages, type PageCase, readPage } from './page.ts';

/** A case of a page and the page's rule. */
export interface NamedCase {
  readonly rule: string;
  readonly name: string;
  readonly one: PageCase;
}

/** @returns every case of every page. */
export function allCases(): NamedCase[] {
  return findPages().flatMap(({ id, markdown }) =>
    readPage(markdown).cases.map((one) => ({ rule: id, name: `${id}: ${one.kind}: ${one.name}`, one })),
  );
}

/** @returns the files of a case by path. */
export function filesOf(one: PageCase): Map<string, string> {
  return new Map(one.files.map((file) => [file.path, file.text]));
}
