import { contains } from './operators.ts';
import type { Settings } from './settings.ts';
import { isSequence, type PythonValue, string, truthOf } from './value.ts';

/** What `manage.py check --deploy` says of settings. */
export interface DeployProblem {
  /** Django's own id: `security.W004`. */
  readonly id: string;
  /** The setting that it is about. */
  readonly setting: string;
  /** The item of a list that it is about. */
  readonly item: string | undefined;
}

/** `undefined`: the files don't tell. */
type Truth = boolean | undefined;

const security = 'django.middleware.security.SecurityMiddleware';
const frames = 'django.middleware.clickjacking.XFrameOptionsMiddleware';
const csrf = 'django.middleware.csrf.CsrfViewMiddleware';
const sessions = 'django.contrib.sessions.middleware.SessionMiddleware';
const sessionsApp = 'django.contrib.sessions';

const referrerPolicies = new Set([
  'no-referrer',
  'no-referrer-when-downgrade',
  'origin',
  'origin-when-cross-origin',
  'same-origin',
  'strict-origin',
  'strict-origin-when-cross-origin',
  'unsafe-url',
]);
const openerPolicies = new Set(['same-origin', 'same-origin-allow-popups', 'unsafe-none']);

/**
 * @returns what `manage.py check --deploy` of Django 4.2 to 6.1 says of settings as such, for all that the files tell. Checks
 * that need more than settings (views, files, databases) aren't made, and none where the silenced ones aren't told.
 * Source: Django, core/checks/security/base.py, csrf.py, sessions.py; core/checks/compatibility/django_4_0.py;
 * core/checks/urls.py, `check_url_settings`.
 */
export function deployProblems(settings: Settings): DeployProblem[] {
  const silenced = textItems(value(settings, 'SILENCED_SYSTEM_CHECKS'));
  if (silenced === undefined) {
    return [];
  }
  return checks.flatMap(({ setting, find }) =>
    find(settings)
      .filter((found) => !silenced.includes(found.id))
      .map((found) => ({ setting, item: undefined, ...found })),
  );
}

/** @returns the setting where it rests on nothing but the files. */
function value(settings: Settings, name: string): PythonValue | undefined {
  const known = settings.get(name);
  return known.kind === 'known' && known.assumes.length === 0 ? known.value : undefined;
}

function truth(settings: Settings, name: string): Truth {
  const known = value(settings, name);
  return known === undefined ? undefined : truthOf(known);
}

/** Whether the setting `is True`: a text or a number isn't. */
function isTrue(settings: Settings, name: string): Truth {
  const known = value(settings, name);
  return known === undefined ? undefined : known.type === 'boolean' && known.value;
}

function has(settings: Settings, list: string, name: string): Truth {
  const known = value(settings, list);
  return known === undefined ? undefined : contains(known, string(name));
}

const both = (...truths: Truth[]): Truth =>
  truths.includes(false) ? false : truths.includes(undefined) ? undefined : true;
const not = (one: Truth): Truth => (one === undefined ? undefined : !one);

interface Found {
  readonly id: string;
  readonly item?: string;
}

interface Check {
  readonly setting: string;
  find(settings: Settings): readonly Found[];
}

/** A check that fires where `fires` is surely true. */
function check(id: string, setting: string, fires: (settings: Settings) => Truth): Check {
  return { setting, find: (settings) => (fires(settings) === true ? [{ id: `security.${id}` }] : []) };
}

/** The three ids of a flag of the session cookie: by the application, by the middleware, by both. */
function sessionCheck(ids: readonly [string, string, string], setting: string): Check {
  return {
    setting,
    find(settings) {
      const app = has(settings, 'INSTALLED_APPS', sessionsApp);
      const middleware = has(settings, 'MIDDLEWARE', sessions);
      if (isTrue(settings, setting) !== false || app === undefined || middleware === undefined) {
        return [];
      }
      const id = app && middleware ? ids[2] : app ? ids[0] : middleware ? ids[1] : undefined;
      return id === undefined ? [] : [{ id: `security.${id}` }];
    },
  };
}

