import type { Checked, Place } from '../checked.ts';

/** @returns the findings as one JSON object, schema 1 of the command line's contract (docs/architecture.md). */
export function formatJson({ files, findings }: Checked): string {
  const place = ({ path, range }: Place) => ({ path, range });
  const report = {
    schema: 1,
    files,
    findings: findings.map((printed) => ({
      ...place(printed),
      severity: printed.finding.severity,
      code: printed.finding.rule,
      message: printed.message,
      ...(printed.note === undefined ? {} : { note: printed.note }),
      related: printed.related.map((one) => ({ ...place(one), message: one.message })),
      ...(printed.finding.nginx === undefined ? {} : { nginx: printed.finding.nginx }),
      ...(printed.fix === undefined
        ? {}
        : {
            fix: {
              title: printed.fix.title,
              kind: printed.fix.kind,
              edits: printed.fix.edits.map((edit) => ({ ...place(edit), newText: edit.newText })),
            },
          }),
    })),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
