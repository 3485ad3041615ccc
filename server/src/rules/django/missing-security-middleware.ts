import { hasNamesake } from '../../dialects/django/security.ts';
import { defineRule } from '../define.ts';
import { reportDeployProblems } from '../deploy-problems.ts';

const messages = {
  W001: 'SecurityMiddleware is not in MIDDLEWARE, so that no SECURE_ setting has an effect (security.W001).',
  W003: 'CsrfViewMiddleware is not in MIDDLEWARE: forms are not protected (security.W003).',
};

const CLASSES = ['django.middleware.security.SecurityMiddleware', 'django.middleware.csrf.CsrfViewMiddleware'];

/** A middleware of Django that protects the site is missing. */
export const missingSecurityMiddleware = defineRule({
  id: 'django/missing-security-middleware',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'proven',
  needs: ['django'],
  fix: 'none',
  sources: ['https://docs.djangoproject.com/en/stable/ref/checks/#security'],
  messages,
  check: (context) =>
    reportDeployProblems(context, messages, {
      speaks: ({ settings }) =>
        settings.own('MIDDLEWARE').kind === 'known' && !CLASSES.some((name) => hasNamesake(settings, name)),
    }),
});
