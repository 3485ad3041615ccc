import { message } from '../../base/message.ts';
import { directoryName, isInside, type ServerPath, serverPath } from '../../base/path.ts';
import { settingInForce } from '../../dialects/nginx/effective/in-force.ts';
import type { Place } from '../../dialects/nginx/effective/place.ts';
import { type ComposeService, type Mount, mountAt } from '../../dialects/process/compose/service.ts';
import type { Application } from '../../site/application.ts';
import { requestFile, serverFolder, servingEntries, urlPath } from '../../site/files/served-file.ts';
import { defineRule, type Related } from '../define.ts';

const absent = 'The container of Nginx has no {folder}: none of its volumes is mounted there.';
const other = 'In the container of Nginx {folder} is {own}, but Django keeps the files in {theirs}.';
const why = 'Visitors get 404 for {uri} and all that is beside it.';
const container = 'The container of Nginx has these volumes.';
const related = '{setting} says where the files are.';

const KINDS = [
  { url: 'STATIC_URL', root: 'STATIC_ROOT', probe: 'a.css' },
  { url: 'MEDIA_URL', root: 'MEDIA_ROOT', probe: 'a.jpg' },
] as const;

/** Files that Nginx in a container is told to send, and that no volume brings there. */
export const filesNotMounted = defineRule({
  id: 'site/files-not-mounted',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['nginx', 'django', 'process'],
  fix: 'none',
  sources: ['https://docs.docker.com/reference/compose-file/services/#volumes'],
  messages: { absent, other, why, container, related },
  check({ site, report }) {
    for (const application of site.applications) {
      for (const { url, root, probe } of KINDS) {
        const prefix = urlPath(application, url);
        for (const entry of prefix === undefined ? [] : servingEntries(application)) {
          const nginx = site.containers.get(entry.effective.configuration);
          const found = requestFile(entry, prefix + probe);
          const really = requestFile(entry, prefix + probe, () => 'absent');
          if (nginx === undefined || found?.outcome.kind !== 'file' || really?.outcome.kind !== 'status') {
            continue;
          }
          const folder = directoryName(serverPath(found.outcome.file));
          const word = wordOf(found.location ?? entry.server);
          const fault = faultOf(application, nginx, folder, serverFolder(application, root));
          const place = application.settings.assignment(root);
          if (fault === undefined || word === undefined) {
            continue;
          }
          const places: Related[] = [
            { ...nginx.origin, message: message(container) },
            ...(place === undefined
              ? []
              : [{ path: place.path, span: place.span, message: message(related, { setting: root }) }]),
          ];
          report({ ...word, ...fault, note: 'why', values: { ...fault.values, uri: prefix + probe }, related: places });
        }
      }
    }
  },
});

function wordOf(level: Place) {
  const setting = settingInForce(level, 'root');
  const word = setting?.directive.args[0];
  return setting === undefined || word === undefined ? undefined : { path: setting.file.path, span: word.span };
}

interface Fault {
  readonly message: 'absent' | 'other';
  readonly values: Readonly<Record<string, string>>;
}

/** @param wanted the folder in the container of Django. */
function faultOf(
  { process }: Application,
  nginx: ComposeService,
  folder: ServerPath,
  wanted: ServerPath | undefined,
): Fault | undefined {
  const own = mountAt(nginx, folder);
  if (own === undefined) {
    const isStock = !nginx.built && /^(?:[\w.-]+\/)*nginx(?:-unprivileged)?(?::|@|$)/.test(nginx.image);
    return isStock && !folder.startsWith('/usr/share/nginx') ? { message: 'absent', values: { folder } } : undefined;
  }
  const service = process?.definition.kind === 'compose' ? process.definition.service : undefined;
  const theirs = service === undefined || wanted === undefined ? undefined : mountAt(service, wanted);
  const here = placeText(nginx, own, folder);
  const there = theirs === undefined || wanted === undefined ? undefined : placeText(nginx, theirs, wanted);
  return service?.path !== nginx.path || here === undefined || there === undefined || here === there
    ? undefined
    : { message: 'other', values: { folder, own: here, theirs: there } };
}

/** @returns a folder of a container as a place that containers share: below a volume, or a folder as the compose file may name it. */
function placeText({ path }: ComposeService, { source, target }: Mount, folder: ServerPath): string | undefined {
  if (source === undefined) {
    return undefined;
  }
  const rest = folder.slice(target.length).replace(/^\/?/, '/').replace(/\/$/, '');
  const beside = directoryName(path);
  const base =
    typeof source !== 'string'
      ? source.volume
      : isInside(source, beside)
        ? `.${source.slice(beside === '/' ? 0 : beside.length)}`
        : source;
  return `${base}${rest}`;
}
