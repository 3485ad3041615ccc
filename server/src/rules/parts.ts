import type { Site } from '../site/site.ts';
import type { Part } from './define.ts';

const present: Readonly<Record<Part, (site: Site) => boolean>> = {
  nginx: (site) => site.configurations.length > 0,
  django: (site) => site.projects.length > 0,
  process: (site) => site.processes.length > 0,
  flower: (site) => site.flowers.length > 0,
  machine: (site) => site.nginxTest.machine !== undefined,
};

/** @returns whether the site has everything that a rule needs before it is asked. */
export function hasParts(site: Site, needs: readonly Part[]): boolean {
  return needs.every((part) => present[part](site));
}
