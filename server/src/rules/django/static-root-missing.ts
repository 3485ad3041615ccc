import { certain } from '../../base/known.ts';
import type { SettingsModule } from '../../dialects/django/project.ts';
import type { Settings } from '../../dialects/django/settings.ts';
import { keepsOnDisk } from '../../site/files/self-served.ts';
import { requestFile, servingEntries, urlPath } from '../../site/files/served-file.ts';
import { servedSettings } from '../../site/served-settings.ts';
import type { Site } from '../../site/site.ts';
import { defineRule } from '../define.ts';

const missing =
  'STATIC_ROOT is nowhere set: collectstatic fails with ImproperlyConfigured, and nothing can serve the static files.';
const whitenoise =
  'STATIC_ROOT is nowhere set: WhiteNoise has no folder to serve, and every static file is answered with 404.';

/** Settings of a server without the folder into which `collectstatic` gathers. */
export const staticRootMissing = defineRule({
  id: 'django/static-root-missing',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['django'],
  fix: 'none',
  sources: [
    'https://docs.djangoproject.com/en/stable/ref/settings/#static-root',
    'https://whitenoise.readthedocs.io/en/stable/django.html#make-sure-staticfiles-is-configured-correctly',
  ],
  messages: { missing, whitenoise },
  oncePerPlace: true,
  check({ site, report }) {
    for (const { settings, module } of servedSettings(site)) {
      const place = settings.assignment('STATIC_URL') ?? settings.assignment('INSTALLED_APPS');
      if (place !== undefined && needsRoot(settings) && !isServed(site, module)) {
        report({ path: place.path, span: place.span, message: usesWhitenoise(settings) ? 'whitenoise' : 'missing' });
      }
    }
  },
});

/** Whether there are static files, on the disk of the server and served without DEBUG, and surely no folder for them. */
function needsRoot(settings: Settings): boolean {
  const apps = certain(settings.texts('INSTALLED_APPS'));
  const has = (name: string): boolean => apps?.items.includes(name) === true;
  const byFinders = ['WHITENOISE_USE_FINDERS', 'WHITENOISE_AUTOREFRESH'].some(
    (name) => settings.own(name).kind !== 'absent',
  );
  return (
    settings.own('STATIC_ROOT').kind === 'absent' &&
    certain(settings.get('STATIC_ROOT'))?.type === 'none' &&
    isHere(settings) &&
    certain(settings.truth('DEBUG')) === false &&
    keepsOnDisk(settings, 'static') &&
    !byFinders &&
    has('django.contrib.staticfiles') &&
    (has('django.contrib.admin') || usesWhitenoise(settings))
  );
}

/** Whether Nginx has a folder for them by itself. */
function isServed({ applications }: Site, module: SettingsModule): boolean {
  return applications.some((application) => {
    const url = application.module === module ? urlPath(application, 'STATIC_URL') : undefined;
    const entries = url === undefined ? [] : servingEntries(application);
    return entries.some((entry) => {
      const outcome = requestFile(entry, `${url}a.css`)?.outcome.kind;
      return outcome !== undefined && !/^(?:upstream|status|redirect)$/.test(outcome);
    });
  });
}

/** Whether static files are asked of this site, and not of another host. */
function isHere(settings: Settings): boolean {
  const url = settings.own('STATIC_URL').kind === 'absent' ? '' : certain(settings.text('STATIC_URL'));
  return url !== undefined && !/^(?:https?:)?\/\//.test(url);
}

function usesWhitenoise(settings: Settings): boolean {
  return certain(settings.texts('MIDDLEWARE'))?.items.includes('whitenoise.middleware.WhiteNoiseMiddleware') === true;
}
