import { type Message, message } from '../../base/message.ts';
import type { Answers } from './answers.ts';

/** An answer that is a list of words. */
export type WordListKey = 'variables' | 'environment' | 'browserCode' | 'programs' | 'python' | 'groups';

const kinds: Readonly<Record<WordListKey, { readonly pattern: RegExp; readonly wanted: Message }>> = {
  variables: {
    pattern: /^[A-Za-z_]\w*$/,
    wanted: message('Write the names of environment variables, such as SECRET_KEY.'),
  },
  environment: {
    pattern: /^[A-Za-z_]\w*=[\w.:/@%?=+~-]+$/,
    wanted: message('Write lines for the environment file, such as REDIS_HOST=127.0.0.1.'),
  },
  browserCode: {
    pattern: /^(?:\.\.|(?:\.\.\/)?[\w@-][\w.@-]*(?:\/[\w@-][\w.@-]*)*)$/,
    wanted: message('Write folders seen from the project, such as frontend.'),
  },
  programs: {
    pattern: /^[a-z0-9][a-z0-9+.-]+$/,
    wanted: message('Write the names of Debian packages, such as libpq-dev.'),
  },
  python: { pattern: /^(?:>=|<)3\.[0-9]{1,2}$/, wanted: message('Write versions of Python as >=3.10 or <3.13.') },
  groups: {
    pattern: /^[A-Za-z0-9][\w.-]*$/,
    wanted: message('Write the names of groups of packages, such as production.'),
  },
};

/** @returns whether the answer is a list of words. */
export function isWordList(key: keyof Answers): key is WordListKey {
  return key in kinds;
}

/** @returns what is wrong with a list of words, which may come from a file that anyone wrote. */
export function checkWords(key: WordListKey, words: unknown): Message | undefined {
  const { pattern, wanted } = kinds[key];
  return Array.isArray(words) && words.every((word) => pattern.test(word)) ? undefined : wanted;
}
