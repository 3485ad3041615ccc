import { certain, type Origin } from '../../base/known.ts';
import { deployProblems } from '../../dialects/django/deploy-check.ts';
import type { Settings } from '../../dialects/django/settings.ts';
import { isSequence, type PythonValue } from '../../dialects/django/value.ts';
import { runnableSettings } from '../../site/served-settings.ts';
import { defineRule, type Report } from '../define.ts';

const slash = '{setting} must end with a slash: manage.py check refuses it (urls.E006).';
const list = 'STATICFILES_DIRS must be a list or a tuple: manage.py check refuses it (staticfiles.E001).';
const contains =
  'STATICFILES_DIRS names STATIC_ROOT, into which collectstatic gathers: manage.py refuses it (staticfiles.E002).';
const prefix = 'The prefix {prefix} must not end with a slash: manage.py check refuses it (staticfiles.E003).';
const sameUrl = 'MEDIA_URL and STATIC_URL are the same: collectstatic and runserver refuse it.';
const sameRoot = 'MEDIA_ROOT and STATIC_ROOT are the same: collectstatic and runserver refuse it.';

/** Settings of static files that Django itself refuses. */
export const staticSettingsRefused = defineRule({
  id: 'django/static-settings-refused',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['django'],
  fix: 'none',
  sources: [
    'https://docs.djangoproject.com/en/stable/ref/checks/#static-files',
    'https://docs.djangoproject.com/en/stable/ref/checks/#url',
  ],
  messages: { slash, list, contains, prefix, sameUrl, sameRoot },
  check({ site, report }) {
    for (const settings of runnableSettings(site)) {
      for (const problem of [...slashless(settings), ...ofFinders(settings), ...ofBoth(settings)]) {
        report(problem);
      }
    }
  },
});

function at(place: Origin | undefined, message: string, values: Report['values'] = {}): Report[] {
  return place === undefined ? [] : [{ path: place.path, span: place.span, message, values }];
}

function slashless(settings: Settings): Report[] {
  return deployProblems(settings)
    .filter(({ id }) => id === 'urls.E006')
    .flatMap(({ setting }) => at(settings.assignment(setting), 'slash', { setting }));
}

/** Source: Django, contrib/staticfiles/finders.py, `FileSystemFinder.check`. */
function ofFinders(settings: Settings): Report[] {
  const dirs = certain(settings.own('STATICFILES_DIRS'));
  const place = settings.assignment('STATICFILES_DIRS');
  const silenced = settings.own('SILENCED_SYSTEM_CHECKS').kind !== 'absent';
  if (dirs === undefined || silenced || !hasStaticfiles(settings)) {
    return [];
  }
  if (!isSequence(dirs) || dirs.type === 'set') {
    return dirs.type === 'string' || dirs.type === 'path' ? at(place, 'list') : [];
  }
  const root = certain(settings.own('STATIC_ROOT'));
  return dirs.items.flatMap((item): Report[] => {
    const value = certain(item);
    const pair = value !== undefined && isSequence(value) && value.items.length === 2 ? value.items : undefined;
    const [first, second] = pair ?? [];
    const name = first === undefined ? undefined : certain(first);
    const folder = second === undefined ? value : certain(second);
    const origin = item.kind === 'known' ? item.origins[0] : undefined;
    if (name?.type === 'string' && name.value.endsWith('/')) {
      return at(origin ?? place, 'prefix', { prefix: name.value });
    }
    return isSameFolder(folder, root) ? at(origin ?? place, 'contains') : [];
  });
}

/** Source: Django, contrib/staticfiles/utils.py, `check_settings`. */
function ofBoth(settings: Settings): Report[] {
  const value = (name: string): PythonValue | undefined => certain(settings.own(name));
  const urls = [value('MEDIA_URL'), value('STATIC_URL')];
  const roots = [value('MEDIA_ROOT'), value('STATIC_ROOT')];
  if (!hasStaticfiles(settings)) {
    return [];
  }
  const [media, files] = urls.map((url) => (url?.type === 'string' ? url.value : undefined));
  const isSameUrl = media !== undefined && media !== '' && asUrl(media) === asUrl(files ?? '');
  const isSameKind = roots[0]?.type === roots[1]?.type && (roots[0]?.type !== 'path' || sameText(roots));
  return [
    ...(isSameUrl ? at(settings.assignment('MEDIA_URL'), 'sameUrl') : []),
    ...(isSameKind && isSameFolder(roots[0], roots[1]) ? at(settings.assignment('MEDIA_ROOT'), 'sameRoot') : []),
  ];
}

/** A URL without a slash at its front gets the path of the site there. */
function asUrl(url: string): string {
  return /^(?:https?:\/)?\//.test(url) ? url : `/${url}`;
}

function sameText([one, other]: readonly (PythonValue | undefined)[]): boolean {
  return one?.type === 'path' && other?.type === 'path' && one.text === other.text;
}

function isSameFolder(one: PythonValue | undefined, other: PythonValue | undefined): boolean {
  const path = (value: PythonValue | undefined): string | undefined =>
    value?.type === 'path'
      ? `${value.space} ${value.path}`
      : value?.type === 'string'
        ? `server ${value.value}`
        : undefined;
  const folder = path(one)?.replace(/\/+$/, '');
  return folder !== undefined && folder !== 'server ' && folder === path(other)?.replace(/\/+$/, '');
}

function hasStaticfiles(settings: Settings): boolean {
  return certain(settings.texts('INSTALLED_APPS'))?.items.includes('django.contrib.staticfiles') === true;
}
