import { defineRule } from '../define.ts';
import { answerMessages, reportAnswers } from '../nginx-answers.ts';

/** A certificate or key that is there and that OpenSSL does not take. */
export const unusableCertificate = defineRule({
  id: 'nginx/unusable-certificate',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['nginx', 'machine'],
  fix: 'none',
  sources: ['https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_certificate'],
  messages: answerMessages,
  check: (context) => reportAnswers(context, { level: 'emerg', kinds: ['certificate'] }),
});
