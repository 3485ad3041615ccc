import { message } from '../../base/message.ts';
import { type CelerySettings, celerySettings, unreadNames } from '../../dialects/django/celery-settings.ts';
import type { DjangoProject } from '../../dialects/django/project.ts';
import type { Settings } from '../../dialects/django/settings.ts';
import { isCelery } from '../../site/celery/app.ts';
import type { Site } from '../../site/site.ts';
import { defineRule } from '../define.ts';

const unread = 'Celery does not read {name}: its application reads {read}.';
const broker = 'No broker is known then, and Celery tries a RabbitMQ on this machine: amqp://guest@localhost.';
const source = 'This says which names it reads.';
const rename = 'Rename it to {read}';

/** A setting of Celery under a name that its application doesn't read. */
export const celerySettingUnread = defineRule({
  id: 'django/celery-setting-unread',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['django'],
  fix: 'unsafe',
  sources: ['https://docs.celeryq.dev/en/stable/django/first-steps-with-django.html'],
  messages: { unread, broker, source, rename },
  oncePerPlace: true,
  check({ site, report }) {
    for (const project of site.projects) {
      const celery = celerySettings(project);
      for (const settings of celery === undefined ? [] : settingsOf(site, project)) {
        for (const { name, read } of celery === undefined ? [] : unreadNames(celery.namespace)) {
          const place = settings.assignment(name);
          if (
            celery === undefined ||
            place === undefined ||
            settings.own(read).kind !== 'absent' ||
            isReadElsewhere(site, celery, name, place.path)
          ) {
            continue;
          }
          // Since 5.7 Celery reads the old name whatever the namespace is.
          const isTold = name !== 'BROKER_URL' && settings.own('BROKER_URL').kind !== 'absent';
          const isBroker = name.endsWith('BROKER_URL') && !isTold;
          const at = celery.source.indexOf('config_from_object');
          const { nameSpan } = place;
          report({
            path: place.path,
            span: place.span,
            message: 'unread',
            values: { name, read },
            ...(isBroker ? { note: 'broker' } : {}),
            ...(isBroker && isStarted(site) ? {} : { severity: 'warning' as const }),
            related: [
              {
                path: celery.path,
                span: { start: at, end: at + 'config_from_object'.length },
                message: message(source),
              },
            ],
            fixes:
              nameSpan === undefined
                ? []
                : [
                    {
                      title: message(rename, { read }),
                      kind: 'unsafe',
                      edits: [{ path: place.path, span: nameSpan, newText: read }],
                    },
                  ],
          });
        }
      }
    }
  },
});

function settingsOf(site: Site, project: DjangoProject): Settings[] {
  const run = site.applications.filter((application) => application.project === project);
  return run.length > 0 ? run.map(({ settings }) => settings) : project.live.map(({ settings }) => settings);
}

/** Whether the name may reach Celery on another way: its application takes it by hand, or the environment tells the same. */
function isReadElsewhere(site: Site, { source }: CelerySettings, name: string, path: string): boolean {
  const text = site.workspace.paths.find((one) => one === path);
  const settings = text === undefined ? '' : (site.workspace.read(text) ?? '');
  if (name.endsWith('BROKER_URL')) {
    const told = site.processes.filter(isCelery).some(({ program, environment }) => {
      return program.broker.kind !== 'absent' || !environment.complete;
    });
    const byVariable = /["']CELERY_BROKER_URL["']/.test(settings);
    return told || byVariable || /\bbroker|CELERY_BROKER/i.test(source);
  }
  const today = name.replace(/^CELERY_/, '').toLowerCase();
  return new RegExp(`\\b(?:${name}|${today})\\b`).test(source) || source.includes('conf.update');
}

/** Whether the files start Celery, so that it is told all of its environment. */
function isStarted(site: Site): boolean {
  return site.processes.some(isCelery);
}
