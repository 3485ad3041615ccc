import { parseNumber, parseSize } from '../number.ts';
import { parseTime } from './values/time.ts';

/** What a `listen` of any family says of a socket option. */
export interface SocketParameter {
  /** How Nginx refuses it, or undefined. */
  readonly refusal: string | undefined;
}

interface Check {
  readonly prefix: string;
  accepts(value: string): boolean;
  refusal(word: string, value: string): string;
}

const CHECKS: readonly Check[] = [
  {
    prefix: 'fastopen=',
    accepts: (value) => parseNumber(value) !== undefined,
    refusal: (word) => `invalid fastopen "${word}"`,
  },
  { prefix: 'backlog=', accepts: (value) => !!parseNumber(value), refusal: (word) => `invalid backlog "${word}"` },
  {
    prefix: 'rcvbuf=',
    accepts: (value) => parseSize(value) !== undefined,
    refusal: (word) => `invalid rcvbuf "${word}"`,
  },
  {
    prefix: 'sndbuf=',
    accepts: (value) => parseSize(value) !== undefined,
    refusal: (word) => `invalid sndbuf "${word}"`,
  },
  {
    prefix: 'ipv6only=o',
    accepts: (value) => value === 'on' || value === 'off',
    refusal: (_, value) => `invalid ipv6only flags "${value}"`,
  },
  { prefix: 'so_keepalive=', accepts: isKeepalive, refusal: (_, value) => `invalid so_keepalive value: "${value}"` },
];

const BARE = new Set(['bind', 'deferred', 'reuseport']);

function isKeepalive(value: string): boolean {
  if (value === 'on' || value === 'off') {
    return true;
  }
  const [idle = '', interval = '', ...rest] = value.split(':');
  const count = rest.join(':');
  const numbers = [
    idle === '' ? 0 : parseTime(idle, 's'),
    interval === '' ? 0 : parseTime(interval, 's'),
    count === '' ? 0 : parseNumber(count),
  ];
  return numbers.every((number) => number !== undefined) && numbers.some((number) => number !== 0);
}

/** @returns what is said of a word that is a socket option; undefined where it is none. */
export function socketParameter(word: string): SocketParameter | undefined {
  if (BARE.has(word)) {
    return { refusal: undefined };
  }
  const check = CHECKS.find(({ prefix }) => word.startsWith(prefix));
  if (check === undefined) {
    return undefined;
  }
  const value = word.slice(word.indexOf('=') + 1);
  return { refusal: check.accepts(value) ? undefined : check.refusal(word, value) };
}
