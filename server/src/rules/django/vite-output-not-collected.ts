import { certain } from '../../base/known.ts';
import { message } from '../../base/message.ts';
import { baseName, isInside, normalizePath } from '../../base/path.ts';
import type { Settings } from '../../dialects/django/settings.ts';
import { isSequence } from '../../dialects/django/value.ts';
import { viteOutput } from '../../dialects/django/vite-config.ts';
import { defineRule } from '../define.ts';

const elsewhere =
  'collectstatic does not look into {folder}: no entry of STATICFILES_DIRS holds what Vite builds here.';
const dirs = 'collectstatic looks here.';

/** A build of Vite in a folder from which `collectstatic` takes nothing. */
export const viteOutputNotCollected = defineRule({
  id: 'django/vite-output-not-collected',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'likely',
  needs: ['django'],
  fix: 'none',
  sources: [
    'https://github.com/MrBin99/django-vite#usage',
    'https://docs.djangoproject.com/en/stable/ref/settings/#staticfiles-dirs',
  ],
  messages: { elsewhere, dirs },
  check({ site, report }) {
    const [project] = site.projects;
    const configs = site.workspace.paths.filter((path) => /^vite\.config\.[mc]?[jt]s$/.test(baseName(path)));
    const [path] = configs;
    if (project === undefined || site.projects.length > 1 || path === undefined || configs.length > 1) {
      return;
    }
    const output = viteOutput(path, site.workspace.read(path) ?? '');
    const using = project.live.map(({ settings }) => settings).filter(usesDjangoVite);
    const [settings] = using;
    const place = settings?.assignment('STATICFILES_DIRS');
    if (output === undefined || settings === undefined || !using.every((one) => misses(one, output.folder))) {
      return;
    }
    report({
      path,
      span: output.span,
      message: 'elsewhere',
      values: { folder: output.folder.replace(`${project.folder}/`, '') },
      related: place === undefined ? [] : [{ path: place.path, span: place.span, message: message(dirs) }],
    });
  },
});

function usesDjangoVite(settings: Settings): boolean {
  const apps = certain(settings.texts('INSTALLED_APPS'))?.items ?? [];
  return apps.includes('django_vite') && apps.includes('django.contrib.staticfiles');
}

/** Whether neither a named folder, nor the one that an application brings, nor the gathered one holds `folder`. */
function misses(settings: Settings, folder: string): boolean {
  const dirs = certain(settings.own('STATICFILES_DIRS'));
  const finders = settings.own('STATICFILES_FINDERS').kind === 'absent';
  if (dirs === undefined || !isSequence(dirs) || !dirs.complete || !finders || /\/static(?:\/|$)/.test(folder)) {
    return false;
  }
  const named = [...dirs.items, settings.own('STATIC_ROOT'), settings.own('WHITENOISE_ROOT')].filter(
    ({ kind }) => kind !== 'absent',
  );
  return named.every((item) => {
    const value = certain(item);
    const path = value?.type === 'path' && value.space === 'workspace' ? normalizePath(value.path) : undefined;
    return path !== undefined && !isInside(folder, path) && !isInside(path, folder);
  });
}
