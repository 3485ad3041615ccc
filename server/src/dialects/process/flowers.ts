import type { Workspace } from '../../base/workspace.ts';
import { findProcesses } from './find.ts';
import { asFlower, type FlowerOptions, readFlowerOptions } from './flower-options.ts';
import type { Process } from './process.ts';
import type { FlowerProgram } from './program.ts';

/** A process that runs Flower, and what it is told. */
export interface Flower {
  readonly process: Process & { readonly program: FlowerProgram };
  readonly options: FlowerOptions;
}

const answers = new WeakMap<Workspace, readonly Flower[]>();

/** @returns every Flower that the files of a workspace start. */
export function findFlowers(workspace: Workspace): readonly Flower[] {
  const known = answers.get(workspace);
  if (known !== undefined) {
    return known;
  }
  const flowers = findProcesses(workspace).flatMap((process) => {
    const flower = asFlower(process);
    return flower === undefined ? [] : [{ process: flower, options: readFlowerOptions(flower, workspace) }];
  });
  answers.set(workspace, flowers);
  return flowers;
}
