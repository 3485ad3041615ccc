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
SECURE_HSTS_SECONDS = (globals().get("SECURE_HSTS_SECONDS") or 31_536_000) if HTTPS else 0
# HSTS for every subdomain and the browsers' preload list can't be taken back; that is for the owner of the domain to say.
SILENCED_SYSTEM_CHECKS = [*globals().get("SILENCED_SYSTEM_CHECKS", []), "security.W005", "security.W021"]`;
}

/** @returns the settings that give cookies names which browsers take over HTTP too, as long as the site has no HTTPS. */
export function cookieNameBlock(): string {
  return `# Browsers drop a cookie named __Secure- or __Host- over HTTP, and with it every form and login.
if not HTTPS:
    CSRF_COOKIE_NAME = globals().get("CSRF_COOKIE_NAME", "csrftoken").removeprefix("__Secure-").removeprefix("__Host-")
    SESSION_COOKIE_NAME = SESSION_COOKIE_NAME.removeprefix("__Secure-").removeprefix("__Host-")`;
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

/** The class of WhiteNoise that compresses static files and puts a hash into each name. */
export const whiteNoiseStorage = 'whitenoise.storage.CompressedManifestStaticFilesStorage';

/**
 * Django before 4.2 knows no `STORAGES`, and until 5.1 it takes a project for faulty that has both that and one of the older
 * settings (django/conf/__init__.py).
 *
 * @returns the settings that make `backend` the storage of static files, whatever the version of Django and the project's own way.
 * @param keeps whether a storage that the project has named stays.
 */
export function staticStorage(backend: string, keeps: boolean): string {
  const entry = `    "staticfiles": {"BACKEND": "${backend}"},`;
  const own = '    **globals().get("STORAGES", {}),';
  const older = keeps ? `globals().get("STATICFILES_STORAGE", "${backend}")` : `"${backend}"`;
  return `# Older versions of Django have a setting of its own for each storage, and don't bear both.
if "STORAGES" in globals() or not hasattr(global_settings, "STATICFILES_STORAGE"):
    STORAGES = {
        **global_settings.STORAGES,
    ${(keeps ? [entry, own] : [own, entry]).join('\n    ')}
    }
else:
    STATICFILES_STORAGE = ${older}`;
}

/** The name of the class in the module that {@link storageClass} gives. */
export const storageName = 'ProductionStaticFiles';

/**
 * Django's own storage with hashes stops `collectstatic` where a file refers to one that isn't there, as many a library does to its
 * source map, and answers a page with 500 that names such a file (django/contrib/staticfiles/storage.py).
 *
 * @returns a module with a storage that bears both.
 * @param base the dotted name of the class it builds on, which puts a hash into each name.
 */
export function storageClass(base: string): string {
  const dot = base.lastIndexOf('.');
  const [module, name] = [base.slice(0, dot), base.slice(dot + 1)];
  return `from ${module} import ${name}


class ${storageName}(${name}):
    """Puts a hash into the name of each static file; the name of one that isn't there stays as it is."""

    manifest_strict = False

    def hashed_name(self, name, content=None, filename=None):
        try:
            return super().hashed_name(name, content, filename)
        except ValueError:
            return name`;
}

/**
 * In production Django's own configuration tells an error to nobody but `ADMINS`, by mail (django/utils/log.py).
 *
 * @returns the setting that puts errors into the log of the process, unless the project has said where they go.
 * @param flower Flower runs with these settings, and says at its start where it listens.
 */
export function logBlock(flower: boolean): string {
  return `# Without it nothing is told of an error but to ADMINS, by mail.
LOGGING = globals().get("LOGGING") or {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},${flower ? `\n    "loggers": {"flower": {"level": "INFO"}},` : ''}
}`;
}

/** @returns the settings that make django-vite name what was built, and not the development server of Vite. */
export function viteBlock(): string {
  return `# Visitors get what Vite has built: its development server answers at a developer's own machine only.
if "DJANGO_VITE" in globals():
    DJANGO_VITE = {name: {**config, "dev_mode": False} for name, config in DJANGO_VITE.items()}
else:
    DJANGO_VITE_DEV_MODE = False`;
}

/** @returns the settings for uploaded files. */
export function mediaBlock(mediaRoot: string): string {
  return `MEDIA_URL = "/media/"
MEDIA_ROOT = "${mediaRoot}"`;
}

/**
 * @param nameOf gives the name of a setting of Celery, such as `BROKER_URL`, as its application reads it.
 * @returns the settings for Celery; a project may have queues of its own, which its worker listens to alone.
 */
export function celeryBlock(queue: string, nameOf: (name: string) => string): string {
  const [own, standard] = [nameOf('TASK_QUEUES'), nameOf('TASK_DEFAULT_QUEUE')];
  return `${nameOf('BROKER_URL')} = os.environ["CELERY_BROKER_URL"]
# A queue of its own keeps another project on the same broker from taking these tasks.
if "${own}" not in globals():
    ${standard} = globals().get("${standard}", "${queue}")`;
}
