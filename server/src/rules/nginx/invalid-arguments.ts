import { defineRule } from '../define.ts';
import { answerMessages, reportAnswers } from '../nginx-answers.ts';

/** A directive with too few or too many parameters, or with a block where none belongs. */
export const invalidArguments = defineRule({
  id: 'nginx/invalid-arguments',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['nginx'],
  fix: 'safe',
  sources: ['https://nginx.org/en/docs/beginners_guide.html#conf_structure'],
  messages: answerMessages,
  check: (context) => reportAnswers(context, { level: 'emerg', kinds: ['arguments'] }),
});
