import { defineRule } from '../define.ts';
import { answerMessages, reportAnswers } from '../nginx-answers.ts';

/** Something that Nginx accepts with a warning. */
export const warned = defineRule({
  id: 'nginx/warned',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'proven',
  needs: ['nginx'],
  fix: 'unsafe',
  sources: ['https://nginx.org/en/docs/beginners_guide.html#conf_structure'],
  messages: answerMessages,
  check: (context) => reportAnswers(context, { level: 'warn' }),
});
