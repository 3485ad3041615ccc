import { existsSync, readFileSync } from 'node:fs';

/** The addresses of this machine, as the kernel of Linux lists them, also those of interfaces that are down. */
export interface Addresses {
  /** @returns whether a socket may be bound to an address such as `10.0.0.1` or `[fd00::1]`; undefined where that can't be told. */
  has(address: string): boolean | undefined;
  readonly speaksIpv6: boolean | undefined;
}

/** @returns the addresses of this machine as they are now; on other systems than Linux nothing is known. */
export function addressesHere(): Addresses {
  const four = once(() => (isOn('/proc/sys/net/ipv4/ip_nonlocal_bind') ? undefined : ipv4Addresses()));
  const six = once(() => (isOn('/proc/sys/net/ipv6/ip_nonlocal_bind') ? undefined : ipv6Addresses()));
  return {
    has: (address) =>
      address.startsWith('[')
        ? six()?.has(writeBytes(address.slice(1, -1)) ?? '')
        : address.startsWith('127.')
          ? true
          : four()?.has(address),
    get speaksIpv6() {
      return existsSync('/proc/net/dev') ? existsSync('/proc/net/if_inet6') : undefined;
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Whether sockets may be bound to addresses that the machine doesn't have. */
function isOn(path: string): boolean {
  return readText(path)?.trim() === '1';
}

/** The routes that end at this machine: in `fib_trie` an address stands on the line above `/32 host LOCAL`. */
function ipv4Addresses(): ReadonlySet<string> | undefined {
  const text = readText('/proc/net/fib_trie');
  return text === undefined
    ? undefined
    : new Set([...text.matchAll(/\|-- (\S+)\n\s+\/32 host LOCAL/g)].map(([, address]) => address ?? ''));
}

function ipv6Addresses(): ReadonlySet<string> | undefined {
  const lines = readText('/proc/net/if_inet6')?.split('\n');
  return lines && new Set(lines.map((line) => line.slice(0, 32)));
}

/** An IPv6 address as the kernel lists it: 32 hexadecimal digits. It comes as Nginx writes it, with `::` and small letters. */
function writeBytes(address: string): string | undefined {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  if (dotted !== null) {
    const [a = 0, b = 0, c = 0, d = 0] = dotted.slice(2).map(Number);
    return writeBytes(`${dotted[1]}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`);
  }
  const [head = '', tail] = address.split('::');
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const missing = 8 - groups(head).length - groups(tail ?? '').length;
  const all = [
    ...groups(head),
    ...Array.from({ length: tail === undefined ? 0 : missing }, () => '0'),
    ...groups(tail ?? ''),
  ];
  return all.length === 8 ? all.map((group) => group.padStart(4, '0')).join('') : undefined;
}
