import { absent, type Known, mapKnown, type Origin, unknown } from '../../base/known.ts';
import { rememberByFile } from '../../base/memo.ts';
import { baseName, directoryName, joinPath, type ServerPath, serverPath, type WorkspacePath } from '../../base/path.ts';
import { type Glyph, ReadText, toKnown } from '../../base/read-text.ts';
import type { Workspace } from '../../base/workspace.ts';
import { readPythonDotenv } from '../../syntax/dotenv/python-dotenv.ts';
import { type ParameterLookup, readParameter, substitute, unsetVariable } from '../../syntax/shell/parameter.ts';
import { splitShlex } from '../../syntax/shell/shlex.ts';
import { readYaml as readYamlText } from '../../syntax/yaml/read.ts';
import { type YamlNode, type YamlScalar, yamlChild } from '../../syntax/yaml/tree.ts';
import { incomplete } from './command.ts';
import { emptyEnvironment, fileVariables, withVariables } from './environment.ts';
import type { Environment, EnvironmentVariable, Process, PublishedPort } from './process.ts';
import { runCommand } from './run.ts';
import type { ServerFiles } from './server-files.ts';
import type { Found } from './systemd.ts';

/** The document of a compose file; one text is read once. */
export const readYaml = rememberByFile(readYamlText);

/** @returns whether a file is one of compose, by its name. */
export function isComposeFile(path: string): boolean {
  return /compose[^/]*\.ya?ml$/.test(baseName(path));
}

/** @returns the processes of the services of a compose file that say what they run. compose-spec, "Services". */
export function composeProcesses(path: WorkspacePath, text: string, workspace: Workspace, files: ServerFiles): Found {
  const processes: Process[] = [];
  const scripts = new Set<string>();
  const services = yamlChild(readYaml(path, text).root, 'services');
  const lookup = projectLookup(path, workspace);
  for (const service of services?.kind === 'map' ? services.entries : []) {
    const layers = serviceLayers(path, service.value, services, workspace);
    const child = (key: string): YamlNode | undefined =>
      layers.map((layer) => yamlChild(layer, key)).findLast((node) => node !== undefined);
    const words = [...commandWords(child('entrypoint'), lookup), ...commandWords(child('command'), lookup)];
    if (words.length === 0) {
      continue;
    }
    const environment = layers.reduce<Environment>(
      (all, layer) => serviceEnvironment(path, layer, all, workspace, lookup),
      isWhole(layers) ? emptyEnvironment : incomplete(emptyEnvironment),
    );
    const workingDirectory = folderOf(child('working_dir'), lookup);
    const outcome = runCommand({ words, environment, workingDirectory }, files);
    outcome.scripts.forEach((script) => {
      scripts.add(script);
    });
    for (const running of outcome.running) {
      processes.push({
        name: service.key.value,
        definition: {
          kind: 'compose',
          service: service.key.value,
          built: child('build') !== undefined,
          image: imageOf(child('build'), child('image'), lookup),
          ports: layers.flatMap((layer) => publishedPorts(yamlChild(layer, 'ports'), lookup)),
          copies: copiesOf(child('deploy'), child('scale'), lookup),
          optional: child('profiles') !== undefined,
        },
        path,
        origin: service.key.origin,
        words,
        program: running.program,
        environment: running.environment,
        workingDirectory: running.workingDirectory,
        user: textOf(child('user'), lookup),
        group: absent,
        handed: absent,
      });
    }
  }
  return { processes, scripts };
}

/** A command that is a text is split as a shell would; one that is a list is taken word for word. */
function commandWords(node: YamlNode | undefined, lookup: ParameterLookup): ReadText[] {
  if (node?.kind === 'scalar') {
    return node.isNull ? [] : splitShlex(interpolate(node.text, lookup));
  }
  return node?.kind === 'list'
    ? node.items.flatMap((item) => (item.kind === 'scalar' ? interpolate(item.text, lookup) : []))
    : [];
}

/** Compose puts in what `$NAME` and `${NAME…}` stand for before anything else; `$$` is a dollar sign. */
function interpolate(text: ReadText, lookup: ParameterLookup): ReadText {
  if (!text.value.includes('$')) {
    return text;
  }
  const glyphs: Glyph[] = [];
  for (let at = 0; at < text.length; ) {
    const parameter = text.value.startsWith('$$', at) ? undefined : readParameter(text.value, at);
    if (parameter === undefined || !/^[A-Za-z_]/.test(parameter.name)) {
      glyphs.push(text.glyphs[at] as Glyph);
      at += text.value.startsWith('$$', at) ? 2 : 1;
      continue;
    }
    const origin: Origin = { path: text.origin.path, span: text.span(at, parameter.end) };
    const operand = (): ReadText => interpolate(text.slice(parameter.operandStart, parameter.operandEnd), lookup);
    glyphs.push(...substitute(parameter, origin, lookup, operand));
    at = parameter.end;
  }
  return new ReadText(glyphs, text.origin);
}

/** The `.env` beside the compose file; the shell that starts compose may set anything else. */
export function projectLookup(path: WorkspacePath, workspace: Workspace): ParameterLookup {
  const variables = readVariables(joinPath(directoryName(path), '.env'), workspace) ?? [];
  return (name, origin) =>
    variables.findLast((variable) => variable.name === name)?.value ?? unsetVariable(name, origin);
}

