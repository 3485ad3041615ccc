import { parseNumber, parseSize } from '../../number.ts';
import type { Call } from '../call.ts';
import { otherName } from '../spellings.ts';

/** What Nginx asks of a value once it could be read (`ngx_conf_post_t`). Each notes a refusal and answers false. */
type Post = (call: Call, value: number) => boolean;

const KILO = 1024;

const poolSize: Post = (call, value) => {
  if (value < 112) {
    call.refuse('the pool size must be no less than 112', 0);
    return false;
  }
  if (value % 16 !== 0) {
    call.refuse('the pool size must be a multiple of 16', 0);
    return false;
  }
  return true;
};

const oneOf =
  (sizes: readonly number[], text: string): Post =>
  (call, value) => {
    if (!sizes.includes(value)) {
      call.fail(text, 0);
      return false;
    }
    return true;
  };

const powers = (count: number): number[] => Array.from({ length: count }, (_, index) => (KILO / 2) * 2 ** index);

/** `ngx_conf_deprecated` (src/core/ngx_conf_file.c). */
const deprecated: Post = (call) => {
  const message = `the "${call.name}" directive is deprecated, use the "${call.fact.deprecated?.replacement}" directive instead`;
  call.warn(message, undefined, 'value', { fixes: otherName(call.statement, call.fact) });
  return true;
};

const POSTS: Readonly<Record<string, Post>> = {
  connection_pool_size: poolSize,
  request_pool_size: poolSize,
  http2_pool_size: poolSize,
  proxy_downstream_buffer: deprecated,
  proxy_upstream_buffer: deprecated,
  gzip_window: oneOf(powers(7), 'must be 512, 1k, 2k, 4k, 8k, 16k, or 32k'),
  gzip_hash: oneOf(powers(9), 'must be 512, 1k, 2k, 4k, 8k, 16k, 32k, 64k, or 128k'),
  http2_chunk_size: (call, value) => {
    if (value === 0) {
      call.refuse('the http2 chunk size cannot be zero', 0);
    }
    return value !== 0;
  },
  http2_streams_index_size: (call, value) => {
    const power = value > 0 && Number.isInteger(Math.log2(value));
    if (!power) {
      call.fail('must be a power of two', 0);
    }
    return power;
  },
};

/** @returns whether a directive's value, which could be read, is accepted. */
export function checkPost(call: Call): boolean {
  const post = Object.hasOwn(POSTS, call.name) ? POSTS[call.name] : undefined;
  const value = call.fact.type === 'num' ? parseNumber(call.value(0)) : parseSize(call.value(0));
  return post === undefined || value === undefined || post(call, value);
}
