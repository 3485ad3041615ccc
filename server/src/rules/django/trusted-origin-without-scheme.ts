import { message } from '../../base/message.ts';
import { isSequence } from '../../dialects/django/value.ts';
import { servedSettings } from '../../site/served-settings.ts';
import { defineRule } from '../define.ts';

const scheme =
  '{origin} trusts nobody: Django 4.0 and later want the scheme before it, and manage.py refuses to run (4_0.E001).';
const slash = '{origin} trusts nobody: the origin that browsers send has no path and no slash at its end.';
const addScheme = 'Put {scheme} before it';
const cutSlash = 'Take the end away';

/** An origin of `CSRF_TRUSTED_ORIGINS` that matches no origin of a browser. */
export const trustedOriginWithoutScheme = defineRule({
  id: 'django/trusted-origin-without-scheme',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['django'],
  fix: 'unsafe',
  sources: [
    'https://docs.djangoproject.com/en/stable/ref/settings/#csrf-trusted-origins',
    'https://docs.djangoproject.com/en/stable/releases/4.0/#format-change',
  ],
  messages: { scheme, slash, addScheme, cutSlash },
  oncePerPlace: true,
  check({ site, report }) {
    for (const { settings, phase } of servedSettings(site)) {
      const origins = settings.get('CSRF_TRUSTED_ORIGINS');
      const items =
        origins.kind === 'known' && origins.assumes.length === 0 && isSequence(origins.value)
          ? origins.value.items
          : [];
      for (const item of items) {
        const place = item.kind === 'known' && item.assumes.length === 0 ? item.origins[0] : undefined;
        const text = item.kind === 'known' && item.value.type === 'string' ? item.value.value : '';
        const bare = !text.includes('://');
        const tail = /^https?:\/\/[^/*]+(\/.*)$/.exec(text)?.[1];
        if (place === undefined || text === '' || (!bare && tail === undefined)) {
          continue;
        }
        const written = site.workspace.read(place.path)?.slice(place.span.start, place.span.end) ?? '';
        const quoted = written.slice(1, -1) === text && /^["']/.test(written);
        const scheme = phase === 'http' ? 'http://' : 'https://';
        const fixedText = bare ? `${scheme}${text}` : text.slice(0, -(tail as string).length);
        report({
          ...place,
          message: bare ? 'scheme' : 'slash',
          values: { origin: text },
          ...(bare ? {} : { severity: 'warning' as const }),
          fixes: quoted
            ? [
                {
                  title: bare ? message(addScheme, { scheme }) : message(cutSlash),
                  kind: 'unsafe',
                  edits: [{ ...place, newText: `${written[0]}${fixedText}${written[0]}` }],
                },
              ]
            : [],
        });
      }
    }
  },
});
