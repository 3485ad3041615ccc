import type { WorkspacePath } from '../../../../base/path.ts';

/** Why a path leads nowhere, by the name of the system's error. */
export type PathError = 'ENOENT' | 'ENOTDIR' | 'ELOOP';

/** What stands at a path, links followed; `unknown` where that can't be told from here. */
export type PathKind = 'file' | 'folder' | 'unknown' | PathError;

/** A block of a PEM file. */
export interface PemBlock {
  /** What stands behind `BEGIN`, such as `CERTIFICATE`. */
  readonly label: string;
  /** Whether OpenSSL reads it; undefined where that can't be told from here. */
  readonly readable: boolean | undefined;
}

/** How a private key and the certificate in front of it compare. */
export type KeyFit = 'fits' | 'other certificate' | 'locked' | 'unknown';

/**
 * The machine on which Nginx will read the configuration, or a copy of its files: what `nginx -t` asks beyond the text, as the user
 * root would be told. Every question is answered at once, from the disk or from what is known already.
 */
export interface Machine {
  /** The folder from which most relative names count (`--prefix`); undefined where it isn't known. */
  readonly prefix: string | undefined;
  /** @returns whether a main file or site file is one of this machine. */
  covers(path: WorkspacePath): boolean;
  /** @returns the machine's name of a path of the workspace; undefined where it has none. */
  pathOf(path: WorkspacePath): string | undefined;
  /** @returns what stands at an absolute path. */
  at(path: string): PathKind;
  /** @returns the names in a folder, those of links that lead nowhere too; undefined where they can't be told. */
  names(folder: string): readonly string[] | undefined;
  /** @returns the size of a file in bytes. */
  size(path: string): number | undefined;
  /** @returns the blocks of a PEM file; undefined where it can't be read. */
  pem(path: string): readonly PemBlock[] | undefined;
  /** @returns whether the first private key of a file belongs to the first certificate of another, opened by one of the passwords in a third. */
  keyFit(certificate: string, key: string, passwords: string | undefined): KeyFit;
  /** @returns whether a file is a shared library of some machine. */
  isLibrary(path: string): boolean | undefined;
  /**
   * @returns whether the Nginx of this machine or one of the libraries has a module whose mark is a word; undefined where that can't be told, as
   * where one of the libraries isn't known.
   */
  offers(mark: string, libraries: readonly (string | undefined)[]): boolean | undefined;
  hasUser(name: string): boolean | undefined;
  hasGroup(name: string): boolean | undefined;
  /** @returns whether a name of a host is found; undefined while that isn't known. */
  resolves(host: string): boolean | undefined;
  /** @returns whether a socket may be bound to an address: `10.0.0.1`, `[fd00::1]`. */
  hasAddress(address: string): boolean | undefined;
  /** @returns whether the machine speaks IPv6 at all. */
  readonly speaksIpv6: boolean | undefined;
}
