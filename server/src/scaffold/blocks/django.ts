/** The blocks of production settings. Each is a run of Python statements without a line break at its end. */

/** @returns the settings that every production site needs. */
export function baseBlock(domains: readonly string[]): string {
  return `DEBUG = False
SECRET_KEY = os.environ["DJANGO_SECRET_KEY"]
ALLOWED_HOSTS = [${domains.map((name) => `"${name}"`).join(', ')}]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]`;
}

/** @returns the name of the session's cookie, unless the project has named it. */
export function sessionBlock(site: string): string {
  return `# A name of its own keeps the sessions of two sites apart that share their cookies below one domain.
SESSION_COOKIE_NAME = globals().get("SESSION_COOKIE_NAME", "${site.replaceAll('-', '_')}_sessionid")`;
}

/** @returns the settings that wait for HTTPS behind one switch. */
export function httpsBlock(): string {
  return `# Nginx always sets X-Forwarded-Proto, so this header can be trusted from the first day on.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Off until the site answers over HTTPS: a browser remembers the redirect.
HTTPS = os.environ.get("DJANGO_HTTPS", "off") == "on"
SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
# HSTS for every subdomain and the browsers' preload list can't be taken back; that is for the owner of the domain to say.
SILENCED_SYSTEM_CHECKS = [*globals().get("SILENCED_SYSTEM_CHECKS", []), "security.W005", "security.W021"]`;
}

/** @returns the settings for static files that WhiteNoise serves, compressed and with a hash in each name. */
export function whiteNoiseBlock(staticRoot: string): string {
  return `STATIC_ROOT = "${staticRoot}"
STORAGES = {
    **global_settings.STORAGES,
    **globals().get("STORAGES", {}),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}`;
}

/** @returns the settings for static files that Nginx serves under `/static/`, with a hash in each name. */
export function staticBlock(staticRoot: string): string {
  return `STATIC_URL = "/static/"
STATIC_ROOT = "${staticRoot}"
STORAGES = {
    **global_settings.STORAGES,
    **globals().get("STORAGES", {}),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}`;
}

/** @returns the middleware list with WhiteNoise where it belongs, whatever the list was. */
export function whiteNoiseMiddleware(): string {
  return `# WhiteNoise comes right behind the security middleware.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    *(
        name
        for name in MIDDLEWARE
        if name not in ("django.middleware.security.SecurityMiddleware", "whitenoise.middleware.WhiteNoiseMiddleware")
    ),
]`;
}

/** @returns the settings for uploaded files. */
export function mediaBlock(mediaRoot: string): string {
  return `MEDIA_URL = "/media/"
MEDIA_ROOT = "${mediaRoot}"`;
}

/** @returns the settings for Celery, for an application that reads them with `namespace="CELERY"`. */
export function celeryBlock(queue: string): string {
  return `CELERY_BROKER_URL = os.environ["CELERY_BROKER_URL"]
# A queue of its own keeps another project on the same broker from taking these tasks.
CELERY_TASK_DEFAULT_QUEUE = "${queue}"`;
}
