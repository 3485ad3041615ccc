import { message } from '../../base/message.ts';
import { statementsNamed } from '../../dialects/nginx/read.ts';
import { defineRule } from '../define.ts';

const superuser = 'The workers of Nginx run as the superuser here.';
const group = 'The workers of Nginx run in the group of the superuser here.';
const number = 'Nginx takes "{account}" for a name, not a number, finds no such account and doesn’t start.';
const why =
  'Every mistake in a path then opens the whole machine, private keys and password files too. Debian and Ubuntu run the workers as www-data.';
const useDebian = 'Run the workers as www-data';
const useGroup = 'Use the group www-data';

/** Names under which the account 0 goes on Linux and the BSDs. */
const SUPERUSERS = new Set(['root', 'toor', '0']);
const SUPERGROUPS = new Set(['root', 'wheel']);

/** `user root`. */
export const userRoot = defineRule({
  id: 'nginx/user-root',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['nginx'],
  fix: 'unsafe',
  sources: ['https://nginx.org/en/docs/ngx_core_module.html#user'],
  messages: { superuser, group, number, why, useDebian, useGroup },
  check({ site, report }) {
    for (const configuration of site.configurations) {
      for (const { directive, context, file } of statementsNamed(configuration, 'user')) {
        const [account, ofGroup] = directive.args;
        if (context !== 'main' || account === undefined || directive.args.length > 2) {
          continue;
        }
        const isSuperuser = SUPERUSERS.has(account.value);
        const word = isSuperuser ? account : ofGroup;
        if (word === undefined || !(isSuperuser || SUPERGROUPS.has(word.value))) {
          continue;
        }
        const last = directive.args[directive.args.length - 1] ?? word;
        const span = isSuperuser ? { start: account.span.start, end: last.span.end } : word.span;
        report({
          path: file.path,
          span,
          message: isSuperuser ? (account.value === '0' ? 'number' : 'superuser') : 'group',
          values: { account: account.value },
          ...(isSuperuser ? {} : { severity: 'warning' as const }),
          note: 'why',
          fixes: [
            {
              title: message(isSuperuser ? useDebian : useGroup),
              kind: 'unsafe',
              edits: [{ path: file.path, span, newText: 'www-data' }],
            },
          ],
        });
      }
    }
  },
});
