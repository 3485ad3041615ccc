import type { Statement } from '../configuration.ts';
import type { FindingKind, NginxFinding } from './finding.ts';
import type { Run } from './run.ts';

const MARKS =
  /\{\{|\{%|\{#|<%|\$\{[A-Z]\w*(?::?[-=?+][^{}]*)?\}|^__\w+__$|__[A-Z][A-Z0-9_]*__|@\w+@|\$[A-Z][A-Z0-9_]*\b|%\w+%|<[A-Z][A-Z0-9_ -]*>|%\(\w+\)s|^\{[A-Z][A-Z0-9_]*\}$/;

/** @returns whether a template fills in a part of the statement's head: then nothing can be said of it. */
export function isTemplated(statement: Statement): boolean {
  const { directive, file } = statement;
  if (file.document.template === undefined) {
    return false;
  }
  return MARKS.test(directive.name.value) || directive.args.some((word) => MARKS.test(word.value));
}

/** @returns whether a finding of a statement holds whatever value is filled in there: just its name, where it stands and how it ends count. */
export function holdsForAnyValue({ directive, file }: Statement, { kind, message }: NginxFinding): boolean {
  return (
    file.document.template === 'envsubst' &&
    !MARKS.test(directive.name.value) &&
    (kind === 'unknown-directive' ||
      kind === 'misplaced' ||
      (kind === 'arguments' && !message.startsWith('invalid number')))
  );
}

/** What stays true of a statement whatever a template makes of the lines around it. */
const FOR_ITSELF: ReadonlySet<FindingKind> = new Set(['value', 'arguments', 'regex']);

/** Drops what a template's other lines may mend: in a file with loops and conditions only a statement's own faults are sure. */
export function keepsInTemplate(run: Run, from: number): void {
  if (run.findings.length === from) {
    return;
  }
  const kept = run.findings.slice(from).filter(({ file, kind, suggestions }) => {
    const { template } = file.document;
    return (
      template === undefined ||
      template === 'envsubst' ||
      FOR_ITSELF.has(kind) ||
      (kind === 'unknown-directive' && suggestions.length > 0)
    );
  });
  run.findings.length = from;
  run.findings.push(...kept);
}
