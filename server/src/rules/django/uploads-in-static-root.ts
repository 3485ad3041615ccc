import { certain } from '../../base/known.ts';
import { message } from '../../base/message.ts';
import { isInside } from '../../base/path.ts';
import type { Settings } from '../../dialects/django/settings.ts';
import type { PythonValue } from '../../dialects/django/value.ts';
import { keepsOnDisk } from '../../site/files/self-served.ts';
import { runnableSettings } from '../../site/served-settings.ts';
import { defineRule } from '../define.ts';

const inside = 'Uploads are kept inside STATIC_ROOT: collectstatic --clear deletes them all.';
const around =
  'collectstatic writes into the folder of the uploads, where a file of the same name belongs to somebody else.';
const related = 'The static files are gathered here.';

/** Uploads and gathered static files in one folder. */
export const uploadsInStaticRoot = defineRule({
  id: 'django/uploads-in-static-root',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'proven',
  needs: ['django'],
  fix: 'none',
  sources: ['https://docs.djangoproject.com/en/stable/ref/contrib/staticfiles/#cmdoption-collectstatic-clear'],
  messages: { inside, around, related },
  oncePerPlace: true,
  check({ site, report }) {
    for (const settings of runnableSettings(site)) {
      const media = folderOf(settings, 'MEDIA_ROOT');
      const files = folderOf(settings, 'STATIC_ROOT');
      const place = settings.assignment('MEDIA_ROOT');
      const other = settings.assignment('STATIC_ROOT');
      if (
        !keepsOnDisk(settings, 'media') ||
        media === undefined ||
        files === undefined ||
        media === files ||
        place === undefined
      ) {
        continue;
      }
      const found = isInside(media, files) ? 'inside' : isInside(files, media) ? 'around' : undefined;
      if (found !== undefined) {
        report({
          path: place.path,
          span: place.span,
          message: found,
          related: other === undefined ? [] : [{ path: other.path, span: other.span, message: message(related) }],
        });
      }
    }
  },
});

/** The folder that a setting names, in its own space: paths of the workspace and of the server don't meet. */
function folderOf(settings: Settings, name: string): string | undefined {
  const value: PythonValue | undefined = certain(settings.own(name));
  const path = value?.type === 'path' ? value.path : value?.type === 'string' ? value.value : undefined;
  const space = value?.type === 'path' ? value.space : 'server';
  return path?.startsWith('/') && path !== '/' ? `/${space}${path.replace(/\/+$/, '')}` : undefined;
}
