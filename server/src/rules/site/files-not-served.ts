import { certain } from '../../base/known.ts';
import { message } from '../../base/message.ts';
import { joinPath, normalizePath } from '../../base/path.ts';
import type { Place } from '../../dialects/nginx/effective/place.ts';
import { insertBefore } from '../../dialects/nginx/location.ts';
import type { FileOracle } from '../../dialects/nginx/route/request.ts';
import type { Application } from '../../site/application.ts';
import type { EntryPoint } from '../../site/entry-point.ts';
import { leavesFilesToNginx } from '../../site/files/self-served.ts';
import { onlyFile, requestFile, serverFolder, servingEntries, urlPath } from '../../site/files/served-file.ts';
import { defineRule, type Fix, type Related } from '../define.ts';

const styles =
  'This location hands {uri} to Django, which gives out static files only with DEBUG: pages come without styles and scripts.';
const uploads = 'This location hands {uri} to Django, which gives out uploads only with DEBUG: visitors get 404.';
const renamed = 'Nginx serves these files as {served}, but Django links to {linked}, which nothing serves.';
const related = '{setting} is set here.';
const serve = 'Serve {linked} from {folder}';
const rename = 'Serve them as {linked}';

const KINDS = [
  { kind: 'static', url: 'STATIC_URL', root: 'STATIC_ROOT', probe: 'a.css', message: 'styles' },
  { kind: 'media', url: 'MEDIA_URL', root: 'MEDIA_ROOT', probe: 'a.jpg', message: 'uploads' },
] as const;

/** A URL of static or uploaded files that nothing serves: no location of Nginx, and Django without DEBUG neither. */
export const filesNotServed = defineRule({
  id: 'site/files-not-served',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'likely',
  needs: ['nginx', 'django'],
  fix: 'unsafe',
  sources: [
    'https://docs.djangoproject.com/en/stable/howto/static-files/deployment/',
    'https://docs.djangoproject.com/en/stable/howto/static-files/#serving-files-uploaded-by-a-user-during-development',
  ],
  messages: { styles, uploads, renamed, related, serve, rename },
  check({ site, report }) {
    for (const application of site.applications) {
      for (const { kind, url, root, probe, message: handed } of KINDS) {
        const prefix = urlPath(application, url);
        if (prefix === undefined || !isUsed(application, root) || !leavesFilesToNginx(application, kind, prefix)) {
          continue;
        }
        const places = [url, root].flatMap((setting): Related[] => {
          const place = application.settings.assignment(setting);
          return place === undefined
            ? []
            : [{ path: place.path, span: place.span, message: message(related, { setting }) }];
        });
        for (const entry of servingEntries(application)) {
          const folder = serverFolder(application, root);
          const files = folder === undefined ? undefined : onlyFile(joinPath(folder, probe));
          const location = handedOn(application, entry, prefix + probe, files);
          const other = folder === undefined ? undefined : folderLocation(entry, folder);
          const spot = (other ?? location)?.statement;
          const head = (other ?? location)?.head;
          if (location === undefined || spot === undefined || head === undefined) {
            continue;
          }
          const block = [`location ^~ ${prefix} {`, `    alias ${folder}/;`, '}'];
          const fixes: Fix[] =
            other !== undefined
              ? [
                  {
                    title: message(rename, { linked: prefix }),
                    kind: 'unsafe',
                    edits: [{ path: spot.file.path, span: head.textSpan, newText: prefix }],
                  },
                ]
              : folder !== undefined && application.certainty === 'proven'
                ? [
                    {
                      title: message(serve, { linked: prefix, folder }),
                      kind: 'unsafe',
                      edits: [insertBefore(spot, block)],
                    },
                  ]
                : [];
          report({
            path: spot.file.path,
            span: { start: spot.directive.name.span.start, end: head.textSpan.end },
            message: other === undefined ? handed : 'renamed',
            values: { uri: prefix + probe, served: head.text, linked: prefix },
            related: places,
            fixes,
          });
        }
      }
    }
  },
});

/** Whether the project surely has files of this kind: it says where they are, or it has the admin, whose styles are static files. */
function isUsed({ settings }: Application, root: string): boolean {
  const apps = certain(settings.texts('INSTALLED_APPS'))?.items ?? [];
  return root === 'MEDIA_ROOT'
    ? settings.own(root).kind !== 'absent'
    : apps.includes('django.contrib.staticfiles') &&
        (settings.own(root).kind !== 'absent' || apps.includes('django.contrib.admin'));
}

/** The location that takes `uri` and hands it on to the application. */
function handedOn({ routes }: Application, entry: EntryPoint, uri: string, files?: FileOracle): Place | undefined {
  const found = requestFile(entry, uri, files);
  return found?.outcome.kind === 'upstream' && routes.some(({ place }) => place === found.location)
    ? found.location
    : undefined;
}

/** A plain location of the server whose alias is `folder`. */
function folderLocation({ server }: EntryPoint, folder: string): Place | undefined {
  return server.inner.find(({ own, head }) => {
    const path = own.get('alias')?.at(-1)?.directive.args[0]?.value;
    const isPrefix = head !== undefined && (head.modifier === '' || head.modifier === '^~') && head.text.endsWith('/');
    return (
      isPrefix && path?.startsWith('/') === true && path.endsWith('/') && normalizePath(path.slice(0, -1)) === folder
    );
  });
}
