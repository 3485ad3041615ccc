import { baseName } from '../../base/path.ts';
import { type DirectiveFact, directivesNamed } from '../../facts/nginx/directive-facts.ts';
import type { NginxVersion } from '../../facts/nginx/version.ts';
import type { Configuration, Statement } from './configuration.ts';
import { statementsNamed } from './read.ts';

/** A module that isn't part of every Nginx. */
export interface OptionalModule {
  /** Its name in the source of Nginx, or the repository of one that others wrote. */
  readonly name: string;
  /** The packages of Debian and Ubuntu that have it; none where no package does. */
  readonly packages: readonly string[];
  /** Its name in the source, which stands in every program and library that has it. */
  readonly mark: string;
}

/** Nginx's own modules that Debian keeps in packages of their own, by what their names begin with. */
const OWN: readonly (readonly [RegExp, string, string])[] = [
  [/^ngx_stream_geoip_/, 'ngx_stream_geoip_module', 'libnginx-mod-stream-geoip'],
  [/^ngx_stream_/, 'ngx_stream_module', 'libnginx-mod-stream'],
  [/^ngx_mail_/, 'ngx_mail_module', 'libnginx-mod-mail'],
  [/^ngx_http_geoip_/, 'ngx_http_geoip_module', 'libnginx-mod-http-geoip'],
  [/^ngx_http_image_filter_/, 'ngx_http_image_filter_module', 'libnginx-mod-http-image-filter'],
  [/^ngx_http_perl_/, 'ngx_http_perl_module', 'libnginx-mod-http-perl'],
  [/^ngx_http_xslt_filter_/, 'ngx_http_xslt_filter_module', 'libnginx-mod-http-xslt-filter'],
];

/** @returns the module that has a directive, where not every Nginx has it. */
export function optionalModule(fact: DirectiveFact): OptionalModule | undefined {
  if (fact.thirdParty !== undefined) {
    const { repository, packages } = fact.thirdParty;
    const own = packages.filter((one) => libraryOf(one) === `${fact.module}.so`);
    return { name: repository, packages: own.length > 0 ? own : packages, mark: fact.module };
  }
  const own = OWN.find(([names]) => names.test(fact.module));
  return own && { name: own[1], packages: [own[2]], mark: own[1] };
}

/** @returns the modules of which each by itself would know `name`; undefined where every Nginx of `version` knows it, or none. */
export function optionalModules(name: string, version: NginxVersion): readonly OptionalModule[] | undefined {
  const modules = directivesNamed(name, version).map(optionalModule);
  const known = modules.filter((one) => one !== undefined);
  return known.length === 0 || known.length < modules.length ? undefined : known;
}

/** @returns the name of the library that a package of Debian has: `libnginx-mod-http-echo` has `ngx_http_echo_module.so`. */
function libraryOf(name: string): string {
  return `ngx_${name.replace(/^libnginx-mod-/, '').replaceAll('-', '_')}_module.so`;
}

/**
 * @returns the names of the libraries that a configuration loads, where they are loaded as Debian does it, by the files of `modules-enabled`: then what
 * isn't loaded isn't there. Undefined where modules may be built in, or a file is missing that may load some.
 */
export function loadedLibraries(configuration: Configuration): ReadonlySet<string> | undefined {
  const loads = statementsNamed(configuration, 'load_module');
  const isDebian = loads.some(({ file, via }) =>
    [file.path, ...via.map(({ directive }) => directive.args[0]?.value ?? '')].some((path) =>
      /\/modules-(?:enabled|available)\//.test(`/${path}`),
    ),
  );
  const isWhole =
    configuration.context === 'main' &&
    configuration.includeProblems.every(({ statement }) => statement.context !== 'main');
  return isDebian && isWhole
    ? new Set(loads.map(({ directive }) => baseName(directive.args[0]?.value ?? '')))
    : undefined;
}

/** @returns the module whose directive a statement is, where none that would know it is among the loaded libraries. */
export function moduleNotLoaded(
  { directive }: Statement,
  loaded: ReadonlySet<string>,
  version: NginxVersion,
): OptionalModule | undefined {
  const modules = optionalModules(directive.name.value, version);
  const packaged = modules?.every(({ packages }) => packages.length > 0) === true;
  return packaged && !modules.some(({ packages }) => packages.some((one) => loaded.has(libraryOf(one))))
    ? modules[0]
    : undefined;
}
