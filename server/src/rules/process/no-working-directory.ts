import { certain } from '../../base/known.ts';
import type { Process } from '../../dialects/process/process.ts';
import { programFolder } from '../../dialects/process/recognize.ts';
import { unitSettings } from '../../dialects/process/unit-file.ts';
import { looksElsewhere, mayBeInstalled, moduleWord } from '../../site/module-search.ts';
import { defineRule } from '../define.ts';

const root =
  '{module} is not found: without WorkingDirectory the service starts in /, and the module is looked for there.';

/** A unit that starts in `/` and names a module of a project that is somewhere else. */
export const noWorkingDirectory = defineRule({
  id: 'process/no-working-directory',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['process', 'django'],
  fix: 'none',
  sources: ['https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#WorkingDirectory='],
  messages: { root },
  check({ site, report }) {
    for (const process of site.processes) {
      const word = moduleWord(process);
      const module = word?.hole === undefined ? word?.value.split(/[:.]/)[0] : undefined;
      if (word === undefined || module === undefined || !startsInRoot(process) || looksElsewhere(process)) {
        continue;
      }
      const owner = site.projects.find((project) => project.entries.some(({ name }) => name.startsWith(`${module}.`)));
      if (owner !== undefined && owner.folder !== '/' && !mayBeInstalled(site, owner)) {
        report({ ...word.origin, message: 'root', values: { module } });
      }
    }
  },
});

function startsInRoot({ definition, program, workingDirectory, path }: Process): boolean {
  if (definition.kind !== 'systemd' || path.includes('/systemd/user/')) {
    return false;
  }
  const changes = ['WorkingDirectory', 'RootDirectory', 'RootImage'].some(
    (key) => unitSettings(definition.unit, 'Service', key).length > 0,
  );
  return !changes && certain(programFolder(program, workingDirectory)) === '/';
}
