import { certain } from '../../base/known.ts';
import type { ServerPath } from '../../base/path.ts';
import type { Process } from '../../dialects/process/process.ts';
import type { CeleryWords } from '../../dialects/process/program.ts';
import { programFolder } from '../../dialects/process/recognize.ts';

/** Which Celery application a process runs: the module as `-A` names it and the folder from which it is imported. */
export interface CeleryApp {
  /** Without the attribute and the `celery` at the end, which `find_app` of `celery/app/utils.py` looks for by itself. */
  readonly module: string;
  readonly folder: ServerPath;
}

/** A process that runs some command of `celery`. */
export type CeleryProcess = Process & { readonly program: Process['program'] & CeleryWords };

/** @returns whether a process runs some command of `celery`. */
export function isCelery(process: Process): process is CeleryProcess {
  return 'global' in process.program;
}

/** @returns the application of a process; undefined where the files don't tell. */
export function celeryApp(process: CeleryProcess): CeleryApp | undefined {
  const { program } = process;
  const named = certain(program.app);
  const folder = certain(programFolder(program, process.workingDirectory));
  return named === undefined || folder === undefined
    ? undefined
    : { module: named.replace(/:.*$/, '').replace(/\.celery(?:_app)?$/, ''), folder };
}
