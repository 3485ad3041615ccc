import { isInside } from '../../base/path.ts';
import type { Application } from '../application.ts';
import { sentHeader } from './request-headers.ts';

/**
 * How people reach an application: `http` where none of its servers speaks HTTPS, `https` where one that hands requests on to it
 * does; `unknown` where something in front of Nginx may speak it, where certbot writes it into the file on the server, or where no server
 * hands requests on.
 */
export type Phase = 'http' | 'https' | 'unknown';

/** @returns whether the site of an application stands on HTTP only, or on HTTPS. */
export function phaseOf(application: Application): Phase {
  const { routes, entryPoints } = application;
  if (routes.length === 0) {
    return 'unknown';
  }
  const serving = entryPoints.filter((entry) => routes.some((route) => route.server === entry.server));
  if (serving.some((entry) => entry.tls)) {
    return 'https';
  }
  if (
    serving.length === 0 ||
    entryPoints.some((entry) => entry.tls) ||
    application.mayHaveFront ||
    isBehindTerminator(application) ||
    getsCertificateLater(application)
  ) {
    return 'unknown';
  }
  return 'http';
}

/** Signs of a load balancer or CDN that speaks HTTPS for Nginx: a scheme or an address that is taken from it. */
function isBehindTerminator({ routes, entryPoints }: Application): boolean {
  const takesScheme = routes.some((route) =>
    ['X-Forwarded-Proto', 'X-Forwarded-Ssl', 'X-Forwarded-Protocol'].some((name) => {
      const sent = sentHeader(route, name);
      return sent !== undefined && !['$scheme', '$https', 'http', 'off', ''].includes(sent.value);
    }),
  );
  const takesAddress = entryPoints.some(
    ({ server, effective, listens }) =>
      [server, effective.http].some((place) => place.own.has('set_real_ip_from') || place.own.has('real_ip_header')) ||
      listens.some((listen) => listen.statement?.directive.args.some((word) => word.value === 'proxy_protocol')),
  );
  return takesScheme || takesAddress;
}

const TOLD = /(?:\.(?:sh|bash|ya?ml)|(?:Make|just)file)$/i;
/** `certbot --nginx -d shop.test`, which puts the certificate into the file of the site. */
const CERTBOT = /\bcertbot\b[^\n]*(?:\\\r?\n[^\n]*)*\s--nginx\b/;

/** Whether a script of the project has certbot put HTTPS into the file of the site, where no file here shows it. */
function getsCertificateLater({ project: { workspace, folder } }: Application): boolean {
  return workspace.paths.some(
    (path) => TOLD.test(path) && isInside(path, folder) && CERTBOT.test(workspace.read(path) ?? ''),
  );
}
