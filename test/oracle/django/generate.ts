/** @returns a function that gives numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

type Random = () => number;

const pick = <T>(random: Random, choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;

const flags = ['DEBUG', 'USE_HTTPS', 'STAGING'];
const variables = ['A_SWITCH', 'B_SWITCH', 'SHOP_HOSTS'];

/** An expression that comes to a truth, in the ways that people write one. */
function flagExpression(random: Random, depth: number): string {
  const inner = (): string => flagExpression(random, depth + 1);
  const simple: readonly (() => string)[] = [
    () => pick(random, ['True', 'False', '1', '0', 'None', '"True"', '""']),
    () => pick(random, flags),
    () =>
      `os.environ.get("${pick(random, variables)}", "${pick(random, ['1', 'true', 'False', ''])}") == "${pick(random, ['1', 'true'])}"`,
    () => `os.getenv("${pick(random, variables)}", "True").lower() in ("true", "1", "yes")`,
    () => `env_bool("${pick(random, variables)}", ${pick(random, ['True', 'False'])})`,
    () => `bool(int(os.environ.get("${pick(random, variables)}", "${pick(random, ['0', '1'])}")))`,
  ];
  const nested: readonly (() => string)[] = [
    () => `not ${inner()}`,
    () => `(${inner()}) ${pick(random, ['and', 'or'])} (${inner()})`,
    () => `not ${inner()} ${pick(random, ['and', 'or'])} ${inner()}`,
    () => `${inner()} if ${pick(random, flags)} else ${inner()}`,
    () => `bool(${inner()})`,
  ];
  return pick(random, depth < 2 ? [...simple, ...nested] : simple)();
}

const middleware = [
  'django.middleware.security.SecurityMiddleware',
  'django.contrib.sessions.middleware.SessionMiddleware',
  'django.middleware.common.CommonMiddleware',
  'django.middleware.csrf.CsrfViewMiddleware',
  'django.middleware.clickjacking.XFrameOptionsMiddleware',
];

function listLines(random: Random): string[] {
  const chosen = middleware.filter(() => random() < 0.8).map((name) => `"${name}"`);
  const lines = [`MIDDLEWARE = [${chosen.join(', ')}]`];
  const extra = `"${pick(random, middleware)}"`;
  const changes: readonly string[] = [
    `MIDDLEWARE.insert(${pick(random, ['0', '1', '-1'])}, ${extra})`,
    `MIDDLEWARE += [${extra}]`,
    `MIDDLEWARE = [*MIDDLEWARE, ${extra}]`,
    `MIDDLEWARE = ["first.Middleware"] + MIDDLEWARE`,
    `MIDDLEWARE.append(${extra})`,
    `MIDDLEWARE.extend((${extra},))`,
    `MIDDLEWARE = [name for name in MIDDLEWARE if name != ${extra}]`,
    `if ${extra} in MIDDLEWARE:\n    MIDDLEWARE.remove(${extra})`,
    `for name in (${extra}, "last.Middleware"):\n    MIDDLEWARE.append(name)`,
  ];
  return [...lines, ...changes.filter(() => random() < 0.2)];
}

function assignments(random: Random): string[] {
  const flag = (): string => flagExpression(random, 0);
  const literal = (...choices: string[]): string => pick(random, choices);
  return [
    `DEBUG = ${flag()}`,
    `SECRET_KEY = ${literal('"django-insecure-" + "x1y2z3" * 9', '"k7#m" * 20', '"short"', '"abcdefghij" * 5', '"a" * 60')}`,
    `SECRET_KEY_FALLBACKS = ${literal('[]', '["old"]', '["abcdefghij" * 5, "old"]')}`,
    `ALLOWED_HOSTS = ${literal('[]', '["shop.test"]', 'os.environ.get("SHOP_HOSTS", "").split(",")', '[host.strip() for host in "a.test, b.test".split(",")]')}`,
    `INSTALLED_APPS = ["shop"] + ${literal('["django.contrib.sessions"]', '[]')}`,
    `SECURE_SSL_REDIRECT = ${flag()}`,
    `SECURE_HSTS_SECONDS = ${literal('0', '60 * 60 * 24', 'None', '31536000 if USE_HTTPS else 0')}`,
    `SECURE_HSTS_INCLUDE_SUBDOMAINS = ${flag()}`,
    `SECURE_HSTS_PRELOAD = ${flag()}`,
    `SECURE_CONTENT_TYPE_NOSNIFF = ${flag()}`,
    `SESSION_COOKIE_SECURE = ${flag()}`,
    `SESSION_COOKIE_HTTPONLY = ${flag()}`,
    `CSRF_COOKIE_SECURE = ${flag()}`,
    `CSRF_USE_SESSIONS = ${flag()}`,
    `X_FRAME_OPTIONS = ${literal('"DENY"', '"SAMEORIGIN"')}`,
    `SECURE_REFERRER_POLICY = ${literal('None', '"same-origin"', '"same-origin, origin"', '["no-referrer", "nonsense"]', '"nonsense"')}`,
    `SECURE_CROSS_ORIGIN_OPENER_POLICY = ${literal('None', '"same-origin"', '"nonsense"')}`,
    `CSRF_TRUSTED_ORIGINS = ${literal('[]', '["shop.test", "https://www.shop.test"]', '[f"https://{host}" for host in ("a.test", "b.test")]')}`,
    `STATIC_URL = ${literal('"/static/"', '"static/"', '"/static"')}`,
    `STATIC_ROOT = ${literal('BASE_DIR / "static"', 'os.path.join(BASE_DIR, "static")', 'str(BASE_DIR.parent / "static")', 'f"{BASE_DIR}/static"')}`,
    `SILENCED_SYSTEM_CHECKS = ${literal('[]', '["security.W004", "security.W008"]')}`,
    `USE_HTTPS = ${flag()}`,
    `DATABASES = {"default": {"ENGINE": "x", "PORT": ${literal('5432', 'int("5432")')}}}\nDATABASES["default"]["CONN_MAX_AGE"] = ${literal('60', '0')}`,
  ].filter(() => random() < 0.6);
}

const head = `import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
DEBUG = False
USE_HTTPS = True
STAGING = os.environ.get("STAGING") is not None
MIDDLEWARE = []


def env_bool(name, default=False):
    value = os.environ.get(name)
    if value is None:
        return default
    return value.strip().lower() in {"1", "true", "yes", "on"}

`;

/** @returns the text of a settings module; the same for the same seed. */
export function settingsModule(seed: number): string {
  const random = randomFrom(seed);
  const lines = [...listLines(random), ...assignments(random)];
  const body = lines.map((line) => {
    if (random() < 0.75) {
      return line;
    }
    const indented = line.replace(/^/gm, '    ');
    const other = pick(random, ['', 'else:\n    SECURE_SSL_REDIRECT = True\n']);
    return pick(random, [
      `if ${flagExpression(random, 1)}:\n${indented}\n${other}`,
      `try:\n    import json\nexcept ImportError:\n    pass\nelse:\n${indented}`,
    ]);
  });
  return `${head}${body.join('\n')}\n`;
}
