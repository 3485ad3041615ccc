import { defineRule } from '../define.ts';
import { answerMessages, reportAnswers } from '../nginx-answers.ts';

/** Parts of the configuration that don't fit together, so that Nginx doesn't start. */
export const refused = defineRule({
  id: 'nginx/refused',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['nginx'],
  fix: 'none',
  sources: ['https://nginx.org/en/docs/beginners_guide.html#conf_structure'],
  messages: answerMessages,
  check: (context) =>
    reportAnswers(context, {
      level: 'emerg',
      kinds: ['include', 'location', 'server', 'upstream', 'ssl', 'zone'],
    }),
});
