import { absent, type Known } from '../../../base/known.ts';
import { rememberByFile } from '../../../base/memo.ts';
import { baseName, directoryName, joinPath, type WorkspacePath } from '../../../base/path.ts';
import { type ReadText, toKnown } from '../../../base/read-text.ts';
import type { Workspace } from '../../../base/workspace.ts';
import { readPythonDotenv } from '../../../syntax/dotenv/python-dotenv.ts';
import { interpolate, type ParameterLookup, unsetVariable } from '../../../syntax/shell/parameter.ts';
import { readYaml as readYamlText } from '../../../syntax/yaml/read.ts';
import { type YamlNode, type YamlScalar, yamlChild } from '../../../syntax/yaml/tree.ts';
import { fileVariables } from '../environment.ts';
import type { EnvironmentVariable } from '../process.ts';

/** The document of a compose file; one text is read once. */
const readYaml = rememberByFile(readYamlText);

/** @returns whether a file is one of compose, by its name. */
export function isComposeFile(path: string): boolean {
  return /compose[^/]*\.ya?ml$/.test(baseName(path));
}

/** The `.env` beside the compose file; the shell that starts compose may set anything else. */
function projectLookup(path: WorkspacePath, workspace: Workspace): ParameterLookup {
  const variables = readVariables(joinPath(directoryName(path), '.env'), workspace) ?? [];
  return (name, origin) =>
    variables.findLast((variable) => variable.name === name)?.value ?? unsetVariable(name, origin);
}

/** @returns the variables of a file of them; undefined where it isn't in the workspace. */
export function readVariables(path: WorkspacePath, workspace: Workspace): EnvironmentVariable[] | undefined {
  const text = workspace.has(path) ? workspace.read(path) : undefined;
  return text === undefined ? undefined : fileVariables(path, text, readPythonDotenv(text));
}

/** The service that another one `extends` comes first; undefined for one that isn't in the workspace. */
function serviceLayers(
  path: WorkspacePath,
  service: YamlNode,
  services: YamlNode | undefined,
  workspace: Workspace,
  depth = 0,
): readonly (YamlNode | undefined)[] {
  const told = yamlChild(service, 'extends');
  const part = (key: string): string | undefined => {
    const node = told?.kind === 'scalar' ? (key === 'service' ? told : undefined) : yamlChild(told, key);
    return node?.kind === 'scalar' ? node.text.value : undefined;
  };
  const name = part('service');
  if (told === undefined || name === undefined || depth >= 5) {
    return told === undefined ? [service] : [undefined, service];
  }
  const file = part('file');
  const other = file === undefined ? path : joinPath(directoryName(path), file);
  const text = file === undefined || !workspace.has(other) ? undefined : workspace.read(other);
  const all = file === undefined ? services : text && yamlChild(readYaml(other, text).root, 'services');
  const base = all === undefined || all === '' ? undefined : yamlChild(all, name);
  return base === undefined || all === undefined || all === ''
    ? [undefined, service]
    : [...serviceLayers(other, base, all, workspace, depth + 1), service];
}

/** @returns the scalars of a list, or a scalar by itself; of an item that is a mapping its `path`. */
export function scalars(node: YamlNode | undefined): YamlScalar[] {
  const nodes = node?.kind === 'list' ? node.items : node === undefined ? [] : [node];
  return nodes.flatMap((each) => {
    const scalar = each.kind === 'map' ? yamlChild(each, 'path') : each;
    return scalar?.kind === 'scalar' && !scalar.isNull ? [scalar] : [];
  });
}

/** @returns what a scalar stands for; `absent` where there is none. */
export function textOf(node: YamlNode | undefined, lookup: ParameterLookup): Known<string> {
  return node?.kind === 'scalar' && !node.isNull ? toKnown(interpolate(node.text, lookup)) : absent;
}

/** A service as compose files tell it, before anything is made of it. */
export interface ServiceText {
  readonly path: WorkspacePath;
  readonly name: ReadText;
  /** What it extends comes first; undefined where that isn't in the workspace. */
  readonly layers: readonly (YamlNode | undefined)[];
  readonly lookup: ParameterLookup;
}

const answers = new WeakMap<Workspace, readonly ServiceText[]>();

/** @returns every service of every compose file. Remembered for each workspace. */
export function serviceTexts(workspace: Workspace): readonly ServiceText[] {
  let all = answers.get(workspace);
  if (all === undefined) {
    all = workspace.paths.filter(isComposeFile).flatMap((path) => servicesOf(path, workspace));
    answers.set(workspace, all);
  }
  return all;
}

function servicesOf(path: WorkspacePath, workspace: Workspace): ServiceText[] {
  const text = workspace.realPath(path) === path ? workspace.read(path) : undefined;
  const services = text === undefined ? undefined : yamlChild(readYaml(path, text).root, 'services');
  const lookup = projectLookup(path, workspace);
  return services?.kind === 'map'
    ? services.entries.map(({ key, value }) => ({
        path,
        name: key,
        layers: serviceLayers(path, value, services, workspace),
        lookup,
      }))
    : [];
}

/** @returns a part of a service: that of the last layer that has one. */
export function partOf({ layers }: ServiceText, key: string): YamlNode | undefined {
  return layers.map((layer) => yamlChild(layer, key)).findLast((node) => node !== undefined);
}
