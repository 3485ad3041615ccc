import { parseNumber } from './number.ts';

/** @returns the four bytes that `ngx_inet_addr` (src/core/ngx_inet.c) reads as one number; undefined where it is no IPv4 address. */
export function parseIpv4(text: string): number | undefined {
  let address = 0;
  let octet = 0;
  let dots = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 48 && code <= 57) {
      octet = octet * 10 + code - 48;
      if (octet > 255) {
        return undefined;
      }
    } else if (code === 46) {
      address = address * 256 + octet;
      octet = 0;
      dots++;
    } else {
      return undefined;
    }
  }
  const whole = address * 256 + octet;
  // 255.255.255.255 is INADDR_NONE, which Nginx takes for an error.
  return dots === 3 && whole !== 0xffffffff ? whole : undefined;
}

/** @returns the 16 bytes that `ngx_inet6_addr` reads; undefined where it is no IPv6 address. */
export function parseIpv6(text: string): readonly number[] | undefined {
  if (text === '') {
    return undefined;
  }
  const bytes: number[] = [];
  let at = text[0] === ':' ? 1 : 0;
  let zero = -1;
  let groupStart = -1;
  let nibbles = 0;
  let word = 0;
  let left = 8;
  for (; at < text.length; at++) {
    const character = text[at] as string;
    if (character === ':') {
      if (nibbles > 0) {
        groupStart = at + 1;
        bytes.push(word >> 8, word & 0xff);
        left--;
        if (left > 0) {
          nibbles = 0;
          word = 0;
          continue;
        }
      } else if (zero < 0) {
        groupStart = at + 1;
        zero = bytes.length;
        continue;
      }
      return undefined;
    }
    if (character === '.' && nibbles > 0) {
      const tail = groupStart < 0 || left < 2 ? undefined : parseIpv4(text.slice(groupStart));
      if (tail === undefined) {
        return undefined;
      }
      bytes.push((tail >>> 24) & 0xff, (tail >>> 16) & 0xff);
      word = tail & 0xffff;
      left--;
      break;
    }
    nibbles++;
    const digit = Number.parseInt(character, 16);
    if (nibbles > 4 || Number.isNaN(digit)) {
      return undefined;
    }
    word = word * 16 + digit;
  }
  if (nibbles === 0 && zero < 0) {
    return undefined;
  }
  bytes.push(word >> 8, word & 0xff);
  left--;
  if (left > 0) {
    if (zero < 0) {
      return undefined;
    }
    bytes.splice(zero, 0, ...new Array<number>(left * 2).fill(0));
    return bytes;
  }
  return zero < 0 ? bytes : undefined;
}

/** A network in CIDR notation. */
export interface Network {
  readonly family: 4 | 6;
  readonly bytes: readonly number[];
  readonly prefix: number;
  /** Whether bits behind the prefix were set: Nginx warns of them. */
  readonly lowBits: boolean;
}

function ipv4Bytes(address: number): number[] {
  return [(address >>> 24) & 0xff, (address >>> 16) & 0xff, (address >>> 8) & 0xff, address & 0xff];
}

/** @returns the network that `ngx_ptocidr` reads; undefined where it answers `NGX_ERROR`. */
export function parseNetwork(text: string): Network | undefined {
  const slash = text.indexOf('/');
  const address = slash < 0 ? text : text.slice(0, slash);
  const four = parseIpv4(address);
  const bytes = four !== undefined ? ipv4Bytes(four) : parseIpv6(address);
  if (bytes === undefined) {
    return undefined;
  }
  const family = four !== undefined ? 4 : 6;
  const longest = family === 4 ? 32 : 128;
  const prefix = slash < 0 ? longest : parseNumber(text.slice(slash + 1));
  if (prefix === undefined || prefix > longest) {
    return undefined;
  }
  let lowBits = false;
  const masked = bytes.map((byte, index) => {
    const bits = Math.max(0, Math.min(8, prefix - index * 8));
    const kept = byte & (0xff << (8 - bits)) & 0xff;
    lowBits ||= kept !== byte;
    return kept;
  });
  return { family, bytes: masked, prefix, lowBits };
}

/** @returns whether `address` lies in `network` (`ngx_cidr_match`). */
export function isInNetwork(address: Network, network: Network): boolean {
  return (
    address.family === network.family &&
    network.bytes.every((byte, index) => {
      const bits = Math.max(0, Math.min(8, network.prefix - index * 8));
      return ((byte ^ (address.bytes[index] as number)) & (0xff << (8 - bits)) & 0xff) === 0;
    })
  );
}

/** @returns the IPv6 address as `ngx_inet6_ntop` writes it: the first longest run of zero groups shortened, lower case. */
export function writeIpv6(bytes: readonly number[]): string {
  const groups = Array.from({ length: 8 }, (_, i) => (bytes[i * 2] as number) * 256 + (bytes[i * 2 + 1] as number));
  let best = -1;
  let bestLength = 1;
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (groups[start + length] === 0) {
      length++;
    }
    if (length > bestLength) {
      best = start;
      bestLength = length;
    }
  }
  const text = (from: number, to: number) =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':');
  return best < 0 ? text(0, 8) : `${text(0, best)}::${text(best + bestLength, 8)}`;
}

/** @returns an IPv4 address of one number in its dotted form. */
export function writeIpv4(address: number): string {
  return ipv4Bytes(address).join('.');
}
