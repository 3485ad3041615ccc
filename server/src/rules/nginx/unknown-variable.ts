import { defineRule } from '../define.ts';
import { answerMessages, reportAnswers } from '../nginx-answers.ts';

/** A variable that nothing defines, or a name that Nginx can't read. */
export const unknownVariable = defineRule({
  id: 'nginx/unknown-variable',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['nginx'],
  fix: 'safe',
  sources: ['https://nginx.org/en/docs/beginners_guide.html#conf_structure'],
  messages: answerMessages,
  check: (context) => reportAnswers(context, { level: 'emerg', kinds: ['variable'] }),
});
