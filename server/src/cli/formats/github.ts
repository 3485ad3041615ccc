import type { Severity } from '../../rules/define.ts';
import type { Checked } from '../checked.ts';

const commands: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'notice',
  hint: 'notice',
};

/** @returns one workflow command of GitHub Actions a line, for each finding. */
export function formatGithub({ findings }: Checked): string {
  return findings
    .map(({ finding, path, range, message, note }) => {
      const sameLine = range.start.line === range.end.line;
      const properties = [
        `file=${property(path)}`,
        `line=${range.start.line + 1}`,
        `endLine=${range.end.line + 1}`,
        ...(sameLine ? [`col=${range.start.character + 1}`, `endColumn=${range.end.character + 1}`] : []),
        `title=${property(finding.rule)}`,
      ];
      const text = note === undefined ? message : `${message}\n${note}`;
      return `::${commands[finding.severity]} ${properties.join(',')}::${data(text)}\n`;
    })
    .join('');
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
