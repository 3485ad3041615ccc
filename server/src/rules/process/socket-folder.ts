import { certain } from '../../base/known.ts';
import { message } from '../../base/message.ts';
import { baseName, directoryName } from '../../base/path.ts';
import type { Workspace } from '../../base/workspace.ts';
import { findUnits } from '../../dialects/process/find-units.ts';
import type { Process } from '../../dialects/process/process.ts';
import { unitSpecifiers } from '../../dialects/process/specifiers.ts';
import { unitSetting, unitSettings } from '../../dialects/process/unit-file.ts';
import { socketPath } from '../../site/address.ts';
import { expandSpecifiers } from '../../syntax/shell/exec.ts';
import { defineRule, type Fix } from '../define.ts';

const forbidden = '{user} may not make files in /run, which belongs to root: {program} ends with "Permission denied".';
const missing =
  'Nothing here makes the folder {folder}, and what is in /run is gone after a restart: {program} ends with "No such file or directory".';
const why = 'RuntimeDirectory= makes a folder in /run that belongs to the user of the service.';
const make = 'Add RuntimeDirectory={name}';

/** A socket in a folder that isn't there, or in which the process may not make it. */
export const socketFolder = defineRule({
  id: 'process/socket-folder',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['process'],
  fix: 'unsafe',
  sources: ['https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#RuntimeDirectory='],
  messages: { forbidden, missing, why, make },
  check({ site, report }) {
    for (const { process, listens } of site.listeners) {
      const { definition, program } = process;
      if ((definition.kind !== 'systemd' && definition.kind !== 'supervisor') || process.handed.kind !== 'absent') {
        continue;
      }
      for (const { address, origin } of listens) {
        const folder = address.kind === 'unix' ? directoryName(socketPath(address.path)) : '';
        const name = /^\/run\/(.+)$/.exec(folder)?.[1];
        const user = certain(process.user);
        const values = { user: user ?? '', folder, program: program.kind };
        const note = definition.kind === 'systemd' ? { note: 'why' } : {};
        if (folder === '/run' && user !== undefined && isPlainUser(user, process)) {
          report({ ...origin, message: 'forbidden', values, ...note });
        } else if (name !== undefined && !isMade(name, site.workspace)) {
          report({
            ...origin,
            message: 'missing',
            values,
            ...note,
            severity: 'warning',
            fixes: makeFolder(process, name),
          });
        }
      }
    }
  },
});

/** Whether the process is the user's from its start, without a right of root's. */
function isPlainUser(user: string, { definition }: Process): boolean {
  if (/^(?:root|0|)$/.test(user)) {
    return false;
  }
  const isRaised =
    definition.kind === 'systemd' &&
    (/[+!]/.test(definition.command.prefix) ||
      unitSetting(definition.unit, 'Service', 'AmbientCapabilities') !== undefined);
  return !isRaised;
}

/** Folders of /run that the system or a package makes. */
const ALWAYS =
  /^(?:user|lock|shm|systemd|dbus|postgresql|mysqld|redis|php|uwsgi|nginx|apache2|docker|containerd|sshd|screen|tmux|supervisor)(?:\/|$)/;
const TELLING = /(?:\.(?:sh|bash|conf|ya?ml|md|rst|txt|j2|service|toml|tf|cfg)|(?:Make|Docker|Vagrant|just)file)$/;

/**
 * Whether the system, a unit, or anything else in the workspace makes /run/name, as far as its text tells. A program that writes for
 * systemd-tmpfiles may put the name together.
 */
function isMade(name: string, workspace: Workspace): boolean {
  const top = name.split('/')[0] as string;
  const byUnit = findUnits(workspace).some((unit) =>
    unitSettings(unit, 'Service', 'RuntimeDirectory').some(({ value }) => {
      const told = expandSpecifiers(value, unitSpecifiers(unit));
      return told.hole !== undefined || told.value.split(/\s+/).some((one) => one.split('/')[0] === top);
    }),
  );
  const mention = new RegExp(`/run/${top.replace(/[.+]/g, '\\$&')}/?(?![\\w/.-])`);
  return (
    ALWAYS.test(name) ||
    byUnit ||
    workspace.paths.some((path) => TELLING.test(baseName(path)) && mention.test(workspace.read(path) ?? '')) ||
    workspace.paths.some((path) => path.endsWith('.py') && (workspace.read(path) ?? '').includes('tmpfiles.d'))
  );
}

function makeFolder({ definition, path }: Process, name: string): Fix[] {
  if (definition.kind !== 'systemd' || unitSettings(definition.unit, 'Service', 'RuntimeDirectory').length > 0) {
    return [];
  }
  const [first] = unitSettings(definition.unit, 'Service', 'ExecStart').filter((setting) => setting.path === path);
  return first === undefined
    ? []
    : [
        {
          title: message(make, { name }),
          kind: 'unsafe',
          edits: [
            {
              path,
              span: { start: first.keySpan.start, end: first.keySpan.start },
              newText: `RuntimeDirectory=${name}\n`,
            },
          ],
        },
      ];
}
