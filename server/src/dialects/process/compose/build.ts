import { certain } from '../../../base/known.ts';
import { directoryName, joinPath, type WorkspacePath } from '../../../base/path.ts';
import type { Workspace } from '../../../base/workspace.ts';
import { yamlChild } from '../../../syntax/yaml/tree.ts';
import { type Image, readImage } from '../image.ts';
import { partOf, type ServiceText, textOf } from './document.ts';

/** What a service is built of. */
export interface Build {
  /** The folder from which the image takes its files. */
  readonly context: WorkspacePath;
  readonly image: Image;
}

const answers = new WeakMap<ServiceText, { readonly build: Build | undefined }>();

/** @returns what a service is built of; undefined where its Dockerfile isn't in the workspace. compose-spec, "build". */
export function readBuild(text: ServiceText, workspace: Workspace): Build | undefined {
  let answer = answers.get(text);
  if (answer === undefined) {
    answer = { build: build(text, workspace) };
    answers.set(text, answer);
  }
  return answer.build;
}

function build(text: ServiceText, workspace: Workspace): Build | undefined {
  const told = partOf(text, 'build');
  const part = (key: string): string | undefined => certain(textOf(yamlChild(told, key), text.lookup));
  const folder = told?.kind === 'map' ? (part('context') ?? '.') : certain(textOf(told, text.lookup));
  if (folder === undefined || yamlChild(told, 'dockerfile_inline') !== undefined) {
    return undefined;
  }
  const context = joinPath(directoryName(text.path), folder.replace(/\/+$/, '') || '/');
  const file = joinPath(context, part('dockerfile') ?? 'Dockerfile');
  const source = workspace.has(file) ? workspace.read(file) : undefined;
  const image = source === undefined ? undefined : readImage(file, source, part('target'));
  return image && { context, image };
}
