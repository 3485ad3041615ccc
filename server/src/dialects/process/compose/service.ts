import { certain, type Known, mapKnown, type Origin } from '../../../base/known.ts';
import {
  directoryName,
  isInside,
  joinPath,
  type ServerPath,
  serverPath,
  type WorkspacePath,
} from '../../../base/path.ts';
import type { Span } from '../../../base/span.ts';
import type { Workspace } from '../../../base/workspace.ts';
import { interpolate, type ParameterLookup } from '../../../syntax/shell/parameter.ts';
import { type YamlNode, yamlChild } from '../../../syntax/yaml/tree.ts';
import { type Build, readBuild } from './build.ts';
import { partOf, type ServiceText, serviceTexts, textOf } from './document.ts';

/** A port of a container that the host opens. */
export interface PublishedPort {
  /** The address of the host; undefined for all of them. */
  readonly address: string | undefined;
  readonly port: number | undefined;
  readonly containerPort: number;
  readonly span: Span;
}

/** A folder or file that stands in a container and comes from elsewhere. */
export interface Mount {
  /** A file or folder of the workspace, or a volume by its name; undefined for one that no other service can have. */
  readonly source: WorkspacePath | { readonly volume: string } | undefined;
  readonly target: ServerPath;
}

/** A service of a compose file, as far as it decides what others are to it. */
export interface ComposeService {
  /** The compose file. */
  readonly path: WorkspacePath;
  readonly name: string;
  /** Its name in the file. */
  readonly origin: Origin;
  /** What it runs in: the place that its `build` names, else its image; empty where neither is told. */
  readonly image: string;
  /** Whether the file says how to build it. */
  readonly built: boolean;
  readonly ports: readonly PublishedPort[];
  /** How many containers `deploy.replicas` or `scale` ask for. */
  readonly copies: Known<number>;
  /** Whether it starts with one of its `profiles` only. */
  readonly optional: boolean;
  readonly mounts: readonly Mount[];
  /** Whether it has a loopback of its own, as containers have unless `network_mode` says otherwise. */
  readonly isApart: boolean;
  /** Whether all that it extends is in the workspace, and it takes no volumes of other services. */
  readonly isWhole: boolean;
}

const answers = new WeakMap<ServiceText, ComposeService>();

/** @returns what a service is built of; undefined where it isn't, or its Dockerfile isn't in the workspace. */
export function buildOf(workspace: Workspace, service: ComposeService): Build | undefined {
  const text = serviceTexts(workspace).find((one) => readService(one) === service);
  return text === undefined ? undefined : readBuild(text, workspace);
}

/** @returns the files and folders of the workspace that stand in the container of a service: mounted, or put into its image. */
export function filesGiven(
  workspace: Workspace,
  service: ComposeService,
): { source: WorkspacePath; target: ServerPath }[] {
  const built = buildOf(workspace, service);
  const copied = (built?.image.copies ?? []).flatMap(({ source, target }) => {
    const place = certain(target);
    return built === undefined || place === undefined
      ? []
      : [{ source: joinPath(built.context, `./${source}`.replace(/\/+$/, '')), target: place }];
  });
  const mounted = service.mounts.flatMap(({ source, target }) =>
    typeof source === 'string' ? [{ source, target }] : [],
  );
  return [...copied, ...mounted];
}

/** @returns every service of every compose file of a workspace. */
export function findComposeServices(workspace: Workspace): readonly ComposeService[] {
  return serviceTexts(workspace).map(readService);
}

/** @returns what a service's text says; for one text always the same. */
export function readService(text: ServiceText): ComposeService {
  let service = answers.get(text);
  if (service === undefined) {
    const { path, name, layers, lookup } = text;
    const child = (key: string): YamlNode | undefined => partOf(text, key);
    service = {
      path,
      name: name.value,
      origin: name.origin,
      built: child('build') !== undefined,
      image: imageOf(child('build'), child('image'), lookup),
      ports: layers.flatMap((layer) => publishedPorts(yamlChild(layer, 'ports'), lookup)),
      copies: copiesOf(child('deploy'), child('scale'), lookup),
      optional: child('profiles') !== undefined,
      mounts: lastOfEach(layers.flatMap((layer) => mountsOf(path, yamlChild(layer, 'volumes'), lookup))),
      isApart: child('network_mode') === undefined,
      isWhole: layers.every((layer) => layer !== undefined && yamlChild(layer, 'volumes_from') === undefined),
    };
    answers.set(text, service);
  }
  return service;
}

/** Of several mounts at one place the last one stands there. */
function lastOfEach(mounts: readonly Mount[]): Mount[] {
  return [...new Map(mounts.map((mount) => [mount.target, mount])).values()];
}

/** @returns the mount of a service in which a path of its container lies, the innermost of several. */
export function mountAt({ mounts }: ComposeService, path: ServerPath): Mount | undefined {
  return mounts
    .filter(({ target }) => isInside(path, target))
    .sort((one, other) => other.target.length - one.target.length)[0];
}

/** compose-spec, "volumes": `SOURCE:TARGET[:MODE]`, a path alone, or a mapping. */
function mountsOf(path: WorkspacePath, node: YamlNode | undefined, lookup: ParameterLookup): Mount[] {
  if (node?.kind !== 'list') {
    return [];
  }
  return node.items.flatMap((item): Mount[] => {
    const part = (key: string): string | undefined => certain(textOf(yamlChild(item, key), lookup));
    const written = item.kind === 'scalar' ? certain(interpolate(item.text, lookup).toKnown())?.split(':') : undefined;
    const [source, target] =
      item.kind === 'scalar'
        ? written?.length === 1
          ? [undefined, written[0]]
          : (written ?? [])
        : [part('source'), part('target')];
    return target?.startsWith('/')
      ? [{ source: sourceOf(path, source), target: serverPath(joinPath(target.replace(/\/+$/, '') || '/')) }]
      : [];
  });
}

function sourceOf(path: WorkspacePath, source: string | undefined): Mount['source'] {
  if (source === undefined || source.startsWith('~')) {
    return undefined;
  }
  return /^[./]/.test(source) ? joinPath(directoryName(path), source.replace(/\/+$/, '') || '/') : { volume: source };
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

/** compose-spec, "ports": `[[ip:]host:]container[/protocol]`, or a mapping. A range of ports is left out. */
function publishedPorts(node: YamlNode | undefined, lookup: ParameterLookup): PublishedPort[] {
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
