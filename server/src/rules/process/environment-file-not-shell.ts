import { message } from '../../base/message.ts';
import { findUnits } from '../../dialects/process/find-units.ts';
import { shellLines } from '../../dialects/process/unit-environment-files.ts';
import { defineRule } from '../define.ts';

const exported =
  'systemd drops this line, and {name} is not set: the file is no shell script, and export is not known.';
const command = 'systemd runs no command here: {name} is this very text.';
const variable = 'systemd puts nothing in here: {name} is this very text, with the dollar sign.';
const used = '{unit} reads the file.';
const cut = 'Take export away';

/** Lines for a shell in the `EnvironmentFile=` of a unit. */
export const environmentFileNotShell = defineRule({
  id: 'process/environment-file-not-shell',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: [],
  fix: 'unsafe',
  sources: ['https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#EnvironmentFile='],
  messages: { exported, command, variable, used, cut },
  oncePerPlace: true,
  check({ site, report }) {
    for (const unit of findUnits(site.workspace)) {
      for (const { path, span, kind, name } of shellLines(unit, site.workspace)) {
        const word =
          /^export[ \t]+/.exec(site.workspace.read(path)?.slice(span.start, span.end) ?? '')?.[0].length ?? 0;
        report({
          path,
          span,
          message: kind === 'export' ? 'exported' : kind,
          values: { name },
          ...(kind === 'export' ? {} : { severity: 'warning' as const }),
          related: [{ ...unit.head, message: message(used, { unit: unit.name }) }],
          fixes:
            kind === 'export'
              ? [
                  {
                    title: message(cut),
                    kind: 'unsafe',
                    edits: [{ path, span: { start: span.start, end: span.start + word }, newText: '' }],
                  },
                ]
              : [],
        });
      }
    }
  },
});
