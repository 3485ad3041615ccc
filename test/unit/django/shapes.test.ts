import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { known } from '../../../server/src/base/known.ts';
import { workspacePath } from '../../../server/src/base/path.ts';
import { runSettings } from '../../../server/src/dialects/django/settings.ts';
import { root, settingsOf, spell, workspaceOf } from './workspace.ts';

/** What stands in shop/settings.py (or the files), and what SECURE_SSL_REDIRECT, or another setting, is then. */
type Row = readonly [
  name: string,
  source: string | Readonly<Record<string, string>>,
  expected: Readonly<Record<string, string>>,
  main?: string,
];

const redirect = (value: string): Record<string, string> => ({ SECURE_SSL_REDIRECT: value });

const rows: readonly Row[] = [
  ['a literal', 'SECURE_SSL_REDIRECT = True', redirect('True')],
  ['nothing', '', { SECURE_SSL_REDIRECT: 'False' }],
  ['the last assignment counts', 'SECURE_SSL_REDIRECT = True\nSECURE_SSL_REDIRECT = False', redirect('False')],
  ['an annotation', 'SECURE_SSL_REDIRECT: bool = True', redirect('True')],
  ['a name', 'ON = True\nSECURE_SSL_REDIRECT = ON', redirect('True')],
  [
    'a default of Django, by each way to import it',
    'from django.conf import global_settings\nimport django.conf.global_settings as defaults\nfrom django.conf.global_settings import USE_I18N\nSECURE_SSL_REDIRECT = USE_I18N\nMIDDLEWARE = global_settings.MIDDLEWARE + ["shop.M"]\nX_FRAME_OPTIONS = defaults.X_FRAME_OPTIONS\nSECURE_PROXY_SSL_HEADER = getattr(global_settings, "SECURE_PROXY_SSL_HEADER")',
    {
      SECURE_SSL_REDIRECT: 'True',
      MIDDLEWARE: "['shop.M']",
      X_FRAME_OPTIONS: "'DENY'",
      SECURE_PROXY_SSL_HEADER: 'None',
    },
  ],
  [
    'a default that not every Django has, or that differs among them',
    'from django.conf import global_settings\nUSE_TZ = global_settings.USE_TZ\nUSE_L10N = global_settings.USE_L10N\nMIDDLEWARE = global_settings.MIDDLEWARE_CLASSES',
    { USE_TZ: '?', USE_L10N: '?', MIDDLEWARE: '?' },
  ],
  [
    'env.bool of django-environ with a default by name, no file',
    'import environ\nenv = environ.Env()\nSECURE_SSL_REDIRECT = env.bool("DJANGO_SECURE_SSL_REDIRECT", default=True)',
    redirect('True | DJANGO_SECURE_SSL_REDIRECT'),
  ],
  [
    'a file that is read overrides the default',
    {
      'config/__init__.py': '',
      'config/settings.py':
        'from pathlib import Path\nimport environ\nBASE_DIR = Path(__file__).resolve(strict=True).parent.parent\nenv = environ.Env()\nenv.read_env(str(BASE_DIR / ".envs" / "web"))\nSECURE_SSL_REDIRECT = env.bool("REDIRECT", default=True)',
      '.envs/web': '# switched off\nREDIRECT=False\n',
    },
    redirect('False'),
    'config/settings.py',
  ],
  [
    'a file that nothing reads does not count',
    {
      'config/settings.py':
        'import environ\nenv = environ.Env()\nSECURE_SSL_REDIRECT = env.bool("REDIRECT", default=True)',
      '.env': 'REDIRECT=False\n',
    },
    redirect('True | REDIRECT'),
    'config/settings.py',
  ],
  [
    'config() of decouple with not DEBUG as its default, and a setting inside if config()',
    'from decouple import config\nDEBUG = config("DEBUG", default=False, cast=bool)\nSECURE_SSL_REDIRECT = config("REDIRECT", default=not DEBUG, cast=bool)\nif config("PROXY", default=SECURE_SSL_REDIRECT, cast=bool):\n    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")',
    {
      SECURE_SSL_REDIRECT: 'True | DEBUG REDIRECT',
      SECURE_PROXY_SSL_HEADER: "('HTTP_X_FORWARDED_PROTO', 'https') | DEBUG PROXY REDIRECT",
    },
  ],
  [
    'decouple finds .env in a folder above by itself',
    {
      'shop/settings.py':
        'from decouple import config, Csv\nSECURE_SSL_REDIRECT = config("REDIRECT", default=True, cast=bool)\nALLOWED_HOSTS = config("HOSTS", cast=Csv())',
      '.env': 'REDIRECT = off\nHOSTS=a.test, b.test\n',
    },
    { SECURE_SSL_REDIRECT: 'False', ALLOWED_HOSTS: "['a.test', 'b.test']" },
  ],
  [
    'in brackets over several lines, compared with a text, and not DEV',
    'import os\nDEV = os.environ.get("DEV", "False") != "False"\nSECURE_SSL_REDIRECT = (\n    os.environ.get("REDIRECT", "True") != "False"\n    and not DEV\n)',
    redirect('True | DEV REDIRECT'),
  ],
  [
    'if on a name that a parsed URL changes',
    'import os\nfrom urllib.parse import urlparse\nDEBUG = False\nENABLE_SSL: bool = True\nurl = os.environ.get("PUBLIC_URL")\nif url:\n    ENABLE_SSL = urlparse(url).scheme == "https"\nif ENABLE_SSL:\n    SECURE_SSL_REDIRECT = not DEBUG',
    redirect('True | PUBLIC_URL'),
  ],
  [
    '.lower() == "true"',
    'import os\nSECURE_SSL_REDIRECT = os.environ.get("REDIRECT", "True").lower() == "true"',
    redirect('True | REDIRECT'),
  ],
  [
    'the schema of django-environ',
    'import environ\nenv = environ.Env(\n    SHOP_REDIRECT=(bool, False),\n    SHOP_DEBUG=(bool, True),\n)\nDEBUG = env("SHOP_DEBUG")\nSECURE_SSL_REDIRECT = env("SHOP_REDIRECT")',
    { SECURE_SSL_REDIRECT: 'False | SHOP_REDIRECT', DEBUG: 'True | SHOP_DEBUG' },
  ],
  [
    'include() of split_settings with a file named by the environment',
    {
      'server/settings/__init__.py':
        'from os import environ\nfrom split_settings.tools import include, optional\nenviron.setdefault("DJANGO_ENV", "production")\n_ENV = environ["DJANGO_ENV"]\ninclude("components/*.py", f"environments/{_ENV}.py", optional("environments/local.py"))',
      'server/settings/components/common.py': 'DEBUG = False\nALLOWED_HOSTS = ["shop.test"]',
      'server/settings/environments/production.py':
        'SECURE_SSL_REDIRECT = not DEBUG\nALLOWED_HOSTS += ["www.shop.test"]',
      'server/settings/environments/development.py': 'SECURE_SSL_REDIRECT = False',
    },
    {
      SECURE_SSL_REDIRECT: 'True | environments/local.py',
      ALLOWED_HOSTS: "['shop.test', 'www.shop.test'] | environments/local.py",
    },
    'server/settings/__init__.py',
  ],
  [
    'getattr on a module that is imported by name from the environment',
    'import importlib, os\nconfiguration = importlib.import_module(os.environ.get("CONFIGURATION", "shop.configuration"))\nSECURE_SSL_REDIRECT = getattr(configuration, "SECURE_SSL_REDIRECT", False)',
    redirect('?'),
  ],
  [
    'getattr on a module of the workspace',
    {
      'shop/settings.py':
        'from shop import configuration\nSECURE_SSL_REDIRECT = getattr(configuration, "REDIRECT", False)\nDEBUG = getattr(configuration, "DEBUG", False)',
      'shop/configuration.py': 'REDIRECT = True',
      'shop/__init__.py': '',
    },
    { SECURE_SSL_REDIRECT: 'True', DEBUG: 'False' },
  ],
  [
    'else of a comparison with localhost',
    'DOMAIN = "shop.test"\nif DOMAIN == "localhost":\n    CSRF_COOKIE_SECURE = False\nelse:\n    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")\n    CSRF_COOKIE_SECURE = True',
    {
      SECURE_PROXY_SSL_HEADER: "('HTTP_X_FORWARDED_PROTO', 'https')",
      CSRF_COOKIE_SECURE: 'True',
      SECURE_SSL_REDIRECT: 'False',
    },
  ],
  [
    'a walrus in an if',
    'import os\nSECURE_PROXY_SSL_HEADER = None\nif value := os.getenv("PROXY_HEADER"):\n    SECURE_PROXY_SSL_HEADER = tuple(value.split(",", maxsplit=1))',
    { SECURE_PROXY_SSL_HEADER: 'None | PROXY_HEADER' },
  ],
  [
    'a walrus whose variable is set in a file that is read',
    {
      'shop/settings.py':
        'import os\nfrom dotenv import load_dotenv\nload_dotenv()\nif value := os.getenv("PROXY_HEADER"):\n    SECURE_PROXY_SSL_HEADER = tuple(value.split(",", maxsplit=1))',
      '.env': 'PROXY_HEADER="HTTP_X_FORWARDED_PROTO,https"',
    },
    { SECURE_PROXY_SSL_HEADER: "('HTTP_X_FORWARDED_PROTO', 'https')" },
  ],
  [
    'not DEBUG, then a local module that is not there',
    {
      'shop/settings/__init__.py': '',
      'shop/settings/base.py': 'DEBUG = False',
      'shop/settings/production.py':
        'from .base import *\nSECURE_SSL_REDIRECT = not DEBUG\ntry:\n    from .local import *\nexcept ImportError:\n    pass',
    },
    redirect('True | .local'),
    'shop/settings/production.py',
  ],
  [
    'not DEBUG, then a local module that is there',
    {
      'shop/settings/__init__.py': '',
      'shop/settings/base.py': 'DEBUG = False',
      'shop/settings/local.py': 'SECURE_SSL_REDIRECT = False\nDEBUG = True',
      'shop/settings/production.py':
        'from .base import *\nSECURE_SSL_REDIRECT = not DEBUG\ntry:\n    from .local import *\nexcept ImportError:\n    pass',
    },
    { SECURE_SSL_REDIRECT: 'False', DEBUG: 'True' },
    'shop/settings/production.py',
  ],
  [
    'values behind the local module win over it',
    'DEBUG = True\ntry:\n    from .local import *\nexcept ImportError:\n    pass\nDEBUG = False\nSECURE_SSL_REDIRECT = True',
    { SECURE_SSL_REDIRECT: 'True', DEBUG: 'False', CSRF_COOKIE_SECURE: 'False | .local' },
  ],
  [
    'with suppress(ImportError)',
    'from contextlib import suppress\nSECURE_SSL_REDIRECT = True\nwith suppress(ImportError):\n    from .local import *',
    redirect('True | .local'),
  ],
  [
    'a star import of a module that is nowhere',
    'SECURE_SSL_REDIRECT = True\nfrom vendored.base import *\nDEBUG = False',
    { SECURE_SSL_REDIRECT: '?', DEBUG: 'False', ALLOWED_HOSTS: '?' },
  ],
  [
    'if USE_HTTPS from decouple with a text as default',
    'from decouple import config\nUSE_HTTPS = config("USE_HTTPS", default="0", cast=bool)\nif USE_HTTPS:\n    SECURE_SSL_REDIRECT = True',
    redirect('False | USE_HTTPS'),
  ],
  [
    'CSRF origins of an empty variable',
    'from decouple import config\nCSRF_TRUSTED_ORIGINS = config("ORIGINS", default="").split(",")',
    { CSRF_TRUSTED_ORIGINS: "[''] | ORIGINS" },
  ],
  [
    'ternaries',
    'DEBUG = False\nSECURE_SSL_REDIRECT = False if DEBUG else True\nSECURE_PROXY_SSL_HEADER = ("A", "b") if DEBUG else None',
    { SECURE_SSL_REDIRECT: 'True', SECURE_PROXY_SSL_HEADER: 'None' },
  ],
  [
    'os.environ.get with a bool as default',
    'import os\nSECURE_SSL_REDIRECT = os.environ.get("REDIRECT", True)',
    redirect('True | REDIRECT'),
  ],
  [
    'a helper of its own',
    'import os\ndef env_bool(name, default=False):\n    value = os.environ.get(name)\n    if value is None:\n        return default\n    return value.strip().lower() in ("1", "true", "yes", "on")\n\nSECURE_SSL_REDIRECT = env_bool("REDIRECT", True)\nDEBUG = env_bool("DEBUG")',
    { SECURE_SSL_REDIRECT: 'True | REDIRECT', DEBUG: 'False | DEBUG' },
  ],
  [
    'a helper in another module, with a variable from a file',
    {
      'shop/__init__.py': '',
      'shop/settings/__init__.py': '',
      'shop/settings/helpers.py':
        'import os\n\ndef env_bool(name, default):\n    return os.getenv(name, str(default)).lower() in {"1", "true"}',
      'shop/settings/prod.py':
        'from dotenv import load_dotenv\nfrom .helpers import env_bool\nload_dotenv()\nSECURE_SSL_REDIRECT = env_bool("REDIRECT", False)\nDEBUG = env_bool("DEBUG", False)',
      '.env': 'export REDIRECT=TRUE # on\n',
    },
    { SECURE_SSL_REDIRECT: 'True', DEBUG: 'False | DEBUG' },
    'shop/settings/prod.py',
  ],
  [
    'env.bool without a default',
    'import environ\nenv = environ.Env()\nDEBUG = env.bool("DEBUG")\nSECURE_SSL_REDIRECT = not DEBUG',
    { DEBUG: '?', SECURE_SSL_REDIRECT: '?' },
  ],
  [
    'compared with "1"',
    'import os\nSECURE_SSL_REDIRECT = os.environ.get("REDIRECT", "1") == "1"',
    redirect('True | REDIRECT'),
  ],
  [
    'pydantic settings',
    {
      'configs/django.py':
        'from pydantic_settings import BaseSettings, SettingsConfigDict\n\nclass Django(BaseSettings):\n    model_config = SettingsConfigDict(env_prefix="DJANGO_", env_file=".env")\n    debug: bool = False\n    redirect: bool = True\n    hosts: list[str] = ["shop.test"]\n\nsettings = Django()\nDEBUG = settings.debug\nSECURE_SSL_REDIRECT = settings.redirect\nALLOWED_HOSTS = settings.hosts',
      '.env': 'DJANGO_REDIRECT=0\n',
    },
    { DEBUG: 'False | DJANGO_DEBUG', SECURE_SSL_REDIRECT: 'False', ALLOWED_HOSTS: "['shop.test'] | DJANGO_HOSTS" },
    'configs/django.py',
  ],
  [
    'aligned signs and None',
    'SECURE_HSTS_SECONDS      = None\nSECURE_SSL_REDIRECT      = False\nSECURE_PROXY_SSL_HEADER  = None',
    { SECURE_HSTS_SECONDS: 'None', SECURE_SSL_REDIRECT: 'False', SECURE_PROXY_SSL_HEADER: 'None' },
  ],
  [
    'one name of another settings module',
    {
      'project4/settings.py':
        'from pathlib import Path\nBASE_DIR = Path(__file__).resolve().parent.parent\nSECURE_SSL_REDIRECT = True',
      'project4/settings_dev.py': 'from .settings import BASE_DIR\nDEBUG = True\nMEDIA_ROOT = BASE_DIR / "media"',
    },
    { SECURE_SSL_REDIRECT: 'False', DEBUG: 'True', MEDIA_ROOT: "'/srv/shop/media'" },
    'project4/settings_dev.py',
  ],
  [
    'a star import of a module without a package',
    {
      'backend/backend/base_settings.py': 'SECURE_SSL_REDIRECT = True\nDEBUG = False',
      'backend/backend/local_settings.py': 'from backend.base_settings import *\nDEBUG = True',
    },
    { SECURE_SSL_REDIRECT: 'True', DEBUG: 'True' },
    'backend/backend/local_settings.py',
  ],
  [
    'a name of the module by its text, or what stands for it',
    'SILENCED = ["security.W004"]\nDEBUG = globals().get("NOT_THERE", False)\nSILENCED_SYSTEM_CHECKS = [*globals().get("SILENCED", []), "security.W005"]\nif DEPENDS:\n    SECURE_SSL_REDIRECT_TOO = True\nSECURE_SSL_REDIRECT = globals().get("SECURE_SSL_REDIRECT_TOO")',
    {
      DEBUG: 'False',
      SILENCED_SYSTEM_CHECKS: "['security.W004', 'security.W005']",
      SECURE_SSL_REDIRECT: '?',
    },
  ],
  [
    'django_heroku.settings(locals()) may change all before it',
    'import django_heroku\nSECURE_SSL_REDIRECT = False\nALLOWED_HOSTS = []\ndjango_heroku.settings(locals())\nDEBUG = False',
    { SECURE_SSL_REDIRECT: '?', ALLOWED_HOSTS: '?', DEBUG: 'False' },
  ],
  [
    'dj_database_url says nothing of the rest',
    'import dj_database_url\nSECURE_SSL_REDIRECT = False\nALLOWED_HOSTS = ["*"]\nDATABASES = {"default": dj_database_url.config(conn_max_age=600)}',
    { SECURE_SSL_REDIRECT: 'False', ALLOWED_HOSTS: "['*']" },
  ],
  [
    'a variable that the module itself sets',
    "import os\nos.environ['HTTPS'] = 'on'\nSECURE_SSL_REDIRECT = os.environ.get('HTTPS') == 'on'",
    redirect('True'),
  ],
  [
    'comment signs that got lost',
    'production settings for the shop\n\nfrom pathlib import Path\nDEBUG = False\nsee the deployment checklist\nSECURE_SSL_REDIRECT = True\n',
    { DEBUG: 'False', SECURE_SSL_REDIRECT: 'True' },
  ],
  [
    'a positional default',
    'from environ import Env\nenv = Env()\nSECURE_SSL_REDIRECT = env.bool("REDIRECT", True)',
    redirect('True | REDIRECT'),
  ],
  [
    'a ternary as default',
    'import environ\nPRODUCTION = True\nenv = environ.Env()\nSECURE_SSL_REDIRECT = env.bool("REDIRECT", default=True if PRODUCTION else False)',
    redirect('True | REDIRECT'),
  ],
  [
    'config with a cast and no default',
    'from decouple import config\nSECURE_SSL_REDIRECT = config("REDIRECT", cast=bool)',
    redirect('?'),
  ],
  [
    'not DEBUG and a comparison',
    'import os\nDEBUG = False\nSECURE_SSL_REDIRECT = not DEBUG and os.getenv("REDIRECT", "1") == "1"',
    redirect('True | REDIRECT'),
  ],
  [
    '.lower() in a tuple inside if not DEBUG',
    'import os\nDEBUG = os.getenv("DEBUG", "0") == "1"\nif not DEBUG:\n    SECURE_SSL_REDIRECT = os.getenv("REDIRECT", "true").lower() in ("true", "1", "yes")',
    redirect('True | DEBUG REDIRECT'),
  ],
  [
    'a variable of the platform',
    'import os\nDEBUG = False\nif os.environ.get("FLY_APP_NAME"):\n    SECURE_SSL_REDIRECT = False\nelse:\n    SECURE_SSL_REDIRECT = not DEBUG',
    redirect('True | FLY_APP_NAME'),
  ],
  [
    'a tuple or None',
    'import os\nUSE = os.environ["FORWARDED"] == "1"\nSECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if USE else None',
    { SECURE_PROXY_SSL_HEADER: '?' },
  ],
  [
    'compared with "False"',
    "import os\nDEV = os.getenv('DEV_ENV', '') == 'False'\nSECURE_SSL_REDIRECT = DEV",
    redirect('False | DEV_ENV'),
  ],
  [
    'HSTS for good beside not DEBUG',
    'DEBUG = True\nSECURE_SSL_REDIRECT = not DEBUG\nSECURE_HSTS_SECONDS = 60 * 60 * 24 * 365',
    { SECURE_SSL_REDIRECT: 'False', SECURE_HSTS_SECONDS: '31536000' },
  ],
  [
    'a guard that raises refutes the default',
    'import os\nfrom django.core.exceptions import ImproperlyConfigured\nREDIRECT = os.environ.get("REDIRECT")\nif not REDIRECT:\n    raise ImproperlyConfigured("set REDIRECT")\nSECURE_SSL_REDIRECT = REDIRECT == "1"\nDEBUG = False',
    { SECURE_SSL_REDIRECT: '?', DEBUG: 'False' },
  ],
  [
    'a guard with a variable that is set raises not',
    'import os\nos.environ.setdefault("REDIRECT", "1")\nREDIRECT = os.environ.get("REDIRECT")\nif not REDIRECT:\n    raise RuntimeError("set REDIRECT")\nSECURE_SSL_REDIRECT = REDIRECT == "1"',
    redirect('True'),
  ],
  [
    'environs',
    'from environs import Env\nenv = Env()\nenv.read_env()\nSECURE_SSL_REDIRECT = env.bool("REDIRECT", default=False)\nALLOWED_HOSTS = env.list("HOSTS", default=["shop.test"])',
    { SECURE_SSL_REDIRECT: 'False | REDIRECT', ALLOWED_HOSTS: "['shop.test'] | HOSTS" },
  ],
  [
    'environs with a prefix',
    'from environs import Env\nenv = Env()\nwith env.prefixed("DJANGO_"):\n    SECURE_SSL_REDIRECT = env.bool("REDIRECT", False)\nDEBUG = False',
    { SECURE_SSL_REDIRECT: '?', DEBUG: 'False' },
  ],
  [
    'a lambda as cast',
    'from decouple import config\nALLOWED_HOSTS = config("HOSTS", default="a.test, b.test", cast=lambda v: [s.strip() for s in v.split(",")])',
    { ALLOWED_HOSTS: "['a.test', 'b.test'] | HOSTS" },
  ],
  [
    'a list that is changed in the ways that people change one',
    'BASE = ["b"]\nMIDDLEWARE = [*BASE]\nMIDDLEWARE.insert(0, "w")\nMIDDLEWARE += ["d"]\nMIDDLEWARE = ["z"] + MIDDLEWARE',
    { MIDDLEWARE: "['z', 'w', 'b', 'd']" },
  ],
  [
    'a ternary the wrong way round',
    'DEBUG = False\nSECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if DEBUG else None',
    { SECURE_PROXY_SSL_HEADER: 'None' },
  ],
  [
    'include() of split_settings with a file that may be missing',
    {
      'server/settings/__init__.py':
        'from split_settings.tools import include, optional\ninclude("base.py", "environments/production.py", optional("environments/local.py"))',
      'server/settings/base.py': 'DEBUG = True\nSECURE_SSL_REDIRECT = False',
      'server/settings/environments/production.py': 'DEBUG = False\nSECURE_SSL_REDIRECT = not DEBUG',
    },
    { DEBUG: 'False | environments/local.py', SECURE_SSL_REDIRECT: 'True | environments/local.py' },
    'server/settings/__init__.py',
  ],
  [
    'a pair whose value is that of plain requests, assigned twice',
    'SECURE_PROXY_SSL_HEADER = None\nSECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "http")',
    { SECURE_PROXY_SSL_HEADER: "('HTTP_X_FORWARDED_PROTO', 'http')" },
  ],
  [
    'only the header, with a comment for the linter',
    'from .base import *  # noqa: F403\nSECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")  # noqa: S105',
    { SECURE_PROXY_SSL_HEADER: "('HTTP_X_FORWARDED_PROTO', 'https')", SECURE_SSL_REDIRECT: '?' },
  ],
];

