import { message } from '../../base/message.ts';
import type { FileEdit } from '../../base/text-edit.ts';
import { findUnits } from '../../dialects/process/find-units.ts';
import type { UnitFile, UnitLine } from '../../dialects/process/unit-file.ts';
import { defineRule } from '../define.ts';

const lost = 'systemd ignores this line, and the program runs without it: the line above does not go on.';
const why =
  'Only a \\ as the last character of a line, without a space behind it, joins it with the next one. systemd says so in its log and starts the program all the same.';
const related = 'This command ends here.';
const join = 'Join the lines with \\';

/** A line of a command that the line above doesn't go on to. */
export const lostContinuation = defineRule({
  id: 'process/lost-continuation',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'proven',
  needs: [],
  fix: 'unsafe',
  sources: ['https://www.freedesktop.org/software/systemd/man/latest/systemd.syntax.html'],
  messages: { lost, why, related, join },
  check({ site, report }) {
    for (const unit of findUnits(site.workspace)) {
      for (const { command, lines } of lostLines(unit)) {
        const [first] = lines;
        const text = site.workspace.read(command.path) ?? '';
        const edits = first === undefined ? undefined : joined(text, [command, ...lines]);
        if (first !== undefined) {
          report({
            path: first.path,
            span: first.span,
            message: 'lost',
            note: 'why',
            related: [{ path: command.path, span: command.span, message: message(related) }],
            fixes: edits === undefined ? [] : [{ title: message(join), kind: 'unsafe', edits }],
          });
        }
      }
    }
  },
});

interface LostLines {
  readonly command: UnitLine;
  readonly lines: readonly UnitLine[];
}

/** The commands of a unit with the lines right behind each that are neither settings nor part of it. */
function lostLines({ lines }: UnitFile): LostLines[] {
  const found: LostLines[] = [];
  for (const [index, command] of lines.entries()) {
    if (/^Exec[A-Z]\w*$/.test(command.key ?? '')) {
      const rest = lines.slice(index + 1);
      const end = rest.findIndex(
        (line) => line.path !== command.path || line.section !== command.section || !isLost(line),
      );
      found.push({ command, lines: end < 0 ? rest : rest.slice(0, end) });
    }
  }
  return found.filter((one) => one.lines.length > 0);
}

/** An option, whose name no key of systemd's is, or a word without a `=`; what a template fills in may be anything. */
function isLost({ key, text }: UnitLine): boolean {
  return key === undefined ? /^[-./\w]/.test(text) : key.startsWith('-');
}

/** The edits that put a `\` between lines that stand right below one another; undefined where something is between them. */
function joined(text: string, lines: readonly UnitLine[]): FileEdit[] | undefined {
  const edits: FileEdit[] = [];
  for (const [index, line] of lines.slice(0, -1).entries()) {
    const next = lines[index + 1] as UnitLine;
    const between = /^([ \t]*)\r?\n[ \t]*$/.exec(text.slice(line.span.end, next.span.start));
    if (between === null) {
      return undefined;
    }
    const end = line.span.end + (between[1] ?? '').length;
    const isEnded = text.charAt(line.span.end - 1) === '\\';
    edits.push({ path: line.path, span: { start: line.span.end, end }, newText: isEnded ? '' : ' \\' });
  }
  return edits;
}
