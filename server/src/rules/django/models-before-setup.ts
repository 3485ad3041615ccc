import { certain } from '../../base/known.ts';
import { message } from '../../base/message.ts';
import { earlyModels } from '../../dialects/django/early-models.ts';
import { defineRule } from '../define.ts';

const early =
  'This imports models before Django is loaded: {server} ends at start with AppRegistryNotReady, though runserver works.';
const model = 'This needs Django to be loaded.';

/** Models that the application of a server imports before it calls `get_asgi_application()`. */
export const modelsBeforeSetup = defineRule({
  id: 'django/models-before-setup',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['django', 'process'],
  fix: 'none',
  sources: ['https://channels.readthedocs.io/en/stable/installation.html'],
  messages: { early, model },
  oncePerPlace: true,
  check({ site, report }) {
    for (const { project, process } of site.applications) {
      const program = process?.program;
      const app = program !== undefined && 'app' in program ? certain(program.app) : undefined;
      const entry = project.entries.find(({ name }) => name === app?.split(':')[0]);
      const found = entry === undefined ? undefined : earlyModels(project, entry);
      if (found !== undefined && program !== undefined) {
        report({
          ...found.origin,
          message: 'early',
          values: { server: program.kind },
          related: [{ ...found.models, message: message(model) }],
        });
      }
    }
  },
});
