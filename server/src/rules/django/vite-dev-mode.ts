import { certain, type Origin } from '../../base/known.ts';
import type { Settings } from '../../dialects/django/settings.ts';
import { dictionaryItem } from '../../dialects/django/value.ts';
import { servedSettings } from '../../site/served-settings.ts';
import { defineRule } from '../define.ts';

const on = 'The pages load their scripts and styles from {server}, where on the machine of a visitor nobody answers.';

/** The development server of Vite in settings that a server runs with. */
export const viteDevMode = defineRule({
  id: 'django/vite-dev-mode',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['django'],
  fix: 'none',
  sources: ['https://github.com/MrBin99/django-vite#dev_mode'],
  messages: { on },
  check({ site, report }) {
    for (const { settings } of servedSettings(site)) {
      const apps = certain(settings.texts('INSTALLED_APPS'))?.items ?? [];
      const place = apps.includes('django_vite') ? devMode(settings) : undefined;
      if (place !== undefined && certain(settings.truth('DEBUG')) === false) {
        report({ path: place.path, span: place.span, message: 'on', values: { server: 'http://localhost:5173' } });
      }
    }
  },
});

/** Where the settings switch the mode for development on, and leave the server of Vite at its own address. */
function devMode(settings: Settings): Origin | undefined {
  const whole = certain(settings.own('DJANGO_VITE'));
  if (whole?.type !== 'dictionary') {
    const host = settings.own('DJANGO_VITE_DEV_SERVER_HOST').kind === 'absent';
    return host && certain(settings.truth('DJANGO_VITE_DEV_MODE')) === true
      ? settings.assignment('DJANGO_VITE_DEV_MODE')
      : undefined;
  }
  for (const { value } of whole.entries) {
    const config = certain(value);
    const mode = config?.type === 'dictionary' ? dictionaryItem(config, 'dev_mode') : undefined;
    const isOn = mode === undefined ? undefined : certain(mode);
    const isMoved = config?.type === 'dictionary' && dictionaryItem(config, 'dev_server_host') !== undefined;
    if (isOn?.type === 'boolean' && isOn.value && !isMoved) {
      return settings.assignment('DJANGO_VITE');
    }
  }
  return undefined;
}
