/** `NGX_MAX_INT_T_VALUE` where integers have 64 bits. */
const LARGEST = 9223372036854775807n;

/** @returns the number that `ngx_atoi` (src/core/ngx_string.c) reads: digits only; undefined where it answers `NGX_ERROR`. */
export function parseNumber(text: string): number | undefined {
  return parseScaled(text, 1);
}

/**
 * @returns what `ngx_parse_size` (src/core/ngx_parse.c) reads, in bytes: digits with at most one `k` or `m`; undefined where it
 * answers `NGX_ERROR`. A number past 2^53 comes back rounded.
 */
export function parseSize(text: string): number | undefined {
  const scale = unitScale(text);
  return scale > 1024 * 1024 ? undefined : parseScaled(scale === 1 ? text : text.slice(0, -1), scale);
}

/** @returns what `ngx_parse_offset` reads, in bytes: as a size, and with `g`. */
export function parseOffset(text: string): number | undefined {
  const scale = unitScale(text);
  return parseScaled(scale === 1 ? text : text.slice(0, -1), scale);
}

/**
 * @returns the number times 10^`point` that `ngx_atofp` reads: digits with at most one dot and at most `point` digits behind it;
 * undefined where it answers `NGX_ERROR`.
 */
export function parseFixedPoint(text: string, point: number): number | undefined {
  const match = /^(\d*)(?:\.(\d*))?$/.exec(text);
  if (match === null || text === '') {
    return undefined;
  }
  const fraction = match[2] ?? '';
  // A dot without room for it counts as one digit too many: `ngx_atofp` looks at `point` before each byte.
  if (fraction.length > point) {
    return undefined;
  }
  return Number(`${match[1] ?? ''}${fraction.padEnd(point, '0')}`);
}

function unitScale(text: string): number {
  switch (text[text.length - 1]) {
    case 'k':
    case 'K':
      return 1024;
    case 'm':
    case 'M':
      return 1024 * 1024;
    case 'g':
    case 'G':
      return 1024 * 1024 * 1024;
    default:
      return 1;
  }
}

function parseScaled(digits: string, scale: number): number | undefined {
  if (!isDigits(digits)) {
    return undefined;
  }
  if (digits.length + (scale === 1 ? 0 : 10) >= 19 && BigInt(digits) > LARGEST / BigInt(scale)) {
    return undefined;
  }
  return Number(digits) * scale;
}

/** @returns whether `text` is one decimal digit or more and nothing else. */
export function isDigits(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 48 || code > 57) {
      return false;
    }
  }
  return text.length > 0;
}
