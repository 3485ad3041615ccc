import { defineRule } from '../define.ts';
import { answerMessages, reportAnswers } from '../nginx-answers.ts';

/** A host that this machine does not find, or an address that it does not have. */
export const unknownHost = defineRule({
  id: 'nginx/unknown-host',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['nginx'],
  fix: 'none',
  sources: ['https://nginx.org/en/docs/http/ngx_http_upstream_module.html#server'],
  messages: answerMessages,
  check: (context) => reportAnswers(context, { level: 'emerg', kinds: ['host'] }),
});