/** @returns whether Django takes the key for a weak one; of one that a template fills in, nobody knows. */
function isWeakKey(key: PythonValue): Truth {
  if (key.type !== 'string' || /^(?:\{\{|\{%|<%)/.test(key.value)) {
    return undefined;
  }
  const letters = [...key.value];
  return letters.length < 50 || new Set(letters).size < 5 || key.value.startsWith('django-insecure-');
}

/** The texts of a list, tuple or set; undefined where one of them isn't told. */
function textItems(list: PythonValue | undefined): string[] | undefined {
  if (list === undefined || !isSequence(list) || !list.complete) {
    return undefined;
  }
  const texts = list.items.map((item) =>
    item.kind === 'known' && item.value.type === 'string' ? item.value.value : undefined,
  );
  return texts.includes(undefined) ? undefined : (texts as string[]);
}

function referrerIds(settings: Settings): string[] {
  const policy = value(settings, 'SECURE_REFERRER_POLICY');
  if (has(settings, 'MIDDLEWARE', security) !== true || policy === undefined) {
    return [];
  }
  if (policy.type === 'none') {
    return ['W022'];
  }
  const values = policy.type === 'string' ? policy.value.split(',').map((one) => one.trim()) : textItems(policy);
  return values?.some((one) => !referrerPolicies.has(one)) ? ['E023'] : [];
}

const hsts = (settings: Settings): Truth =>
  both(has(settings, 'MIDDLEWARE', security), truth(settings, 'SECURE_HSTS_SECONDS'));

const checks: readonly Check[] = [
  check('W001', 'MIDDLEWARE', (settings) => not(has(settings, 'MIDDLEWARE', security))),
  check('W002', 'MIDDLEWARE', (settings) => not(has(settings, 'MIDDLEWARE', frames))),
  check('W003', 'MIDDLEWARE', (settings) => not(has(settings, 'MIDDLEWARE', csrf))),
  check('W004', 'SECURE_HSTS_SECONDS', (settings) =>
    both(has(settings, 'MIDDLEWARE', security), not(truth(settings, 'SECURE_HSTS_SECONDS'))),
  ),
  check('W005', 'SECURE_HSTS_INCLUDE_SUBDOMAINS', (settings) =>
    both(hsts(settings), not(isTrue(settings, 'SECURE_HSTS_INCLUDE_SUBDOMAINS'))),
  ),
  check('W021', 'SECURE_HSTS_PRELOAD', (settings) =>
    both(hsts(settings), not(isTrue(settings, 'SECURE_HSTS_PRELOAD'))),
  ),
  check('W006', 'SECURE_CONTENT_TYPE_NOSNIFF', (settings) =>
    both(has(settings, 'MIDDLEWARE', security), not(isTrue(settings, 'SECURE_CONTENT_TYPE_NOSNIFF'))),
  ),
  check('W008', 'SECURE_SSL_REDIRECT', (settings) =>
    both(has(settings, 'MIDDLEWARE', security), not(isTrue(settings, 'SECURE_SSL_REDIRECT'))),
  ),
  check('W009', 'SECRET_KEY', (settings) => {
    const key = value(settings, 'SECRET_KEY');
    return key === undefined ? undefined : isWeakKey(key);
  }),
  {
    setting: 'SECRET_KEY_FALLBACKS',
    find(settings) {
      const keys = value(settings, 'SECRET_KEY_FALLBACKS');
      const items = keys !== undefined && isSequence(keys) ? keys.items : [];
      return items.flatMap((item, index) =>
        item.kind === 'known' && isWeakKey(item.value) === true ? [{ id: 'security.W025', item: `${index}` }] : [],
      );
    },
  },
  sessionCheck(['W010', 'W011', 'W012'], 'SESSION_COOKIE_SECURE'),
  sessionCheck(['W013', 'W014', 'W015'], 'SESSION_COOKIE_HTTPONLY'),
  check('W016', 'CSRF_COOKIE_SECURE', (settings) =>
    both(
      not(truth(settings, 'CSRF_USE_SESSIONS')),
      has(settings, 'MIDDLEWARE', csrf),
      not(isTrue(settings, 'CSRF_COOKIE_SECURE')),
    ),
  ),
  check('W018', 'DEBUG', (settings) => truth(settings, 'DEBUG')),
  check('W019', 'X_FRAME_OPTIONS', (settings) => {
    const option = value(settings, 'X_FRAME_OPTIONS');
    const denies = option === undefined ? undefined : option.type === 'string' && option.value === 'DENY';
    return both(has(settings, 'MIDDLEWARE', frames), not(denies));
  }),
  check('W020', 'ALLOWED_HOSTS', (settings) => not(truth(settings, 'ALLOWED_HOSTS'))),
  {
    setting: 'SECURE_REFERRER_POLICY',
    find: (settings) => referrerIds(settings).map((id) => ({ id: `security.${id}` })),
  },
  check('E024', 'SECURE_CROSS_ORIGIN_OPENER_POLICY', (settings) => {
    const policy = value(settings, 'SECURE_CROSS_ORIGIN_OPENER_POLICY');
    const valid =
      policy === undefined
        ? undefined
        : policy.type === 'none' || (policy.type === 'string' && openerPolicies.has(policy.value));
    return both(has(settings, 'MIDDLEWARE', security), not(valid));
  }),
  {
    setting: 'CSRF_TRUSTED_ORIGINS',
    find: (settings) => {
      const origins = value(settings, 'CSRF_TRUSTED_ORIGINS');
      const items = origins !== undefined && isSequence(origins) ? origins.items : [];
      return items.flatMap((item) =>
        item.kind === 'known' && item.value.type === 'string' && !item.value.value.includes('://')
          ? [{ id: '4_0.E001', item: item.value.value }]
          : [],
      );
    },
  },
  ...['STATIC_URL', 'MEDIA_URL'].map(
    (setting): Check => ({
      setting,
      find: (settings) => {
        const url = value(settings, setting);
        return url?.type === 'string' && url.value !== '' && !url.value.endsWith('/') ? [{ id: 'urls.E006' }] : [];
      },
    }),
  ),
];
