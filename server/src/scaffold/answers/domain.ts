/** Bootstring parameters of Punycode (RFC 3492, section 5). */
const base = 36;
const tMin = 1;
const tMax = 26;
const skew = 38;
const damp = 700;
const initialBias = 72;
const initialCode = 128;
const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';

function adapt(delta: number, points: number, first: boolean): number {
  let rest = first ? Math.floor(delta / damp) : delta >> 1;
  rest += Math.floor(rest / points);
  let steps = 0;
  while (rest > ((base - tMin) * tMax) >> 1) {
    rest = Math.floor(rest / (base - tMin));
    steps += base;
  }
  return steps + Math.floor(((base - tMin + 1) * rest) / (rest + skew));
}

function digit(value: number): string {
  return alphabet.charAt(value);
}

/** @returns `label` in Punycode (RFC 3492, section 6.3), without the `xn--` in front. */
function punycode(label: string): string {
  const points = [...label].map((character) => character.codePointAt(0) as number);
  const basic = points.filter((point) => point < initialCode);
  let output = basic.map((point) => String.fromCodePoint(point)).join('');
  let handled = basic.length;
  if (handled > 0) {
    output += '-';
  }
  let code = initialCode;
  let delta = 0;
  let bias = initialBias;
  let first = true;
  while (handled < points.length) {
    const next = Math.min(...points.filter((point) => point >= code));
    delta += (next - code) * (handled + 1);
    code = next;
    for (const point of points) {
      if (point < code) {
        delta++;
      } else if (point === code) {
        let rest = delta;
        for (let k = base; ; k += base) {
          const threshold = Math.min(Math.max(k - bias, tMin), tMax);
          if (rest < threshold) {
            break;
          }
          output += digit(threshold + ((rest - threshold) % (base - threshold)));
          rest = Math.floor((rest - threshold) / (base - threshold));
        }
        output += digit(rest);
        bias = adapt(delta, handled + 1, first);
        first = false;
        delta = 0;
        handled++;
      }
    }
    delta++;
    code++;
  }
  return output;
}

/**
 * @param domain a domain name as a person writes it, such as `Shop.Example.com` or `쇼핑몰.한국`.
 * @returns the name as it goes over the wire: lower case, other scripts than ASCII as `xn--…` (RFC 5891, with the
 * compatibility mapping NFKC in place of the whole of UTS 46), and without the dot at its end that stands for the root. It isn't
 * checked; see {@link isDomain}.
 */
export function asciiDomain(domain: string): string {
  return domain
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('。', '.')
    .replace(/\.$/, '')
    .split('.')
    .map((label) => ([...label].some((character) => character > '\u007f') ? `xn--${punycode(label)}` : label))
    .join('.');
}

/** @returns the text that a Punycode `label` stands for (RFC 3492, section 6.2), without `xn--`; undefined where it is none. */
function fromPunycode(label: string): string | undefined {
  const cut = label.lastIndexOf('-');
  const points = [...label.slice(0, Math.max(cut, 0))].map((character) => character.codePointAt(0) as number);
  let code = initialCode;
  let bias = initialBias;
  let place = 0;
  let at = cut + 1;
  while (at < label.length) {
    const before = place;
    let weight = 1;
    for (let k = base; ; k += base) {
      const value = alphabet.indexOf(label[at++] ?? ' ');
      if (value < 0) {
        return undefined;
      }
      place += value * weight;
      const threshold = Math.min(Math.max(k - bias, tMin), tMax);
      if (value < threshold) {
        break;
      }
      weight *= base - threshold;
    }
    const length = points.length + 1;
    bias = adapt(place - before, length, before === 0);
    code += Math.floor(place / length);
    place %= length;
    if (code > 0x10ffff) {
      return undefined;
    }
    points.splice(place++, 0, code);
  }
  return points.length === 0 ? undefined : String.fromCodePoint(...points);
}

/** @returns whether a label without its `xn--` is what some text becomes. */
function isPunycode(label: string): boolean {
  const text = fromPunycode(label);
  return text !== undefined && punycode(text) === label;
}

/** @returns an ASCII domain as people read it: `xn--…` labels in their own script. */
export function readableDomain(domain: string): string {
  return domain
    .split('.')
    .map((label) => (label.startsWith('xn--') ? (fromPunycode(label.slice(4)) ?? label) : label))
    .join('.');
}

/**
 * @returns whether `name`, in ASCII, is a host name that a certificate can be had for: two labels or more of letters,
 * digits and inner hyphens, 63 characters each and 253 together at most (RFC 1123, section 2.1), no IPv4 address, and each
 * `xn--…` the Punycode of some text.
 */
export function isDomain(name: string): boolean {
  const labels = name.split('.');
  return (
    name.length <= 253 &&
    labels.length >= 2 &&
    labels.every((label) => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label)) &&
    !/^[0-9]+$/.test(labels.at(-1) as string) &&
    labels.every((label) => !label.startsWith('xn--') || isPunycode(label.slice(4)))
  );
}