describe('settings modules in the shapes that people write', () => {
  for (const [name, source, expected, main] of rows) {
    it(name, () => {
      const settings = settingsOf(source, main);
      const found = Object.fromEntries(Object.keys(expected).map((key) => [key, spell(settings.get(key))]));
      assert.deepEqual(found, expected);
    });
  }
});

/** The module of django-configurations, its class, and what the class comes to. */
const classes: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
  [
    'a value of the environment with its default',
    'Production',
    { SECURE_SSL_REDIRECT: 'True | DJANGO_SECURE_SSL_REDIRECT' },
  ],
  ['a value that a class above sets', 'Production', { ALLOWED_HOSTS: "['shop.test']", DEBUG: 'False' }],
  ['a value of another name without a prefix', 'Production', { SECURE_HSTS_SECONDS: '3600 | HSTS' }],
  ['the class for development', 'Development', { DEBUG: 'True', SECURE_SSL_REDIRECT: 'False' }],
  ['a property', 'Development', { MEDIA_ROOT: '?' }],
];
const configurations = `from configurations import Configuration, values


class Common(Configuration):
    DEBUG = False
    ALLOWED_HOSTS = ["shop.test"]


class Development(Common):
    DEBUG = True

    @property
    def MEDIA_ROOT(self):
        return "/tmp/media"


class Production(Common):
    SECURE_SSL_REDIRECT = values.BooleanValue(True)
    SECURE_HSTS_SECONDS = values.IntegerValue(3600, environ_name="HSTS", environ_prefix=None)
`;

describe('classes of django-configurations', () => {
  for (const [name, chosen, expected] of classes) {
    it(name, () => {
      const path = workspacePath(`${root}/shop/settings.py`);
      const workspace = workspaceOf({ 'shop/__init__.py': '', 'shop/settings.py': configurations });
      const settings = runSettings(workspace, path, [root], new Map(), known(chosen, []));
      const found = Object.fromEntries(Object.keys(expected).map((key) => [key, spell(settings.get(key))]));
      assert.deepEqual(found, expected);
    });
  }
});
