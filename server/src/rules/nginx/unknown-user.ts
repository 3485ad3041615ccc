import { defineRule } from '../define.ts';
import { answerMessages, reportAnswers } from '../nginx-answers.ts';

/** A user or group that this machine does not have. */
export const unknownUser = defineRule({
  id: 'nginx/unknown-user',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['nginx', 'machine'],
  fix: 'none',
  sources: ['https://nginx.org/en/docs/ngx_core_module.html#user'],
  messages: answerMessages,
  check: (context) => reportAnswers(context, { level: 'emerg', kinds: ['user'] }),
});
