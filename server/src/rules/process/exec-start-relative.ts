import { message } from '../../base/message.ts';
import { joinPath, serverPath } from '../../base/path.ts';
import { findUnits } from '../../dialects/process/find-units.ts';
import { unitCommands } from '../../dialects/process/systemd.ts';
import { type UnitFile, unitSetting, unitSettings } from '../../dialects/process/unit-file.ts';
import { defineRule, type Fix } from '../define.ts';

const relative = 'systemd refuses the unit: {program} is no absolute path, and WorkingDirectory does not count here.';
const home = 'systemd refuses the unit: it knows no ~, and {program} is no absolute path.';
const variable =
  'systemd refuses the unit: it replaces no variable in the first word, and {program} is no absolute path.';
const use = 'Write {path}';

/** A command of a unit whose program is a relative path. */
export const execStartRelative = defineRule({
  id: 'process/exec-start-relative',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: [],
  fix: 'safe',
  sources: ['https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#Command%20lines'],
  messages: { relative, home, variable, use },
  check({ site, report }) {
    for (const unit of findUnits(site.workspace)) {
      for (const { command } of unitCommands(unit)) {
        const word = command.words[0];
        const program = word?.value ?? '';
        if (word === undefined || !program.includes('/') || /^[/%]/.test(program) || /[{<]{2}|<%|^[@<]/.test(program)) {
          continue;
        }
        if ((program.startsWith('$') && isFilledIn(unit)) || isStandIn(unit, program)) {
          continue;
        }
        const kind = program.startsWith('~') ? 'home' : program.startsWith('$') ? 'variable' : 'relative';
        report({
          ...word.origin,
          message: kind,
          values: { program },
          // A program that is run before may fill a variable in.
          ...(kind === 'variable' ? { severity: 'warning' as const } : {}),
          fixes: kind === 'relative' ? mend(unit, word) : [],
        });
      }
    }
  },
});

/** Whether a variable stands where systemd replaces none either: then something like `envsubst` makes the unit of this file. */
function isFilledIn(unit: UnitFile): boolean {
  return ['WorkingDirectory', 'User', 'Group', 'EnvironmentFile'].some((key) =>
    unitSettings(unit, 'Service', key).some(({ value }) => /\$\{?[A-Za-z_]/.test(value.value)),
  );
}

/**
 * Whether a word that a script replaces stands for the folder of the project: systemd wants an absolute path for the working directory
 * too, and both begin alike.
 */
function isStandIn(unit: UnitFile, program: string): boolean {
  const folder = unitSetting(unit, 'Service', 'WorkingDirectory')?.value.value.replace(/^-/, '') ?? '';
  return /^[^/~$%]+/.exec(folder)?.[0] === program.split('/')[0];
}

/** What the person meant: the program below the folder in which the service works. */
function mend(unit: UnitFile, word: ReturnType<typeof unitCommands>[number]['command']['words'][number]): Fix[] {
  const folder = unitSetting(unit, 'Service', 'WorkingDirectory')?.value.value.replace(/^-/, '') ?? '';
  if (!/^\/[^%$]*$/.test(folder) || !/^[\w./-]+$/.test(word.value)) {
    return [];
  }
  const path = joinPath(serverPath(folder), word.value);
  const { path: file, span } = word.place();
  return [{ title: message(use, { path }), kind: 'safe', edits: [{ path: file, span, newText: path }] }];
}
