import type { Log, PhysicalLocation, ReportingDescriptor, Result } from 'sarif';
import type { Range } from '../../base/line-index.ts';
import type { Rule, Severity } from '../../rules/define.ts';
import type { Checked, Place } from '../checked.ts';

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
  hint: 'note',
};

/**
 * @param rules all rules; those that found something are described.
 * @param summary a rule's summary, where its page is known.
 * @returns the findings as SARIF 2.1.0, as code scanning services take it.
 */
export function formatSarif(
  { findings }: Checked,
  rules: readonly Rule[],
  summary: (rule: string) => string | undefined,
  version: string,
): string {
  const used = rules.filter((rule) => findings.some(({ finding }) => finding.rule === rule.id));
  const log: Log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'siteconf', semanticVersion: version, rules: used.map((rule) => descriptor(rule, summary)) },
        },
        columnKind: 'utf16CodeUnits',
        results: findings.map(
          ({ finding, message, note, related, fix, ...place }): Result => ({
            ruleId: finding.rule,
            ruleIndex: used.findIndex((rule) => rule.id === finding.rule),
            level: levels[finding.severity],
            message: { text: note === undefined ? message : `${message}\n${note}` },
            locations: [{ physicalLocation: location(place) }],
            ...(related.length === 0
              ? {}
              : {
                  relatedLocations: related.map((one, id) => ({
                    id,
                    physicalLocation: location(one),
                    message: { text: one.message },
                  })),
                }),
            ...(fix === undefined
              ? {}
              : {
                  fixes: [
                    {
                      description: { text: fix.title },
                      artifactChanges: fix.edits.map((edit) => ({
                        artifactLocation: { uri: toUri(edit.path) },
                        replacements: [{ deletedRegion: region(edit.range), insertedContent: { text: edit.newText } }],
                      })),
                    },
                  ],
                }),
          }),
        ),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function descriptor(rule: Rule, summary: (rule: string) => string | undefined): ReportingDescriptor {
  const text = summary(rule.id);
  return {
    id: rule.id,
    ...(text === undefined ? {} : { shortDescription: { text } }),
    defaultConfiguration: { level: levels[rule.severity] },
    ...(rule.sources[0] === undefined ? {} : { helpUri: rule.sources[0] }),
  };
}

function location({ path, range }: Place): PhysicalLocation {
  return { artifactLocation: { uri: toUri(path) }, region: region(range) };
}

function region({ start, end }: Range) {
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

function toUri(path: string): string {
  const uri = path.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/');
  return uri.startsWith('/') ? `file://${uri}` : uri.replace(/^(?:\.\/)+/, '');
}
