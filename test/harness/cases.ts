import { rules } from '../../server/src/rules/registry.ts';
import { findPages, type PageCase, readPage } from './page.ts';

/** A case of a page and the page's rule. */
export interface NamedCase {
  readonly rule: string;
  readonly name: string;
  readonly one: PageCase;
  /** Whether the rule asks the machine: then the files of the case are a copy of its own. */
  readonly onMachine: boolean;
}

/** @returns every case of every page. */
export function allCases(): NamedCase[] {
  return findPages().flatMap(({ id, markdown }) => {
    const onMachine = rules.some((rule) => rule.id === id && rule.needs.includes('machine'));
    return readPage(markdown).cases.map((one) => ({
      rule: id,
      name: `${id}: ${one.kind}: ${one.name}`,
      one,
      onMachine,
    }));
  });
}

/** @returns the files of a case by path. */
export function filesOf(one: PageCase): Map<string, string> {
  return new Map(one.files.map((file) => [file.path, file.text]));
}
