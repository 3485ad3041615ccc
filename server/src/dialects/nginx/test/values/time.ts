const LARGEST = 9223372036854775807n;

/** The units in their order, with how many seconds each is; a unit may only follow longer ones. */
const STEPS = { y: 1, M: 2, w: 3, d: 4, h: 5, m: 6, s: 7, ms: 8, ' ': 9 } as const;
const SECONDS = { y: 31536000n, M: 2592000n, w: 604800n, d: 86400n, h: 3600n, m: 60n, s: 1n, ms: 1n, ' ': 1n } as const;

type Unit = keyof typeof STEPS;

function unitAt(text: string, at: number): Unit | undefined {
  const character = text[at] as string;
  if (character === 'm' && text[at + 1] === 's') {
    return 'ms';
  }
  return Object.hasOwn(STEPS, character) ? (character as Unit) : undefined;
}

/** Whether `ngx_parse_time` lets `unit` follow a unit at `step`. */
function mayFollow(unit: Unit, step: number, inSeconds: boolean): boolean {
  switch (unit) {
    case 'y':
      return step === 0;
    case 'ms':
      return !inSeconds && step < STEPS.ms;
    case ' ':
      return step < STEPS.s;
    default:
      return step < STEPS[unit];
  }
}

/**
 * Reads a span of time as `ngx_parse_time` (src/core/ngx_parse.c) does: numbers with falling units, a bare number counts as seconds.
 * @param unit `s`: years to seconds, the answer in seconds; `ms`: weeks to milliseconds, the answer in milliseconds.
 * @returns undefined where Nginx answers `NGX_ERROR`.
 */
export function parseTime(text: string, unit: 's' | 'ms'): number | undefined {
  const inSeconds = unit === 's';
  const factor = inSeconds ? 1n : 1000n;
  let step: number = inSeconds ? 0 : STEPS.M;
  let total = 0n;
  let digits = '';
  let valid = false;
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) {
      digits += text[at];
      valid = true;
      at++;
      continue;
    }
    const found = unitAt(text, at);
    if (found === undefined || !mayFollow(found, step, inSeconds)) {
      return undefined;
    }
    at += found === 'ms' ? 2 : 1;
    step = STEPS[found];
    total += BigInt(digits === '' ? 0 : digits) * SECONDS[found] * (found === 'ms' ? 1n : factor);
    digits = '';
    while (text[at] === ' ') {
      at++;
    }
  }
  if (!valid) {
    return undefined;
  }
  total += BigInt(digits === '' ? 0 : digits) * factor;
  return total > LARGEST ? undefined : Number(total);
}
