/** A network address with its prefix, as one number; IPv4 counts 32 bits, IPv6 128. */
export interface Network {
  readonly bits: 32 | 128;
  readonly value: bigint;
  readonly prefix: number;
}

/**
 * @returns `text` (an address, or one with `/prefix`) as a network; undefined where it is none.
 * Source: `ngx_ptocidr` (src/core/ngx_inet.c).
 */
export function readNetwork(text: string): Network | undefined {
  const [address = '', length] = text.split('/');
  const four = readFour(address);
  const bits = four === undefined ? 128 : 32;
  const value = four ?? readSix(address);
  if (value === undefined || (length !== undefined && !/^\d{1,3}$/.test(length))) {
    return undefined;
  }
  const prefix = length === undefined ? bits : Number(length);
  return prefix > bits ? undefined : { bits, value, prefix };
}

function readFour(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) {
    return undefined;
  }
  return parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n);
}

function readSix(text: string): bigint | undefined {
  const halves = text.split('::');
  if (!text.includes(':') || halves.length > 2) {
    return undefined;
  }
  const groups = (half: string | undefined): string[] => (half === undefined || half === '' ? [] : half.split(':'));
  const left = groups(halves[0]);
  const right = groups(halves[1]);
  const missing = 8 - left.length - right.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) {
    return undefined;
  }
  const all = [...left, ...Array<string>(halves.length === 2 ? missing : 0).fill('0'), ...right];
  if (!all.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) {
    return undefined;
  }
  return all.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n);
}

/** @returns whether `address` lies in `network`. Source: `ngx_cidr_match` (src/core/ngx_inet.c). */
export function isInNetwork(address: Network, network: Network): boolean {
  if (address.bits !== network.bits) {
    return false;
  }
  const shift = BigInt(network.bits - network.prefix);
  return address.value >> shift === network.value >> shift;
}
