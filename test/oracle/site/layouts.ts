/** The settings of a site in two parts, as Python: what belongs to the project, and what to this server. */
export interface SettingsText {
  readonly project: string;
  readonly server: string;
}

/** How a project keeps its settings. */
export interface Layout {
  /** The files, by their path on the server. */
  readonly files: ReadonlyMap<string, string>;
  /** The module that the start of the program has to name; undefined where the entry points of the project name the right one. */
  readonly named: string | undefined;
}

const root = '/srv/shop';
const desk = `DEBUG = True\nALLOWED_HOSTS = ["localhost"]\nSECURE_SSL_REDIRECT = False\n`;

/** Ways to keep settings. In each, the program runs with what `settingsModule` says. */
export const layouts = ['one file', 'base and production', 'named at the start', 'local settings'] as const;

/** @returns the settings as one module, which mean the same in every layout. */
export function settingsModule({ project, server }: SettingsText): string {
  return `import os\nfrom pathlib import Path\n\nBASE_DIR = Path(__file__).resolve().parent.parent\n${project}${server}`;
}

export function layOut(form: (typeof layouts)[number], text: SettingsText): Layout {
  switch (form) {
    case 'one file':
      return layout('shop.settings', 'shop.settings', { 'settings.py': settingsModule(text) });
    case 'local settings':
      return layout('shop.settings', 'shop.settings', {
        'settings.py': `${settingsModule({ ...text, server: desk })}\ntry:\n    from .local_settings import *\nexcept ImportError:\n    pass\n`,
        'local_settings.py': `import os\n\nfrom pathlib import Path\n\nBASE_DIR = Path(__file__).resolve().parent.parent\n${text.server}`,
      });
    case 'base and production':
      return layout('shop.settings.development', 'shop.settings.production', modules(text));
    case 'named at the start':
      return {
        ...layout('shop.settings.development', 'shop.settings.development', modules(text)),
        named: 'shop.settings.production',
      };
  }
}

function modules({ project, server }: SettingsText): Record<string, string> {
  const base = settingsModule({ project, server: '' }).replace('.parent.parent', '.parent.parent.parent');
  return {
    'settings/__init__.py': '',
    'settings/base.py': `${base}${desk}`,
    'settings/development.py': `from .base import *\n\n${desk}`,
    'settings/production.py': `from .base import *\n\n${server}`,
  };
}

function layout(managed: string, served: string, settings: Readonly<Record<string, string>>): Layout {
  const name = (module: string): string =>
    `import os\n\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "${module}")\n`;
  const application = (kind: string): string =>
    `from django.core.${kind} import get_${kind}_application\n\n${name(served)}\napplication = get_${kind}_application()\n`;
  return {
    files: new Map([
      [`${root}/manage.py`, name(managed)],
      [`${root}/shop/__init__.py`, ''],
      [`${root}/shop/asgi.py`, application('asgi')],
      [`${root}/shop/wsgi.py`, application('wsgi')],
      ...Object.entries(settings).map(([path, text]) => [`${root}/shop/${path}`, text] as const),
    ]),
    named: undefined,
  };
}
