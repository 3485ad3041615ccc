import { defineRule } from '../define.ts';
import { answerMessages, reportAnswers } from '../nginx-answers.ts';

/** A regular expression that PCRE refuses. */
export const invalidRegex = defineRule({
  id: 'nginx/invalid-regex',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['nginx'],
  fix: 'none',
  sources: ['https://www.pcre.org/current/doc/html/pcre2pattern.html'],
  messages: answerMessages,
  check: (context) => reportAnswers(context, { level: 'emerg', kinds: ['regex'] }),
});
