import type { Workspace } from '../base/workspace.ts';
import { findProjects } from '../dialects/django/find-projects.ts';
import { effectiveConfiguration } from '../dialects/nginx/effective/configuration.ts';
import { type ReadRequest, readConfigurations } from '../dialects/nginx/read.ts';
import type { NginxTestOptions } from '../dialects/nginx/test/finding.ts';
import { findComposeProxies } from '../dialects/process/compose/proxies.ts';
import { findProcesses } from '../dialects/process/find.ts';
import { findFlowers } from '../dialects/process/flowers.ts';
import { processListens } from '../dialects/process/process.ts';
import { newestVersion } from '../facts/nginx/version.ts';
import { joinApplications } from './application.ts';
import { nginxContainers } from './containers.ts';
import { readEntryPoints } from './entry-point.ts';
import { type Listener, linkRoutes } from './link.ts';
import { splitConfigurations } from './live-configurations.ts';
import { readRoutes } from './route.ts';
import type { Site } from './site.ts';

/** The Nginx of a person who told nothing of theirs. */
export const newestNginx: NginxTestOptions = { version: newestVersion, customDirectives: [] };

/**
 * Reads everything in the workspace that decides how the site is served.
 * @param request what the person told about Nginx files beyond what their names say.
 * @param nginxTest the Nginx that will read the files.
 */
export function readSite(
  workspace: Workspace,
  request: ReadRequest = {},
  nginxTest: NginxTestOptions = newestNginx,
): Site {
  const configurations = readConfigurations(workspace, request);
  const { live, aside } = splitConfigurations(configurations);
  const entryPoints = live.flatMap((one) => readEntryPoints(effectiveConfiguration(one)));
  const routes = live.flatMap(readRoutes);
  const containers = nginxContainers(workspace, live);
  const surroundings = {
    proxies: findComposeProxies(workspace),
    hasTlsAside: aside.some((one) => readEntryPoints(effectiveConfiguration(one)).some(({ tls }) => tls)),
  };
  const processes = findProcesses(workspace);
  const flowers = findFlowers(workspace);
  const listeners = processes.flatMap((process): Listener[] => {
    const flower = flowers.find((one) => one.process.origin === process.origin);
    const listens = flower === undefined ? processListens(process) : flower.options.listens;
    return listens.kind === 'known' ? [{ process, listens: listens.value }] : [];
  });
  const links = linkRoutes(routes, listeners, containers);
  const projects = findProjects(workspace);
  return {
    workspace,
    configurations,
    nginxTest,
    entryPoints,
    containers,
    routes,
    processes,
    listeners,
    links,
    projects,
    applications: joinApplications(projects, processes, routes, links, entryPoints, surroundings),
    flowers: flowers.map((flower) => ({
      ...flower,
      links: links.filter((link) => link.process.origin === flower.process.origin),
    })),
  };
}
