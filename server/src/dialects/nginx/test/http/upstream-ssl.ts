import type { Run } from '../run.ts';
import type { LocationScope, Setting } from '../scope.ts';

const PROTOCOLS = [
  { name: 'proxy', secure: /^https:|\$/i },
  { name: 'grpc', secure: /^grpcs:|\$/i },
  { name: 'uwsgi', secure: /^suwsgi:|\$/i },
];

/** `ngx_http_proxy_set_ssl` and its kin: what a location needs to speak TLS to its upstream. */
export function checkUpstreamSsl(run: Run, location: LocationScope): void {
  if (run.open) {
    return;
  }
  for (const { name, secure } of PROTOCOLS) {
    const pass = location.fields.get(`${name}_pass`)?.values[0];
    if (pass === undefined || !secure.test(pass)) {
      continue;
    }
    const certificate = location.inherited(`${name}_ssl_certificate`);
    const path = certificate?.values[0] ?? '';
    if (certificate !== undefined && path !== '' && location.inherited(`${name}_ssl_certificate_key`) === undefined) {
      refuse(run, `no "${name}_ssl_certificate_key" is defined for certificate "${path}"`, certificate);
    }
    const verify = location.inherited(`${name}_ssl_verify`);
    const trusted = location.inherited(`${name}_ssl_trusted_certificate`)?.values[0] ?? '';
    if (verify?.values[0]?.toLowerCase() === 'on' && trusted === '') {
      refuse(run, `no ${name}_ssl_trusted_certificate for ${name}_ssl_verify`, verify);
    }
  }
}

function refuse(run: Run, message: string, { statement }: Setting): void {
  run.emitAt('ssl', message, statement, statement.directive.args[0], { line: undefined });
}
