import { readName } from '../dialects/django/celery-settings.ts';
import { type Answers, storageModule } from './answers/answers.ts';
import {
  baseBlock,
  celeryBlock,
  cookieNameBlock,
  httpsBlock,
  logBlock,
  mediaBlock,
  sessionBlock,
  staticStorage,
  storageName,
  viteBlock,
  whiteNoiseMiddleware,
} from './blocks/django.ts';
import { places } from './places.ts';

function heading({ site, settings }: Pick<Answers, 'site' | 'settings'>): string {
  return `"""Settings of ${site} in production: what ${settings} says, and what differs on the server."""`;
}

/** @returns the dotted name of the settings that a module builds on, where it is one that {@link settingsOverlay} gave, also where it was edited below its first line. */
export function overlaidSettings(text: string): string | undefined {
  const first = text.slice(0, text.search(/\r?\n|$/));
  const [, site, settings] = /^"""Settings of (\S+) in production: what (\S+) says,/.exec(first) ?? [];
  return site !== undefined && settings !== undefined && first === heading({ site, settings }) ? settings : undefined;
}

/** @returns the production settings of a site, as a module of Python on top of the project's own. */
export function settingsOverlay(answers: Answers): string {
  const at = places(answers);
  const base = answers.settings.slice(answers.settings.lastIndexOf('.') + 1);
  const namespace = answers.celeryNamespace === 'none' ? '' : answers.celeryNamespace;
  const origin = answers.settings.includes('.') ? `.${base}` : base;
  const storage = `${storageModule(answers.settings)}.${storageName}`;
  return [
    heading(answers),
    `import os\n\nfrom django.conf import global_settings\n\nfrom ${origin} import *`,
    baseBlock(answers.domains),
    sessionBlock(answers.site),
    httpsBlock(),
    ...(answers.cookiePrefix ? [cookieNameBlock()] : []),
    ...(answers.staticFiles ? ['STATIC_URL = "/static/"'] : [whiteNoiseMiddleware()]),
    `STATIC_ROOT = "${at.staticRoot}"`,
    staticStorage(storage, !answers.staticFiles),
    ...(answers.vite ? [viteBlock()] : []),
    ...(answers.media ? [mediaBlock(answers.mediaRoot)] : []),
    ...(answers.celery ? [celeryBlock(answers.site, (name) => readName(namespace, name))] : []),
    logBlock(answers.flower),
  ].join('\n\n');
}
