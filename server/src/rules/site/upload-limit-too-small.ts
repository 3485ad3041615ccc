import { certain, type Origin } from '../../base/known.ts';
import { message } from '../../base/message.ts';
import type { Settings } from '../../dialects/django/settings.ts';
import { settingInForce } from '../../dialects/nginx/effective/in-force.ts';
import { parseOffset } from '../../dialects/nginx/number.ts';
import { defineRule } from '../define.ts';

const small = 'Nginx takes at most {limit} here, but {setting} lets people send {wanted} MB.';
const why = 'What is larger is answered with 413 by Nginx, before Django sees it.';
const related = '{setting} is set here.';
const raise = 'Take up to {size} MB';

const MEGABYTE = 1024 * 1024;

/** Settings that say, in bytes, how much people may send at once: Django's own, Wagtail's, and the names that projects use. */
const LIMITS = [
  'DATA_UPLOAD_MAX_MEMORY_SIZE',
  'WAGTAILIMAGES_MAX_UPLOAD_SIZE',
  'MAX_UPLOAD_SIZE',
  'MAX_UPLOAD_FILE_SIZE',
  'MAX_FILE_UPLOAD_SIZE',
  'UPLOAD_MAX_SIZE',
];

/** A limit of Nginx below what the settings of the project let through. */
export const uploadLimitTooSmall = defineRule({
  id: 'site/upload-limit-too-small',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'likely',
  needs: ['nginx', 'django'],
  fix: 'unsafe',
  sources: [
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#client_max_body_size',
    'https://docs.djangoproject.com/en/stable/ref/settings/#data-upload-max-memory-size',
  ],
  messages: { small, why, related, raise },
  check({ site, report }) {
    for (const { settings, routes } of site.applications) {
      const largest = largestLimit(settings);
      const main = routes.filter(({ location }) => location.head?.text === '/' && location.head.modifier !== '=');
      for (const route of largest === undefined ? [] : main) {
        const statement = settingInForce(route.place, 'client_max_body_size');
        const word = statement?.directive.args[0];
        const limit = word === undefined ? undefined : parseOffset(word.value);
        if (
          largest === undefined ||
          statement === undefined ||
          word === undefined ||
          !limit ||
          limit >= largest.bytes
        ) {
          continue;
        }
        const { setting, bytes, place } = largest;
        const size = Math.ceil(bytes / MEGABYTE) + 1;
        report({
          path: statement.file.path,
          span: statement.directive.span,
          message: 'small',
          values: { limit: word.value, setting, wanted: Math.round((bytes / MEGABYTE) * 10) / 10 },
          note: 'why',
          related: [{ path: place.path, span: place.span, message: message(related, { setting }) }],
          fixes: [
            {
              title: message(raise, { size }),
              kind: 'unsafe',
              edits: [{ path: statement.file.path, span: word.span, newText: `${size}m` }],
            },
          ],
        });
      }
    }
  },
});

/** The largest of the limits that the settings set themselves; a number too small for bytes is in another unit. */
function largestLimit(settings: Settings): { setting: string; bytes: number; place: Origin } | undefined {
  return LIMITS.flatMap((setting) => {
    const value = certain(settings.own(setting));
    const place = settings.assignment(setting);
    return value?.type === 'number' && value.value >= MEGABYTE / 4 && place !== undefined
      ? [{ setting, bytes: value.value, place }]
      : [];
  }).sort((one, other) => other.bytes - one.bytes)[0];
}
