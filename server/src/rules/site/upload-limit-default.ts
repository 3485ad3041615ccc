import { message } from '../../base/message.ts';
import { ownFiles } from '../../dialects/django/find-projects.ts';
import type { DjangoProject } from '../../dialects/django/project.ts';
import { effectiveConfiguration } from '../../dialects/nginx/effective/configuration.ts';
import { inForce } from '../../dialects/nginx/effective/in-force.ts';
import type { Place } from '../../dialects/nginx/effective/place.ts';
import { insertBefore } from '../../dialects/nginx/location.ts';
import type { Application } from '../../site/application.ts';
import type { Route } from '../../site/route.ts';
import type { Site } from '../../site/site.ts';
import { defineRule } from '../define.ts';

const small = 'Uploads of more than 1 MB fail: nothing here sets client_max_body_size.';
const unless =
  'Uploads of more than 1 MB fail, unless a file that is not here sets client_max_body_size for all sites.';
const why = 'Nginx answers them with 413 before Django sees them, and this project takes uploads.';
const media = 'Uploads go here.';
const raise = 'Allow uploads of up to 20 MB';

/** Nginx's limit of 1 MB for a request, left as it is in front of a project that takes uploads. */
export const uploadLimitDefault = defineRule({
  id: 'site/upload-limit-default',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'likely',
  needs: ['nginx', 'django'],
  fix: 'safe',
  sources: ['https://nginx.org/en/docs/http/ngx_http_core_module.html#client_max_body_size'],
  messages: { small, unless, why, media, raise },
  check({ site, report }) {
    const told = new Set<Place>();
    for (const application of site.applications) {
      const uploads = application.settings.assignment('MEDIA_ROOT');
      for (const route of uploads === undefined ? [] : mainRoutes(application)) {
        const { server, location, effective } = route;
        const { configuration } = effective;
        const isWhole = configuration.context === 'main' && configuration.includeProblems.length === 0;
        const isAlone = !isWhole && isSiteAlone(site, application, route);
        if (
          !(isWhole || (isAlone && !told.has(server))) ||
          inForce(route.place, 'client_max_body_size').statements.length > 0 ||
          location.statement === undefined
        ) {
          continue;
        }
        told.add(server);
        const head = location.statement.directive;
        const first = server.statements[0];
        report({
          path: location.statement.file.path,
          span: { start: head.name.span.start, end: (head.args.at(-1) ?? head.name).span.end },
          message: isWhole ? 'small' : 'unless',
          note: 'why',
          ...(isWhole ? {} : { severity: 'info' as const }),
          related: uploads === undefined ? [] : [{ path: uploads.path, span: uploads.span, message: message(media) }],
          fixes:
            first === undefined || first.file !== server.statement?.file
              ? []
              : [
                  {
                    title: message(raise),
                    kind: 'safe',
                    edits: [insertBefore(first, ['client_max_body_size 20m;'])],
                  },
                ],
        });
      }
    }
  },
});

/** The route of an application that takes what no other location takes; uploads go where its pages are. */
function mainRoutes({ routes }: Application): readonly Route[] {
  return routes.filter((route) => route.location.head?.text === '/' && route.location.head.modifier !== '=');
}

/**
 * Whether the route stands in a site file that is whole but for what Nginx's own configuration may set for all sites, and surely leads
 * to a project with fields for files.
 */
function isSiteAlone(site: Site, { certainty, project }: Application, { effective }: Route): boolean {
  const { context, includeProblems } = effective.configuration;
  const harmless = /(?:^|\/)(?:proxy_params|options-ssl-nginx\.conf)$/;
  return (
    certainty === 'proven' &&
    context === 'http' &&
    includeProblems.every(({ statement }) => harmless.test(statement.directive.args[0]?.value ?? '')) &&
    site.configurations.every(
      (one) => one.context !== 'main' && !effectiveConfiguration(one).http.own.has('client_max_body_size'),
    ) &&
    hasFileFields(project)
  );
}

function hasFileFields(project: DjangoProject): boolean {
  return ownFiles(project, /\/(?:models|forms)(?:\/\w+)?\.py$/).some((path) =>
    /\b(?:File|Image)Field\(/.test(project.workspace.read(path) ?? ''),
  );
}
