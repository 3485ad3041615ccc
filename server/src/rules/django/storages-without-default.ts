import { certain } from '../../base/known.ts';
import { runnableSettings } from '../../site/served-settings.ts';
import { defineRule } from '../define.ts';

const uploads = 'STORAGES has no "default": the first upload fails with InvalidStorageError.';
const files = 'STORAGES has no "staticfiles": collectstatic and every static file fail with InvalidStorageError.';
const whole = 'STORAGES replaces the one of Django as a whole, with both of its entries.';

/** `STORAGES` without one of the entries that Django itself asks for. */
export const storagesWithoutDefault = defineRule({
  id: 'django/storages-without-default',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['django'],
  fix: 'none',
  sources: ['https://docs.djangoproject.com/en/stable/ref/settings/#storages'],
  messages: { uploads, files, whole },
  oncePerPlace: true,
  check({ site, report }) {
    for (const settings of runnableSettings(site)) {
      const storages = certain(settings.own('STORAGES'));
      const place = settings.assignment('STORAGES');
      if (storages?.type !== 'dictionary' || !storages.complete || place === undefined) {
        continue;
      }
      const has = (name: string): boolean =>
        storages.entries.some(({ key }) => key.type !== 'string' || key.value === name);
      const apps = certain(settings.texts('INSTALLED_APPS'))?.items ?? [];
      const message = !has('default')
        ? 'uploads'
        : !has('staticfiles') && apps.includes('django.contrib.staticfiles')
          ? 'files'
          : undefined;
      if (message !== undefined) {
        const takesUploads = ['MEDIA_ROOT', 'MEDIA_URL'].some((name) => settings.own(name).kind !== 'absent');
        report({
          path: place.path,
          span: place.span,
          message,
          note: 'whole',
          ...(message === 'files' || takesUploads ? {} : { severity: 'warning' as const }),
        });
      }
    }
  },
});
