import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { KeyFit, PemBlock } from '../../dialects/nginx/test/machine/machine.ts';

/** Larger files hold no certificates that anyone waits for. In bytes. */
const LARGEST_FILE = 4_000_000;

interface Block extends PemBlock {
  readonly text: string;
}

/** What was read of files, each with the state of the file then: an editor asks at every key. */
const known = new Map<string, { readonly state: string; readonly text: string; readonly blocks: readonly Block[] }>();
const MOST_KNOWN = 1000;

function read(path: string): { readonly text: string; readonly blocks: readonly Block[] } | undefined {
  try {
    const { mtimeMs, ctimeMs, size, ino } = statSync(path);
    if (size > LARGEST_FILE) {
      return undefined;
    }
    const state = `${mtimeMs} ${ctimeMs} ${size} ${ino}`;
    let one = known.get(path);
    if (one?.state !== state) {
      const text = readFileSync(path, 'latin1');
      one = { state, text, blocks: blocksOf(text) };
      if (known.size >= MOST_KNOWN) {
        known.clear();
      }
      known.set(path, one);
    }
    return one;
  } catch {
    return undefined;
  }
}

/** @returns the blocks of a PEM file in its order, as `PEM_read_bio` of OpenSSL finds them; undefined where the file can't be read. */
export function pemBlocks(path: string): readonly PemBlock[] | undefined {
  return read(path)?.blocks;
}

/** @returns the size of a file in bytes; undefined where that can't be told. */
export function fileSize(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.size;
}

function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  for (const begin of text.matchAll(/^-----BEGIN ([^\n]*?)-----[ \t\r]*$/gm)) {
    const label = begin[1] ?? '';
    const rest = text.slice(begin.index);
    const end = rest.search(/^-----END /m);
    const closed = end >= 0 && rest.startsWith(`-----END ${label}-----`, end);
    const block = closed ? `${rest.slice(0, end)}-----END ${label}-----\n` : rest;
    blocks.push({ label, text: block, readable: closed ? isReadable(label, block) : false });
  }
  return blocks;
}

function isReadable(label: string, block: string): boolean | undefined {
  if (!hasWholeSequence(block)) {
    return false;
  }
  if (label === 'CERTIFICATE' || label === 'X509 CERTIFICATE') {
    return certificateOf(block) !== undefined;
  }
  return undefined;
}

/** Whether the block is good base64 and holds one whole SEQUENCE of DER, as each certificate and key does; an encrypted one is taken as it is. */
function hasWholeSequence(block: string): boolean {
  const lines = block.split('\n').slice(1, -2);
  if (lines.some((line) => line.includes(':'))) {
    return true;
  }
  const body = lines.map((line) => line.trim()).join('');
  if (body === '' || body.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(body)) {
    return false;
  }
  const bytes = Buffer.from(body, 'base64');
  const first = bytes[1] ?? 0;
  const sized = first < 0x80 ? 0 : first & 0x7f;
  if (bytes[0] !== 0x30 || sized > 4) {
    return false;
  }
  const length = sized === 0 ? first : bytes.subarray(2, 2 + sized).reduce((sum, byte) => sum * 256 + byte, 0);
  // A certificate that is marked as trusted has more behind it.
  return 2 + sized + length <= bytes.length;
}

function certificateOf(block: string): X509Certificate | undefined {
  try {
    return new X509Certificate(block.replaceAll('X509 CERTIFICATE', 'CERTIFICATE'));
  } catch {
    return undefined;
  }
}

/**
 * Whether the first private key of a file belongs to the first certificate of another, as `SSL_CTX_use_PrivateKey` asks: a key of another kind
 * than the certificate's is let pass.
 * @param passwords a file with a password on each line, which are tried in order.
 */
export function keyFit(certificatePath: string, keyPath: string, passwords: string | undefined): KeyFit {
  const certificate = read(certificatePath)?.blocks.find(({ label }) => /CERTIFICATE$/.test(label));
  const key = read(keyPath)?.blocks.find(({ label }) => /PRIVATE KEY$/.test(label));
  const parsed = certificate && certificateOf(certificate.text);
  if (parsed === undefined || key === undefined) {
    return 'unknown';
  }
  const opened = isLocked(key) ? unlock(key.text, passwords) : openKey(key.text, undefined);
  if (typeof opened !== 'object') {
    return opened ?? 'unknown';
  }
  try {
    return opened.asymmetricKeyType !== parsed.publicKey.asymmetricKeyType || parsed.checkPrivateKey(opened)
      ? 'fits'
      : 'other certificate';
  } catch {
    return 'unknown';
  }
}

function isLocked({ label, text }: Block): boolean {
  return label === 'ENCRYPTED PRIVATE KEY' || /^Proc-Type:.*ENCRYPTED/m.test(text);
}

/** The key; `locked` where none of the passwords opens it. Without passwords Nginx asks at the terminal, so nothing is said. */
function unlock(key: string, passwords: string | undefined): KeyObject | 'locked' | undefined {
  const tried = passwords === undefined ? undefined : read(passwords)?.text;
  if (tried === undefined) {
    return undefined;
  }
  let wrong = 0;
  const words = tried.replace(/\n$/, '').split('\n');
  for (const word of words) {
    const opened = openKey(key, word.replace(/\r$/, ''));
    if (typeof opened === 'object') {
      return opened;
    }
    wrong += Number(opened === 'locked');
  }
  return wrong === words.length ? 'locked' : undefined;
}

function openKey(key: string, passphrase: string | undefined): KeyObject | 'locked' | undefined {
  try {
    return createPrivateKey({ key, format: 'pem', ...(passphrase === undefined ? {} : { passphrase }) });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return /BAD_DECRYPT/.test(code) ? 'locked' : undefined;
  }
}
