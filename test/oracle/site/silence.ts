import type { Deployment } from './deployment.ts';
import type { Fault } from './observe.ts';

interface Silence {
  readonly reason: string;
  readonly faults: readonly Fault[];
  holds(site: Deployment): boolean;
}

const is = (site: Deployment, axis: string, ...forms: readonly string[]): boolean =>
  forms.includes(site.axes[axis] ?? '');

/** What the files don't decide (with something else in front of Nginx, or by intent, the same files are right), and what no rule speaks of yet. */
const silences: readonly Silence[] = [
  {
    reason: 'something in front of Nginx may speak HTTPS',
    faults: ['form', 'nowhere', 'loop'],
    holds: (site) => is(site, 'proto', 'https', 'of the client', 'X-Forwarded-Ssl', 'X-Forwarded-Ssl too'),
  },
  {
    reason: 'something in front of Nginx may name the host, which Nginx lets through',
    faults: ['form', 'nowhere'],
    holds: (site) =>
      is(site, 'USE_X_FORWARDED_HOST', 'True') &&
      is(site, 'doors', 'http 8080', 'https 8443') &&
      !is(site, 'Host', 'X-Forwarded-Host', 'X-Forwarded-Host with port', 'both hosts'),
  },
  {
    reason: 'the environment may name other hosts',
    faults: ['refused', 'form'],
    holds: (site) => is(site, 'ALLOWED_HOSTS', 'split text'),
  },
  {
    reason: 'with DEBUG, of which another rule speaks, Django may give out files itself',
    faults: ['media', 'static'],
    holds: (site) => is(site, 'DEBUG', 'True'),
  },
  {
    reason: 'the files are meant to be sent by the application only, or not at all',
    faults: ['media'],
    holds: (site) => is(site, 'media', 'internal', 'returned'),
  },
];

/** @returns why we mean to say nothing of a fault that shows; undefined where we should speak. */
export function silenceOf(site: Deployment, fault: Fault): string | undefined {
  return silences.find(({ faults, holds }) => faults.includes(fault) && holds(site))?.reason;
}