function readVariables(path: WorkspacePath, workspace: Workspace): EnvironmentVariable[] | undefined {
  const text = workspace.has(path) ? workspace.read(path) : undefined;
  return text === undefined ? undefined : fileVariables(path, text, readPythonDotenv(text));
}

/** The service that another one `extends` comes first; undefined for one that isn't in the workspace. */
export function serviceLayers(
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

function isWhole(layers: readonly (YamlNode | undefined)[]): boolean {
  return layers.every((layer) => layer !== undefined);
}

/** compose-spec, "build": a folder, or a mapping with a `context`. */
function imageOf(build: YamlNode | undefined, image: YamlNode | undefined, lookup: ParameterLookup): string {
  const context = textOf(build?.kind === 'map' ? (yamlChild(build, 'context') ?? build) : build, lookup);
  const told = context.kind === 'absent' ? textOf(image, lookup) : context;
  return told.kind === 'known' ? told.value.replace(/^\.\/(?=.)/, '') : '';
}

/** compose-spec: `deploy.replicas`, or `scale`. */
function copiesOf(deploy: YamlNode | undefined, scale: YamlNode | undefined, lookup: ParameterLookup): Known<number> {
  const told = textOf(yamlChild(deploy, 'replicas') ?? scale, lookup);
  return mapKnown(told, (number) => Number.parseInt(number, 10));
}

function serviceEnvironment(
  path: WorkspacePath,
  service: YamlNode | undefined,
  before: Environment,
  workspace: Workspace,
  lookup: ParameterLookup,
): Environment {
  let environment = before;
  const node = yamlChild(service, 'environment');
  for (const file of scalars(yamlChild(service, 'env_file'))) {
    const name = interpolate(file.text, lookup);
    const found =
      name.hole === undefined ? readVariables(joinPath(directoryName(path), name.value), workspace) : undefined;
    environment = found === undefined ? incomplete(environment) : withVariables(environment, found);
  }
  const set: EnvironmentVariable[] = [];
  if (node?.kind === 'map') {
    for (const entry of node.entries) {
      if (entry.value.kind === 'scalar') {
        const value = entry.value.isNull
          ? unsetVariable(entry.key.value, entry.key.origin)
          : interpolate(entry.value.text, lookup);
        const span = { start: entry.key.origin.span.start, end: entry.value.span.end };
        set.push({ name: entry.key.value, origin: { path, span }, value });
      }
    }
  }
  for (const item of node?.kind === 'list' ? scalars(node) : []) {
    const name = /^([^=]+)(=?)/.exec(item.text.value);
    if (name !== null) {
      const value =
        name[2] === '='
          ? interpolate(item.text.slice((name[1] as string).length + 1), lookup)
          : unsetVariable(name[1] as string, item.text.origin);
      set.push({ name: name[1] as string, origin: item.text.origin, value });
    }
  }
  return withVariables(environment, set);
}

/** @returns the scalars of a list, or a scalar by itself; of an item that is a mapping its `path`. */
export function scalars(node: YamlNode | undefined): YamlScalar[] {
  const nodes = node?.kind === 'list' ? node.items : node === undefined ? [] : [node];
  return nodes.flatMap((each) => {
    const scalar = each.kind === 'map' ? yamlChild(each, 'path') : each;
    return scalar?.kind === 'scalar' && !scalar.isNull ? [scalar] : [];
  });
}

function textOf(node: YamlNode | undefined, lookup: ParameterLookup): Known<string> {
  return node?.kind === 'scalar' && !node.isNull ? toKnown(interpolate(node.text, lookup)) : absent;
}

function folderOf(node: YamlNode | undefined, lookup: ParameterLookup): Known<ServerPath> {
  const folder = textOf(node, lookup);
  return folder.kind === 'absent'
    ? unknown('the image says which folder the service starts in')
    : mapKnown(folder, (path) => joinPath(serverPath('/'), path));
}

/** compose-spec, "ports": `[[ip:]host:]container[/protocol]`, or a mapping. A range of ports is left out. */
export function publishedPorts(node: YamlNode | undefined, lookup: ParameterLookup): PublishedPort[] {
  if (node?.kind !== 'list') {
    return [];
  }
  return node.items.flatMap((item) => {
    if (item.kind === 'scalar') {
      const text = interpolate(item.text, lookup);
      const match = /^(?:(?:(\[[^\]]+\]|[^:]+):)?(\d*):)?(\d+)(?:\/tcp)?$/.exec(text.value);
      return match === null
        ? []
        : [
            {
              address: match[1]?.replace(/^\[|\]$/g, ''),
              port: match[2] === undefined || match[2] === '' ? undefined : Number(match[2]),
              containerPort: Number(match[3]),
              span: item.span,
            },
          ];
    }
    const part = (key: string): string | undefined => {
      const value = textOf(yamlChild(item, key), lookup);
      return value.kind === 'known' ? value.value : undefined;
    };
    const target = part('target');
    const published = part('published');
    return target !== undefined && /^\d+$/.test(target)
      ? [
          {
            address: part('host_ip'),
            port: published !== undefined && /^\d+$/.test(published) ? Number(published) : undefined,
            containerPort: Number(target),
            span: item.span,
          },
        ]
      : [];
  });
}
