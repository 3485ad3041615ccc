import { defineRule } from '../define.ts';
import { answerMessages, reportAnswers } from '../nginx-answers.ts';

/** A directive that this Nginx doesn't know. */
export const unknownDirective = defineRule({
  id: 'nginx/unknown-directive',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['nginx'],
  fix: 'unsafe',
  sources: ['https://nginx.org/en/docs/beginners_guide.html#conf_structure'],
  messages: answerMessages,
  check: (context) => reportAnswers(context, { level: 'emerg', kinds: ['unknown-directive'] }),
});
