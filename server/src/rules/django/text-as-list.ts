import { certain } from '../../base/known.ts';
import { message } from '../../base/message.ts';
import { environmentReads } from '../../dialects/django/environment-text.ts';
import { parseModule, type Settings } from '../../dialects/django/settings.ts';
import { isSequence, type PythonValue } from '../../dialects/django/value.ts';
import { runnableSettings } from '../../site/served-settings.ts';
import type { Site } from '../../site/site.ts';
import { defineRule, type Fix, type Report } from '../define.ts';

const refused = '{name} must be a list or a tuple: Django refuses to start (ImproperlyConfigured).';
const read = '{name} is the text of {variable} and no list: Django refuses to start (ImproperlyConfigured).';
const once =
  '{name} is a list only until somebody sets {variable}: with text Django refuses to start (ImproperlyConfigured).';
const classes =
  '{name} is one text: Django takes each of its letters for a class to import, which fails (ImportError).';
const origins =
  'CSRF_TRUSTED_ORIGINS is one text: each of its letters is an origin, none is trusted, and manage.py refuses to run (4_0.E001).';
const exempt =
  'SECURE_REDIRECT_EXEMPT is one text: each of its letters is a pattern of pages that are not sent on to HTTPS.';
const comma = 'Brackets make no tuple of one item, the comma behind it does.';
const wrap = 'Make it a list';
const split = 'Split the text at its commas';

/** Django, conf/__init__.py, `Settings.__init__`, `tuple_settings`. */
const checked = ['ALLOWED_HOSTS', 'INSTALLED_APPS', 'LOCALE_PATHS', 'SECRET_KEY_FALLBACKS', 'TEMPLATE_DIRS'];
/** Lists of dotted names, of which Django imports each. */
const imported = [
  'MIDDLEWARE',
  'AUTHENTICATION_BACKENDS',
  'PASSWORD_HASHERS',
  'STATICFILES_FINDERS',
  'FILE_UPLOAD_HANDLERS',
  'DATABASE_ROUTERS',
];
const messageOf = new Map<string, keyof typeof messages>([
  ...checked.map((name) => [name, 'refused'] as const),
  ...imported.map((name) => [name, 'classes'] as const),
  ['CSRF_TRUSTED_ORIGINS', 'origins'],
  ['SECURE_REDIRECT_EXEMPT', 'exempt'],
]);
const messages = { refused, read, once, classes, origins, exempt, comma, wrap, split };

/** A setting that must be a list and is one text. */
export const textAsList = defineRule({
  id: 'django/text-as-list',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['django'],
  fix: 'unsafe',
  sources: [
    'https://docs.djangoproject.com/en/stable/ref/settings/#allowed-hosts',
    'https://docs.python.org/3/tutorial/datastructures.html#tuples-and-sequences',
  ],
  messages,
  oncePerPlace: true,
  check({ site, report }) {
    for (const settings of wholeSettings(site)) {
      for (const problem of [...messageOf.keys()].flatMap((name) => problemOf(site, settings, name) ?? [])) {
        report(problem);
      }
    }
  },
});

/** Modules on which others build may leave it to them to make a list of the text. */
function wholeSettings(site: Site): Settings[] {
  const others = site.projects.flatMap(({ modules }) =>
    modules.filter(({ role, settings }) => role !== 'base' && settings.own('INSTALLED_APPS').kind !== 'absent'),
  );
  return [...runnableSettings(site), ...others.map(({ settings }) => settings)];
}

function problemOf(site: Site, settings: Settings, name: string): Report | undefined {
  const place = settings.assignment(name);
  const source = place === undefined ? undefined : site.workspace.read(place.path);
  if (place?.valueSpan === undefined || source === undefined) {
    return undefined;
  }
  const { path, valueSpan: span } = place;
  const written = source.slice(span.start, span.end);
  const fromEnvironment = environmentReads(parseModule(source)).find((one) => one.span.start === span.start);
  if (fromEnvironment?.name === name && checked.includes(name)) {
    const { variable, fallback, isRequired } = fromEnvironment;
    const isList = fallback?.kind === 'list' || fallback?.kind === 'tuple';
    const isTold = isList || fallback === undefined || fallback.kind === 'string' || fallback.kind === 'constant';
    if (!isTold || restsOnOthers(settings, name, variable)) {
      return undefined;
    }
    const edits = isRequired || fallback?.kind === 'string' ? [{ path, span, newText: `${written}.split(",")` }] : [];
    return {
      path,
      span,
      message: isList ? 'once' : 'read',
      values: { name, variable },
      ...(isList ? { severity: 'warning' as const } : {}),
      fixes: edits.map((edit): Fix => ({ title: message(split), kind: 'unsafe', edits: [edit] })),
    };
  }
  const value = certain(settings.own(name));
  const key = messageOf.get(name);
  if (value === undefined || key === undefined || !(key === 'refused' ? isNoList(value) : isText(value))) {
    return undefined;
  }
  return {
    path,
    span,
    message: key,
    values: { name },
    ...(key === 'exempt' ? { severity: 'warning' as const } : {}),
    ...(/^\((?!.*,\s*\)$)/s.test(written) ? { note: 'comma' } : {}),
    fixes: fixesFor(path, span, written, value),
  };
}

/** Whether something else than the variable, such as a module that may be there, may give the setting another value. */
function restsOnOthers(settings: Settings, name: string, variable: string): boolean {
  const own = settings.own(name);
  return own.kind === 'known' && own.assumes.some((assumption) => assumption.variable !== variable);
}

function isText(value: PythonValue): boolean {
  return value.type === 'string' && value.value !== '';
}

function isNoList(value: PythonValue): boolean {
  return (
    (isSequence(value) && value.type === 'set') ||
    ['string', 'path', 'dictionary', 'none', 'boolean', 'number'].includes(value.type)
  );
}

/** A list of the same: of each host where the text names several, of the one value else. */
function fixesFor(path: Report['path'], span: Report['span'], written: string, value: PythonValue): Fix[] {
  const inner = withoutBrackets(written);
  const quote = /^(["'])[^"'\\]*\1$/.exec(inner)?.[1];
  const texts = value.type === 'string' ? value.value.split(/[\s,]+/).filter(Boolean) : [];
  const newText =
    value.type === 'set' && /^\{[^{}*]*\}$/.test(inner)
      ? `[${inner.slice(1, -1)}]`
      : quote !== undefined
        ? `[${texts.map((text) => `${quote}${text}${quote}`).join(', ')}]`
        : texts.length === 1 || value.type === 'path'
          ? `[${inner}]`
          : undefined;
  const kind = texts.length > 1 ? 'unsafe' : 'safe';
  return newText === undefined ? [] : [{ title: message(wrap), kind, edits: [{ path, span, newText }] }];
}

/** The text without the one pair of brackets that stands around all of it. */
function withoutBrackets(written: string): string {
  let depth = 0;
  for (const { 0: part, index } of written.matchAll(/"[^"]*"|'[^']*'|[()]|[^()"']+/g)) {
    if (depth === 0 && index > 0) {
      return written;
    }
    depth += part === '(' ? 1 : part === ')' ? -1 : 0;
  }
  return written.startsWith('(') && depth === 0 ? written.slice(1, -1).trim() : written;
}
