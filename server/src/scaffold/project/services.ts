import { type Assumption, absent, type Known } from '../../base/known.ts';
import type { Settings } from '../../dialects/django/settings.ts';
import { dictionaryItem, isSequence, type PythonValue } from '../../dialects/django/value.ts';

/** Settings that name what a site needs beside Django. */
const serviceSettings = ['DATABASES', 'CACHES', 'CHANNEL_LAYERS', 'CELERY_RESULT_BACKEND', 'REDIS_URL', 'REDIS_HOST'];

/** What settings tell of the services that they use. */
export interface Services {
  /** Variables that say where a service is, and are `None` where nothing sets them. */
  readonly variables: readonly string[];
  /** Lines `NAME=value` for variables whose default is the name of a container, by which a server finds nothing. */
  readonly environment: readonly string[];
  /** Debian's packages of the services that are to run on the server itself. */
  readonly programs: readonly string[];
}

interface Leaf {
  readonly value: PythonValue;
  readonly assumes: readonly Assumption[];
}

/** @returns the services that settings use. */
export function readServices(settings: Settings): Services {
  const leaves = serviceSettings.flatMap((name) => leavesOf(settings.own(name)));
  const assumed = leaves.flatMap(({ assumes }) => assumes);
  const needed = [
    ...configurationItems(settings, 'DATABASES', ['NAME', 'USER', 'PASSWORD', 'HOST']),
    ...configurationItems(settings, 'CACHES', ['LOCATION']),
  ].flatMap(leavesOf);
  const unset = needed.filter(({ value }) => value.type === 'none').flatMap(({ assumes }) => assumes);
  return {
    variables: [...new Set(unset.filter(({ fallback }) => fallback === 'None').map(({ variable }) => variable))],
    environment: [...new Set(assumed.flatMap(ownMachine))].sort(),
    programs: usesOwnRedis(settings) ? ['redis-server'] : [],
  };
}

/** @returns what the configurations of a setting, such as `DATABASES`, have under some keys, whatever they rest on. */
export function configurationItems(settings: Settings, name: string, keys: readonly string[]): Known<PythonValue>[] {
  const told = settings.own(name);
  const configurations = told.kind === 'known' && told.value.type === 'dictionary' ? told.value.entries : [];
  return configurations.flatMap(({ value: configuration }) => {
    const items = configuration.kind === 'known' ? configuration.value : undefined;
    return items?.type === 'dictionary' ? keys.map((key) => dictionaryItem(items, key) ?? absent) : [];
  });
}

function leavesOf(told: Known<PythonValue>): Leaf[] {
  if (told.kind !== 'known') {
    return [];
  }
  const { value, assumes } = told;
  const below =
    value.type === 'dictionary'
      ? value.entries.map((entry) => entry.value)
      : isSequence(value)
        ? value.items
        : undefined;
  return below === undefined
    ? [{ value, assumes }]
    : below.flatMap(leavesOf).map((leaf) => ({ ...leaf, assumes: [...assumes, ...leaf.assumes] }));
}

/** A host of one word is that of a container. */
const container = '[a-z][a-z0-9_-]*';
const address = new RegExp(`^([a-z][a-z0-9+]*://(?:[^@/]*@)?)(${container})(?=[:/?]|$)`);

/** @returns the line that has a variable name this machine where its default names a container. */
function ownMachine({ variable, fallback }: Assumption): string[] {
  const text = /^'(.*)'$/.exec(fallback)?.[1] ?? '';
  const isHost = /HOST|SERVER/.test(variable) && new RegExp(`^${container}$`).test(text);
  const value = isHost ? '127.0.0.1' : text.replace(address, '$1127.0.0.1');
  const host = isHost ? text : address.exec(text)?.[2];
  return host === undefined || host === 'localhost' ? [] : [`${variable}=${value}`];
}

/** @returns whether caches, channels or results are kept in a Redis of the machine itself. */
function usesOwnRedis(settings: Settings): boolean {
  const texts = (name: string): string[] =>
    leavesOf(settings.own(name)).flatMap(({ value }) => (value.type === 'string' ? [value.value] : []));
  const kept = ['CACHES', 'CHANNEL_LAYERS', 'CELERY_RESULT_BACKEND'].flatMap(texts);
  const isOwn = (host: string): boolean => host === '127.0.0.1' || new RegExp(`^${container}$`).test(host);
  const urls = kept.flatMap((text) => /^redis:\/\/(?:[^@/]*@)?([^:/?]+)/.exec(text)?.[1] ?? []);
  // channels_redis takes a pair of host and port too.
  const layers = texts('CHANNEL_LAYERS');
  const pairs = layers.some((text) => text.startsWith('channels_redis.'))
    ? layers.filter((text) => /^[\w-]+$|^127\./.test(text))
    : [];
  return [...urls, ...pairs].some(isOwn);
}
