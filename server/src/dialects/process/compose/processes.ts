import { absent, type Known, mapKnown, unknown } from '../../../base/known.ts';
import { directoryName, joinPath, type ServerPath, serverPath, type WorkspacePath } from '../../../base/path.ts';
import type { ReadText } from '../../../base/read-text.ts';
import type { Workspace } from '../../../base/workspace.ts';
import { interpolate, type ParameterLookup, unsetVariable } from '../../../syntax/shell/parameter.ts';
import { splitShlex } from '../../../syntax/shell/shlex.ts';
import { type YamlNode, yamlChild } from '../../../syntax/yaml/tree.ts';
import { incomplete } from '../command.ts';
import { emptyEnvironment, withVariables } from '../environment.ts';
import type { Environment, EnvironmentVariable, Process } from '../process.ts';
import { runCommand } from '../run.ts';
import type { ServerFiles } from '../server-files.ts';
import type { Found } from '../systemd.ts';
import { readBuild } from './build.ts';
import { partOf, readVariables, scalars, serviceTexts, textOf } from './document.ts';
import { readService } from './service.ts';

/** `if [ "$1" = worker ]`, `case $1 in` */
const BY_PARAMETER = /^[ \t]*(?:el)?(?:if|case)\b[^\n]*\$\{?[1-9@*]/m;

/** @returns the processes of the services of a compose file that say what they run. compose-spec, "Services". */
export function composeProcesses(path: WorkspacePath, workspace: Workspace, files: ServerFiles): Found {
  const processes: Process[] = [];
  const scripts = new Set<string>();
  for (const text of serviceTexts(workspace).filter((one) => one.path === path)) {
    const { name, layers, lookup } = text;
    const image = readBuild(text, workspace)?.image;
    const entrypoint = partOf(text, 'entrypoint');
    const command = partOf(text, 'command');
    const words = [
      ...(entrypoint === undefined ? (image?.entrypoint ?? []) : commandWords(entrypoint, lookup)),
      ...(command === undefined && entrypoint === undefined ? (image?.command ?? []) : commandWords(command, lookup)),
    ];
    if (words.length === 0) {
      continue;
    }
    const service = readService(text);
    const environment = layers.reduce<Environment>(
      (all, layer) => serviceEnvironment(path, layer, all, workspace, lookup),
      withVariables(
        service.isWhole ? emptyEnvironment : incomplete(emptyEnvironment),
        image === undefined ? [] : image.environment,
      ),
    );
    const folder = partOf(text, 'working_dir');
    const workingDirectory =
      folder === undefined && image !== undefined ? image.workingDirectory : folderOf(folder, lookup);
    const outcome = runCommand({ words, environment, workingDirectory }, files);
    // One script of an image may start this or that, by what it is told.
    const isOneOfSeveral =
      outcome.running.length > 1 &&
      ((entrypoint === undefined && image !== undefined) ||
        [...outcome.scripts].some((script) => BY_PARAMETER.test(workspace.read(script) ?? '')));
    outcome.scripts.forEach((script) => {
      scripts.add(script);
    });
    for (const running of isOneOfSeveral ? [] : outcome.running) {
      processes.push({
        name: service.name,
        definition: { kind: 'compose', service },
        path,
        origin: name.origin,
        words,
        program: running.program,
        environment: running.environment,
        workingDirectory: running.workingDirectory,
        user: textOf(partOf(text, 'user'), lookup),
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

function folderOf(node: YamlNode | undefined, lookup: ParameterLookup): Known<ServerPath> {
  const folder = textOf(node, lookup);
  return folder.kind === 'absent'
    ? unknown('the image says which folder the service starts in')
    : mapKnown(folder, (path) => joinPath(serverPath('/'), path));
}
