import { message } from '../../base/message.ts';
import { isSequence } from '../../dialects/django/value.ts';
import { defineRule } from '../define.ts';

const slash = '{pattern} never matches: Django takes the slash off the path before it compares.';
const cut = 'Take the slash away';

/** A pattern of `SECURE_REDIRECT_EXEMPT` that begins with `^/`. */
export const redirectExemptNeverMatches = defineRule({
  id: 'django/redirect-exempt-never-matches',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'proven',
  needs: ['django'],
  fix: 'safe',
  sources: ['https://docs.djangoproject.com/en/stable/ref/settings/#secure-redirect-exempt'],
  messages: { slash, cut },
  oncePerPlace: true,
  check({ site, report }) {
    for (const { settings } of site.projects.flatMap((project) => project.modules)) {
      const exempt = settings.own('SECURE_REDIRECT_EXEMPT');
      const items = exempt.kind === 'known' && isSequence(exempt.value) ? exempt.value.items : [];
      for (const item of items) {
        const place = item.kind === 'known' && item.assumes.length === 0 ? item.origins[0] : undefined;
        const pattern = item.kind === 'known' && item.value.type === 'string' ? item.value.value : '';
        if (place === undefined || !/^\^\/(?![?*|])/.test(pattern)) {
          continue;
        }
        const written = site.workspace.read(place.path)?.slice(place.span.start, place.span.end) ?? '';
        const at = written.indexOf('^/');
        const start = place.span.start + at + 1;
        report({
          ...place,
          message: 'slash',
          values: { pattern },
          fixes:
            at < 0 || at > 3
              ? []
              : [
                  {
                    title: message(cut),
                    kind: 'safe',
                    edits: [{ path: place.path, span: { start, end: start + 1 }, newText: '' }],
                  },
                ],
        });
      }
    }
  },
});
