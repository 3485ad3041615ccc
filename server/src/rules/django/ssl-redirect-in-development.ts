import { certain, type Origin } from '../../base/known.ts';
import { message } from '../../base/message.ts';
import type { SettingsModule } from '../../dialects/django/project.ts';
import { isSamePlace } from '../../dialects/django/scope.ts';
import { hasSecurityMiddleware } from '../../dialects/django/security.ts';
import { phaseOf } from '../../site/request/phase.ts';
import { defineRule, type Fix, type Related } from '../define.ts';

const byName = 'Django redirects every request to HTTPS here, but {name} is for development.';
const byDebug = 'Django redirects every request to HTTPS here, but DEBUG is True, as for development.';
const why =
  'runserver does not answer HTTPS, and the browser keeps the permanent redirect for localhost, on every project, even once this is off again. Clear the data of the site in the browser then.';
const debug = 'DEBUG is True here.';
const switchOff = 'Set SECURE_SSL_REDIRECT to False';
const followDebug = 'Set SECURE_SSL_REDIRECT to not DEBUG';
const override = 'Set SECURE_SSL_REDIRECT to False in {name}';

/** `SECURE_SSL_REDIRECT` on in settings for development. */
export const sslRedirectInDevelopment = defineRule({
  id: 'django/ssl-redirect-in-development',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['django'],
  fix: 'unsafe',
  sources: [
    'https://docs.djangoproject.com/en/stable/ref/settings/#secure-ssl-redirect',
    'https://www.rfc-editor.org/rfc/rfc9110#name-301-moved-permanently',
  ],
  messages: { byName, byDebug, why, debug, switchOff, followDebug, override },
  check({ site, report }) {
    const told: Origin[] = [];
    for (const project of site.projects) {
      for (const module of project.modules.filter((one) => one.role === 'development')) {
        const { settings } = module;
        const redirect = settings.truth('SECURE_SSL_REDIRECT');
        const place = settings.assignment('SECURE_SSL_REDIRECT');
        const effective = hasSecurityMiddleware(settings) !== false && !servesHttps(module);
        const onServer =
          !isNamed(module) && site.applications.some((one) => one.module === module && phaseOf(one) === 'http');
        if (certain(redirect) !== true || place === undefined || !effective || onServer) {
          continue;
        }
        if (told.some((other) => isSamePlace(other, place))) {
          continue;
        }
        told.push(place);
        const inherited = place.path !== module.path;
        report({
          path: place.path,
          span: place.span,
          message: isNamed(module) ? 'byName' : 'byDebug',
          values: { name: module.name },
          note: 'why',
          related: debugOf(module),
          fixes: [inherited ? overrideIn(module) : changeAt(module, place.valueSpan ?? place.span)],
        });
      }
    }
  },
});

/** A development server that answers HTTPS is installed for it. */
function servesHttps({ settings }: SettingsModule): boolean {
  const apps = settings.texts('INSTALLED_APPS');
  return apps.kind === 'known' && apps.value.items.some((app) => app === 'sslserver' || app === 'django_sslserver');
}

function isNamed({ evidence }: SettingsModule): boolean {
  return evidence.some(({ kind }) => kind === 'name');
}

function debugOf({ settings }: SettingsModule): Related[] {
  const place = certain(settings.truth('DEBUG')) === true ? settings.assignment('DEBUG') : undefined;
  return place === undefined ? [] : [{ path: place.path, span: place.span, message: message(debug) }];
}

/** A module for development by its name goes without the redirect; where only DEBUG says so, the redirect follows DEBUG. */
function changeAt(module: SettingsModule, span: Origin['span']): Fix {
  const { settings, path } = module;
  const debugPlace = settings.assignment('DEBUG');
  const follows =
    !isNamed(module) && debugPlace !== undefined && debugPlace.path === path && debugPlace.span.end <= span.start;
  return {
    title: message(follows ? followDebug : switchOff),
    kind: 'unsafe',
    edits: [{ path, span, newText: follows ? 'not DEBUG' : 'False' }],
  };
}

function overrideIn({ settings, path, name }: SettingsModule): Fix {
  const { source: text } = settings;
  const start = text.length;
  const gap = text === '' || text.endsWith('\n') ? '' : '\n';
  return {
    title: message(override, { name }),
    kind: 'unsafe',
    edits: [{ path, span: { start, end: start }, newText: `${gap}SECURE_SSL_REDIRECT = False\n` }],
  };
}
