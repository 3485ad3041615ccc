import { checkUpstreamFiles } from '../machine/certificates.ts';
import type { Run } from '../run.ts';
import type { LocationScope, Setting } from '../scope.ts';

/** The fields of one protocol, and what an address begins with that is spoken to over TLS. */
const PROTOCOLS = [
  { name: 'proxy', secure: /^https:|\$/i },
  { name: 'grpc', secure: /^grpcs:|\$/i },
  { name: 'uwsgi', secure: /^suwsgi:|\$/i },
].map(({ name, secure }) => ({
  name,
  secure,
  pass: `${name}_pass`,
  certificate: `${name}_ssl_certificate`,
  key: `${name}_ssl_certificate_key`,
  verify: `${name}_ssl_verify`,
  trusted: `${name}_ssl_trusted_certificate`,
}));

const DECIDING = PROTOCOLS.flatMap(({ certificate, verify }) => [certificate, verify]);

/** @returns whether some block sets what `checkUpstreamSsl` looks at: only then each location needs a look. */
export function hasUpstreamSsl(run: Run): boolean {
  return (run.machine !== undefined || !run.open) && run.uses(DECIDING);
}

/** `ngx_http_proxy_set_ssl` and its kin: what a location needs to speak TLS to its upstream. */
export function checkUpstreamSsl(run: Run, location: LocationScope): void {
  for (const protocol of PROTOCOLS) {
    const pass = location.fields.get(protocol.pass)?.values[0];
    if (pass === undefined || !protocol.secure.test(pass)) {
      continue;
    }
    checkUpstreamFiles(run, location, protocol.name);
    if (run.open) {
      continue;
    }
    const certificate = location.inherited(protocol.certificate);
    const path = certificate?.values[0] ?? '';
    if (certificate !== undefined && path !== '' && location.inherited(protocol.key) === undefined) {
      refuse(run, `no "${protocol.key}" is defined for certificate "${path}"`, certificate);
    }
    const verify = location.inherited(protocol.verify);
    const trusted = location.inherited(protocol.trusted)?.values[0] ?? '';
    if (verify?.values[0]?.toLowerCase() === 'on' && trusted === '') {
      refuse(run, `no ${protocol.trusted} for ${protocol.verify}`, verify);
    }
  }
}

function refuse(run: Run, message: string, { statement }: Setting): void {
  run.emitAt('ssl', message, statement, statement.directive.args[0], { line: undefined });
}
