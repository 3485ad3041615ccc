import { checkServerFiles } from '../machine/certificates.ts';
import { endLine, type Run } from '../run.ts';
import type { ServerScope } from '../scope.ts';
import type { ListenPorts } from './listen.ts';

function isOn(server: ServerScope, field: string): boolean {
  return server.inherited(field)?.values[0]?.toLowerCase() === 'on';
}

/**
 * `ngx_http_ssl_merge_srv_conf` (src/http/modules/ngx_http_ssl_module.c).
 * @param line where `http` ends.
 */
export function checkServerSsl(run: Run, server: ServerScope, line: number | undefined): void {
  checkServerText(run, server);
  if (server.statement !== undefined) {
    checkServerFiles(run, server, line);
  }
}

function checkServerText(run: Run, server: ServerScope): void {
  if (mayHaveMore(run, server)) {
    return;
  }
  const certificates = server.list('ssl_certificate').length;
  const keys = server.list('ssl_certificate_key').length;
  const certificate = server.inherited('ssl_certificate');
  const rejects = isOn(server, 'ssl_reject_handshake');
  const enabled = server.inherited('ssl');
  // What is missing altogether may stand around a file alone.
  if (run.partial && keys === 0 && server.statement === undefined) {
    return;
  }
  if (isOn(server, 'ssl') && enabled !== undefined && !run.atLeast('1.25.1') && (!run.partial || keys > 0)) {
    const at = enabled.statement;
    if (certificates > 0 && keys === 0) {
      run.emitAt('ssl', 'no "ssl_certificate_key" is defined for the "ssl" directive', at);
      return;
    }
    if (keys < certificates) {
      const name = certificate?.values[0] ?? '';
      run.emitAt('ssl', `no "ssl_certificate_key" is defined for certificate "${name}" and the "ssl" directive`, at);
      return;
    }
    if (certificates === 0 && !rejects && (!run.partial || server.lists.has('ssl_certificate_key'))) {
      run.emitAt('ssl', 'no "ssl_certificate" is defined for the "ssl" directive', at);
      return;
    }
  } else if (certificates > keys && certificate !== undefined) {
    const name = certificate.values[0] ?? '';
    run.emitAt(
      'ssl',
      `no "ssl_certificate_key" is defined for certificate "${name}"`,
      certificate.statement,
      certificate.statement.directive.args[0],
      { line: undefined },
    );
    return;
  }
  if (run.open || (certificates === 0 && !rejects)) {
    return;
  }
  const verify = server.inherited('ssl_verify_client');
  const mode = verify?.values[0]?.toLowerCase() ?? 'off';
  const known = server.inherited('ssl_client_certificate') !== undefined;
  const trusted = run.atLeast('1.27.1') && server.inherited('ssl_trusted_certificate') !== undefined;
  if (verify !== undefined && mode !== 'off' && mode !== 'optional_no_ca' && !known && !trusted) {
    const message = run.atLeast('1.27.1')
      ? 'no ssl_client_certificate or ssl_trusted_certificate for ssl_verify_client'
      : 'no ssl_client_certificate for ssl_verify_client';
    run.emitAt('ssl', message, verify.statement, verify.statement.directive.args[0], { line: undefined });
  }
  const ocsp = server.inherited('ssl_ocsp');
  if (ocsp !== undefined && ocsp.values[0]?.toLowerCase() !== 'off' && mode === 'optional_no_ca') {
    const message = '"ssl_ocsp" is incompatible with "ssl_verify_client optional_no_ca"';
    run.emitAt('ssl', message, ocsp.statement, undefined, { line: undefined });
  }
}

/** Whether a file that isn't in view may have the certificates or keys that a server lacks. One that brings some of its own brings them all. */
function mayHaveMore(run: Run, server: ServerScope): boolean {
  const hasOwn = server.lists.has('ssl_certificate') || server.lists.has('ssl_certificate_key');
  return !(server.statement !== undefined && hasOwn) && run.incomplete;
}

/** `ngx_http_ssl_init`: a socket with TLS needs a certificate. */
export function checkCertificates(run: Run, ports: ListenPorts, servers: readonly ServerScope[]): void {
  if (servers.length === 0) {
    return;
  }
  for (const address of ports.values()) {
    if (!address.ssl && !address.quic) {
      continue;
    }
    const has = (server: ServerScope): boolean => server.list('ssl_certificate').length > 0;
    if (has(address.defaultServer)) {
      continue;
    }
    const rejects = (server: ServerScope): boolean => isOn(server, 'ssl_reject_handshake');
    const without = rejects(address.defaultServer)
      ? address.servers.find((server) => !has(server) && !rejects(server))
      : address.defaultServer;
    // The certificate may stand around a file alone, but hardly where the server brings its own key.
    if (
      without?.statement !== undefined &&
      !mayHaveMore(run, without) &&
      (!run.partial || without.lists.has('ssl_certificate_key'))
    ) {
      const parameter = address.quic ? 'quic' : 'ssl';
      const message = `no "ssl_certificate" is defined for the "listen ... ${parameter}" directive`;
      run.emitAt('ssl', message, without.statement, undefined, { line: endLine(without.statement) });
      return;
    }
  }
}
