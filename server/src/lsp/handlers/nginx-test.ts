import { message } from '../../base/message.ts';
import type { PlacedComplaint } from '../../features/nginx-answer.ts';
import { toRange } from '../convert.ts';
import type { Session } from '../session.ts';
import type { NginxTestResult, Range, Requests } from '../wire.ts';

type Mains = Requests['siteconf/nginx/mains'];
type Around = Requests['siteconf/nginx/around'];
type Compare = Requests['siteconf/nginx/compare'];

/** Compares with the real `nginx -t`. It is the client that runs it, since just the client knows whom the person trusts. */
export function handleNginxTest(session: Session): void {
  const { connection } = session;
  connection.onRequest('siteconf/nginx/mains', ({ uri }: Mains['params']): Mains['result'] =>
    session.snapshot
      .nginxMains(uri === null ? undefined : session.uris.toPath(uri))
      .map((path) => session.uris.toUri(path)),
  );
  connection.onRequest(
    'siteconf/nginx/around',
    ({ uri, name, folder }: Around['params']): Around['result'] =>
      session.snapshot.nginxAround(session.uris.toPath(uri), name, folder) ?? null,
  );
  connection.onRequest('siteconf/nginx/compare', (params: Compare['params']): Compare['result'] =>
    compare(session, params),
  );
}

function compare(session: Session, { main, output, version }: Compare['params']): NginxTestResult {
  const { snapshot } = session;
  const compared = snapshot.compareNginx(session.uris.toPath(main), output, version ?? undefined);
  if (compared === undefined) {
    const verdict = snapshot.say(message('There is no main Nginx configuration here, such as nginx.conf.'));
    return { agrees: null, verdict, complaints: [] };
  }
  return {
    agrees: compared.agrees ?? null,
    verdict: snapshot.say(compared.verdict),
    complaints: compared.complaints.map((complaint) => ({
      uri: session.uris.toUri(complaint.file.path),
      range: rangeOf(session, complaint),
      severity: complaint.level === 'warn' ? 'warning' : 'error',
      message: complaint.elsewhere === undefined ? complaint.message : `${complaint.message} in ${complaint.elsewhere}`,
    })),
  };
}

/** The line that Nginx names, without its margins; the first where it names none. */
function rangeOf(session: Session, { file, line = 0 }: PlacedComplaint): Range {
  const text = file.document.text.split('\n')[line] ?? '';
  const start = file.lines.offset({ line, character: 0 });
  const margin = text.length - text.trimStart().length;
  return toRange(session, file.path, { start: start + margin, end: start + text.trimEnd().length });
}
