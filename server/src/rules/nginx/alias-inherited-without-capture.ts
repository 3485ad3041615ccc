import { message } from '../../base/message.ts';
import { answersItself, inheritedCaptureAlias } from '../../dialects/nginx/alias.ts';
import { isRegexModifier, locationHead } from '../../dialects/nginx/location.ts';
import { statementsNamed } from '../../dialects/nginx/read.ts';
import { witnessPath } from '../../dialects/nginx/route/rivals.ts';
import { defineRule } from '../define.ts';

const broken =
  'Files are not found here: the alias of the location around this one has {capture} in it, which is empty in here.';
const asked =
  'GET {uri} finds no file: the alias of the location around this one has {capture} in it, which is empty in here.';
const why = 'A nested location inherits the alias but not what the outer pattern captured.';
const related = 'This alias is inherited.';

/** A location nested in a regular-expression location whose alias has a numbered capture. */
export const aliasInheritedWithoutCapture = defineRule({
  id: 'nginx/alias-inherited-without-capture',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'proven',
  needs: ['nginx'],
  fix: 'none',
  sources: ['https://nginx.org/en/docs/http/ngx_http_core_module.html#alias'],
  messages: { broken, asked, why, related },
  check({ site, report }) {
    for (const configuration of site.configurations) {
      for (const location of statementsNamed(configuration, 'location')) {
        const head = locationHead(location);
        const inherited = inheritedCaptureAlias(location);
        if (head === undefined || inherited === undefined || answersItself(location)) {
          continue;
        }
        const hasCaptures = isRegexModifier(head.modifier) && /\((?!\?)/.test(head.text);
        const word = inherited.alias.directive.args[0];
        if (hasCaptures || word === undefined) {
          continue;
        }
        const uri = witnessPath(configuration, location);
        report({
          path: location.file.path,
          span: { start: head.modifierSpan.start, end: head.textSpan.end },
          message: uri === undefined ? 'broken' : 'asked',
          values: { uri: uri ?? '', capture: /\$\{?[1-9]\}?/.exec(inherited.path)?.[0] ?? '' },
          note: 'why',
          related: [{ path: inherited.alias.file.path, span: word.span, message: message(related) }],
        });
      }
    }
  },
});
