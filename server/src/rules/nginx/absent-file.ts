import { defineRule } from '../define.ts';
import { answerMessages, reportAnswers } from '../nginx-answers.ts';

/** A file or folder that Nginx opens when it starts and that this machine does not have. */
export const absentFile = defineRule({
  id: 'nginx/absent-file',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['nginx', 'machine'],
  fix: 'none',
  sources: ['https://nginx.org/en/docs/ngx_core_module.html#include'],
  messages: answerMessages,
  check: (context) => reportAnswers(context, { level: 'emerg', kinds: ['file'] }),
});
