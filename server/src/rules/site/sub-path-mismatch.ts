import { message } from '../../base/message.ts';
import { brokenMounts, lostAdmin, type MountedRoute } from '../../site/files/mount.ts';
import { defineRule, type Fix } from '../define.ts';

const kept =
  'GET {served}/ is answered with 404: Nginx leaves {served} in the path, and {kind} is for a path from which it was taken off.';
const missed =
  'GET {served}/ is answered with 500: Gunicorn is told SCRIPT_NAME={served}, and Nginx takes it off the path.';
const redirects =
  'GET {served}/page is redirected to /page/: Nginx takes {served} off, and under ASGI FORCE_SCRIPT_NAME brings it back in links alone.';
const links =
  'GET {served}/{admin} redirects to /{admin}login/, which leads elsewhere: Nginx takes {served} off, and nothing tells Django of it.';
const rootPath = '--root-path {served} tells Uvicorn of it, and Uvicorn Django.';
const forced = 'FORCE_SCRIPT_NAME = "{served}" tells Django of it.';
const told = 'The path is told here.';
const takeOff = 'Let Nginx take {served} off';
const leave = 'Let Nginx leave {served} in';

/** A path of the site below which Django is served, and is told of it in a way that doesn't fit what Nginx sends. */
export const subPathMismatch = defineRule({
  id: 'site/sub-path-mismatch',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['nginx', 'django', 'process'],
  fix: 'unsafe',
  sources: [
    'https://docs.djangoproject.com/en/stable/ref/settings/#force-script-name',
    'https://www.uvicorn.org/settings/#http',
    'https://docs.gunicorn.org/en/stable/faq.html#how-do-i-set-script-name',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass',
  ],
  messages: { kept, missed, redirects, links, rootPath, forced, told, takeOff, leave },
  check({ site, report }) {
    for (const application of site.applications) {
      for (const broken of brokenMounts(application)) {
        const { route, mount, served, fault } = broken;
        const { file, directive } = route.pass;
        const isUvicorn = application.process?.program.kind === 'uvicorn';
        report({
          path: file.path,
          span: directive.span,
          message: fault,
          values: { served, kind: mount.kind, admin: lostAdmin(application, route) ?? '' },
          ...(fault === 'links' || fault === 'redirects'
            ? {
                severity: 'warning' as const,
                ...(mount.asgi && !isUvicorn ? {} : { note: mount.asgi ? 'rootPath' : 'forced' }),
              }
            : {}),
          related: mount.origin === undefined ? [] : [{ ...mount.origin, message: message(told) }],
          fixes: fixOf(broken),
        });
      }
    }
  },
});

/** A slash behind the address takes the path of the location off, where that ends with one too. */
function fixOf({ route, served, fault }: MountedRoute): Fix[] {
  const { file, directive } = route.pass;
  const word = directive.args[0];
  const isPlain = word !== undefined && file.document.text.slice(word.span.start, word.span.end) === word.value;
  const endsAlike = route.location.head?.text === `${served}/` && isPlain && !word.value.includes('$');
  if (endsAlike && fault === 'kept' && route.uri === undefined) {
    const { end } = word.span;
    return [
      {
        title: message(takeOff, { served }),
        kind: 'unsafe',
        edits: [
          { path: file.path, span: { start: end, end }, newText: word.value.startsWith('http://unix:') ? ':/' : '/' },
        ],
      },
    ];
  }
  if (endsAlike && fault === 'missed' && route.uri === '/' && !word.value.startsWith('http://unix:')) {
    const { end } = word.span;
    return [
      {
        title: message(leave, { served }),
        kind: 'unsafe',
        edits: [{ path: file.path, span: { start: end - 1, end }, newText: '' }],
      },
    ];
  }
  return [];
}
