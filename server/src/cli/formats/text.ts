import type { Severity } from '../../rules/define.ts';
import { severities } from '../../rules/severity.ts';
import type { Checked, Place, Printed } from '../checked.ts';
import { say, type Terminal } from '../output.ts';

/** The templates of this format. */
export const textMessages = {
  error: 'error',
  warning: 'warning',
  info: 'info',
  hint: 'hint',
  why: 'why',
  see: 'see',
  fix: 'fix',
  nothing: 'Nothing found. Files checked: {files}.',
  counts: 'Found: {counts}. Files checked: {files}.',
  explain: 'More about a rule: siteconf explain {rule}',
} as const;

const colours: Readonly<Record<Severity, string>> = { error: '31', warning: '33', info: '36', hint: '36' };

/** Longer lines are cut, so that one minified line doesn't fill the screen. In UTF-16 units. */
const WIDEST_LINE = 160;

/** @returns the findings for a person to read, each with the code that it speaks of. */
export function formatText({ files, findings }: Checked, terminal: Terminal): string {
  const first = findings[0];
  if (first === undefined) {
    return `${say(terminal, textMessages.nothing, { files })}\n`;
  }
  const counts = severities.flatMap((severity) => {
    const count = findings.filter(({ finding }) => finding.severity === severity).length;
    return count === 0 ? [] : `${count} ${say(terminal, textMessages[severity])}`;
  });
  return [
    ...findings.map((printed) => block(printed, terminal)),
    `${say(terminal, textMessages.counts, { counts: counts.join(', '), files })}\n`,
    `${paint(terminal, '2', say(terminal, textMessages.explain, { rule: first.finding.rule }))}\n`,
  ].join('');
}

function block(printed: Printed, terminal: Terminal): string {
  const { finding, message, note, related, fix } = printed;
  const severity = paint(terminal, `1;${colours[finding.severity]}`, say(terminal, textMessages[finding.severity]));
  const lines = [
    `${severity} ${paint(terminal, '1', message)}  ${paint(terminal, '2', finding.rule)}`,
    `  ${paint(terminal, '36', address(printed))}`,
    ...frame(printed, terminal),
  ];
  const add = (label: string, text: string): void => {
    lines.push(`  ${paint(terminal, '36', `${say(terminal, label)}:`)} ${text}`);
  };
  if (note !== undefined) {
    add(textMessages.why, note);
  }
  for (const place of related) {
    add(textMessages.see, `${address(place)} ${place.message}`);
  }
  if (fix !== undefined) {
    add(textMessages.fix, fix.title);
  }
  return `${lines.join('\n')}\n\n`;
}

function address({ path, range }: Place): string {
  return `${path}:${range.start.line + 1}:${range.start.character + 1}`;
}

function frame({ text, range, finding }: Printed, terminal: Terminal): string[] {
  const line = text.split(/\r\n|\n|\r/, range.start.line + 1)[range.start.line] ?? '';
  const cut = range.start.character > WIDEST_LINE ? range.start.character - WIDEST_LINE / 2 : 0;
  const shown = line.slice(cut, cut + WIDEST_LINE);
  const end = range.end.line === range.start.line ? range.end.character : line.length;
  const width = Math.max(1, Math.min(end - cut, shown.length) - (range.start.character - cut));
  const number = String(range.start.line + 1);
  const margin = ' '.repeat(number.length);
  const before = padding(shown.slice(0, range.start.character - cut));
  const carets = '^'.repeat(
    columns(shown.slice(range.start.character - cut, range.start.character - cut + width)) || 1,
  );
  return [
    `  ${paint(terminal, '2', `${number} |`)} ${shown}`,
    `  ${paint(terminal, '2', `${margin} |`)} ${before}${paint(terminal, `1;${colours[finding.severity]}`, carets)}`,
  ];
}

/** Spaces as wide as `text` on a terminal; tabs stay tabs. */
function padding(text: string): string {
  return [...text].map((character) => (character === '\t' ? '\t' : ' '.repeat(columns(character)))).join('');
}

/** The columns that a text takes on a terminal: East Asian characters take two. */
function columns(text: string): number {
  return [...text].reduce(
    (sum, character) =>
      sum +
      (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(character)
        ? 2
        : 1),
    0,
  );
}

function paint(terminal: Terminal, code: string, text: string): string {
  return terminal.colour ? `\u001b[${code}m${text}\u001b[0m` : text;
}
