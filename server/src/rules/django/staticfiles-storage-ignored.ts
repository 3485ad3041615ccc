import { message } from '../../base/message.ts';
import { isPinnedFrom } from '../../dialects/process/pins.ts';
import { defineRule, type Fix } from '../define.ts';

const ignored = 'Django does not read {name} from 5.1 on: the storage is the default one.';
const uploads = 'Django does not read {name} from 5.1 on: uploads are written to the disk of the server.';
const write = 'Write it as STORAGES';

const PLAIN = '{"BACKEND": "django.core.files.storage.FileSystemStorage"}';
const PLAIN_FILES = '{"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}';

/** `STATICFILES_STORAGE` and `DEFAULT_FILE_STORAGE`, which Django 5.1 took away. */
export const staticfilesStorageIgnored = defineRule({
  id: 'django/staticfiles-storage-ignored',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'proven',
  needs: ['django'],
  fix: 'safe',
  sources: ['https://docs.djangoproject.com/en/5.1/releases/5.1/#features-removed-in-5-1'],
  messages: { ignored, uploads, write },
  oncePerPlace: true,
  check({ site, report }) {
    if (!isPinnedFrom(site.workspace, 'django', [5, 1])) {
      return;
    }
    const names = ['STATICFILES_STORAGE', 'DEFAULT_FILE_STORAGE'];
    for (const { settings } of site.projects.flatMap((project) =>
      project.modules.filter(({ role }) => role !== 'test' && role !== 'development'),
    )) {
      const both = names.every((name) => settings.own(name).kind !== 'absent');
      for (const name of names) {
        const place = settings.own(name).kind === 'known' ? settings.assignment(name) : undefined;
        if (place?.valueSpan === undefined || settings.own('STORAGES').kind !== 'absent') {
          continue;
        }
        const value = site.workspace.read(place.path)?.slice(place.valueSpan.start, place.valueSpan.end) ?? '';
        const own = `{"BACKEND": ${value}}`;
        const isFiles = name === 'STATICFILES_STORAGE';
        const text = `STORAGES = {\n    "default": ${isFiles ? PLAIN : own},\n    "staticfiles": ${isFiles ? own : PLAIN_FILES},\n}`;
        const fixes: Fix[] = /^["'][^\n]*["']$/.test(value)
          ? [{ title: message(write), kind: 'safe', edits: [{ path: place.path, span: place.span, newText: text }] }]
          : [];
        const source = site.workspace.read(place.path) ?? '';
        const isTop = place.span.start === 0 || source[place.span.start - 1] === '\n';
        report({
          path: place.path,
          span: place.span,
          message: isFiles ? 'ignored' : 'uploads',
          values: { name },
          fixes: both || !isTop ? [] : fixes,
          ...(isFiles ? {} : { severity: 'error' as const }),
        });
      }
    }
  },
});
