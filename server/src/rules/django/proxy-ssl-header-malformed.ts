import { certain } from '../../base/known.ts';
import { isSequence } from '../../dialects/django/value.ts';
import { defineRule } from '../define.ts';

const pair =
  'SECURE_PROXY_SSL_HEADER must be a pair of a name and a value: every request fails with ImproperlyConfigured.';
const name = 'Django never finds the header {name}: in request.META it is called {right}.';
const http =
  'Django takes plain requests for secure ones: {name} says http for them, and that is the value named here.';
const value = '{name} never says {value}: the value is https, in lower case.';

/** `SECURE_PROXY_SSL_HEADER` in a form that never works, or works the wrong way round. */
export const proxySslHeaderMalformed = defineRule({
  id: 'django/proxy-ssl-header-malformed',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['django'],
  fix: 'none',
  sources: ['https://docs.djangoproject.com/en/stable/ref/settings/#secure-proxy-ssl-header'],
  messages: { pair, name, http, value },
  oncePerPlace: true,
  check({ site, report }) {
    for (const module of site.projects.flatMap((project) => project.modules)) {
      const header = module.settings.own('SECURE_PROXY_SSL_HEADER');
      const place = module.settings.assignment('SECURE_PROXY_SSL_HEADER');
      const pair = certain(header);
      if (place === undefined || pair === undefined || pair.type === 'none') {
        continue;
      }
      const where = { path: place.path, span: place.span };
      if (
        !isSequence(pair) ? pair.type === 'string' && pair.value.length > 2 : pair.complete && pair.items.length !== 2
      ) {
        if (!isSequence(pair) || pair.items.length > 0) {
          report({ ...where, message: 'pair' });
        }
        continue;
      }
      const texts = module.settings.texts('SECURE_PROXY_SSL_HEADER');
      const [name, value] = texts.kind === 'known' && texts.value.complete ? texts.value.items : [];
      if (name === undefined || value === undefined) {
        continue;
      }
      const bare = name
        .toUpperCase()
        .replaceAll('-', '_')
        .replace(/^HTTP_/, '');
      if (name !== `HTTP_${bare}` && /^(?:HTTP[-_])?X[-_]/i.test(name)) {
        report({ ...where, message: 'name', values: { name, right: `HTTP_${bare}` } });
      } else if (/^HTTP_X_FORWARDED_PROTO(?:COL)?$/.test(name) && value !== 'https') {
        report({ ...where, message: value === 'http' ? 'http' : 'value', values: { name, value } });
      }
    }
  },
});
