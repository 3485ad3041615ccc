import { message } from '../../base/message.ts';
import { normalizePath, type ServerPath } from '../../base/path.ts';
import { isGuarded } from '../../dialects/nginx/effective/guard.ts';
import { settingInForce } from '../../dialects/nginx/effective/in-force.ts';
import type { EntryPoint } from '../../site/entry-point.ts';
import { privateFiles, urisOfFile } from '../../site/files/private-files.ts';
import { onlyFile, requestFile, sharesFiles } from '../../site/files/served-file.ts';
import { defineRule } from '../define.ts';

const open = "Anybody can read the project's own files: GET {uri} sends {file}.";
const why =
  "Nginx sends whatever lies below this folder and isn't handed on. Name a folder that holds only what everybody may see.";
const related = 'This tells that the file is there.';

/** A `root` or `alias` with the source of the project, its database or its passwords below it. */
export const sourceServed = defineRule({
  id: 'site/source-served',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['nginx', 'django'],
  fix: 'none',
  sources: [
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#root',
    'https://docs.djangoproject.com/en/stable/howto/deployment/checklist/',
  ],
  messages: { open, why, related },
  oncePerPlace: true,
  check({ site, report }) {
    for (const application of site.applications.filter(sharesFiles)) {
      const configurations = new Set(application.entryPoints.map(({ effective }) => effective));
      const entries = site.entryPoints.filter(({ effective }) => configurations.has(effective));
      for (const file of privateFiles(application)) {
        for (const entry of entries) {
          const sent = sentTo(entry, file.path);
          const word = sent?.statement.directive.args[0];
          if (sent !== undefined && word !== undefined) {
            report({
              path: sent.statement.file.path,
              span: word.span,
              message: 'open',
              values: { uri: sent.uri, file: file.path },
              note: 'why',
              related: [{ ...file.origin, message: message(related) }],
            });
          }
        }
      }
    }
  },
});

/** The first request that strangers get `file` with, and the path that is in force for it. */
function sentTo(entry: EntryPoint, file: ServerPath) {
  for (const uri of urisOfFile(entry, file)) {
    const found = requestFile(entry, uri, onlyFile(file));
    const level = found?.location ?? entry.server;
    const statement = settingInForce(level, 'root');
    const isSent = found?.outcome.kind === 'file' && normalizePath(found.outcome.file) === file;
    if (isSent && statement !== undefined && !isGuarded(level)) {
      return { uri, statement };
    }
  }
  return undefined;
}
