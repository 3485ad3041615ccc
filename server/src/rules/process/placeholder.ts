import type { Workspace } from '../../base/workspace.ts';
import { findUnits } from '../../dialects/process/find-units.ts';
import type { UnitFile } from '../../dialects/process/unit-file.ts';
import { defineRule } from '../define.ts';

const left = '{text} is a placeholder: systemd takes it as it stands.';

/** A `<user>` or `/path/to/project` that somebody has to replace. */
export const placeholder = defineRule({
  id: 'process/placeholder',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'likely',
  needs: [],
  fix: 'none',
  sources: ['https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html'],
  messages: { left },
  check({ site, report }) {
    for (const unit of findUnits(site.workspace).filter(({ path }) => !EXAMPLES.test(path))) {
      for (const { section, key, value } of unit.settings) {
        const found = section === 'Service' && !NOT_REPLACED.test(key) ? PLACEHOLDER.exec(value.value) : null;
        const text = found?.[0];
        if (
          found !== null &&
          text !== undefined &&
          value.hole === undefined &&
          !isReplaced(site.workspace, unit, text)
        ) {
          report({ ...value.place(found.index, found.index + text.length), message: 'left', values: { text } });
        }
      }
    }
  },
});

/** Whether a script or a guide in the workspace speaks of it, and so may replace it. */
function isReplaced(workspace: Workspace, unit: UnitFile, text: string): boolean {
  return workspace.paths.some(
    (path) => path !== unit.path && TELLING.test(path) && (workspace.read(path) ?? '').includes(text),
  );
}

const TELLING = /(?:\.(?:sh|bash|md|rst|txt|ya?ml|py|fish|ps1)|(?:Make|Docker|Vagrant|just)file)$/;
/** Files that are there to be copied. */
const EXAMPLES =
  /\/(?:[\w-]*examples?|docs?|samples?|templates?|contrib)\/|(?:example|sample|template|skeleton)[^/]*$/i;
/** Settings of which the value may be any text. */
const NOT_REPLACED = /^(?:Environment|SyslogIdentifier|Description)$/;
/** `<user>`, `<사이트>`, `[your_project]`, `YOUR_USER`, `/path/to/`. A `<` of a shell stands alone or before a file. */
const PLACEHOLDER =
  /<[\p{L}][\p{L}\d _.-]{0,40}>|\[(?:your|my)[\w -]{1,40}\]|\b(?:YOUR|your)[_-][A-Za-z_-]*\b|(?<![\w.])\/path\/to\/[\w./-]*/u;
