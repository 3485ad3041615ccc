import type { Word } from '../../../../syntax/nginx/tree.ts';
import type { Statement } from '../../configuration.ts';
import type { FindingKind } from '../finding.ts';
import type { Run } from '../run.ts';
import type { Scope, ServerScope, Setting } from '../scope.ts';
import type { Machine, PemBlock } from './machine.ts';
import { describeError, errorText, type FileError, fullName, openError } from './paths.ts';

/** A file that a directive names. */
interface NamedFile {
  readonly path: string;
  readonly statement: Statement;
  readonly word: Word | undefined;
}

const CERTIFICATES = /^(?:X509 |TRUSTED )?CERTIFICATE$/;
const CERTIFICATES_OR_LISTS = /^(?:(?:X509 |TRUSTED )?CERTIFICATE|X509 CRL)$/;
const KEYS = /PRIVATE KEY$/;
const PARAMETERS = /^(?:X9\.42 )?DH PARAMETERS$/;

/** What OpenSSL says of a file that has no block of the kind that is wanted; its words are those of OpenSSL 3. */
const NO_CERTIFICATE = '(SSL: error:0480006C:PEM routines::no start line:Expecting: TRUSTED CERTIFICATE)';
const NO_KEY = '(SSL: error:1E08010C:DECODER routines::unsupported:No supported data to decode. Input type: PEM)';
const NO_PARAMETERS = '(SSL: error:0480006C:PEM routines::no start line:Expecting: DH PARAMETERS)';
const NEITHER = '(SSL: error:05800088:x509 certificate routines::no certificate or crl found)';
const OTHER_KEY = '(SSL: error:05800074:x509 certificate routines::key values mismatch)';

/** What OpenSSL 3 says of a file that it can't open. */
function cannotOpen(path: string, error: FileError, more = ''): string {
  const { number, text } = describeError(error);
  const reason =
    error === 'ENOENT' ? 'error:10000080:BIO routines::no such file' : 'error:10080002:BIO routines::system lib';
  const code = number.toString(16).toUpperCase().padStart(2, '0');
  return `(SSL: error:800000${code}:system library::${text}:calling fopen(${path}, r) ${reason}${more})`;
}

/**
 * Loads the files of TLS as Nginx does when it merges, and says where one is absent or isn't what it should be. Its messages carry no line.
 * From src/event/ngx_event_openssl.c.
 */
export class CertificateFiles {
  readonly #run: Run;
  readonly #machine: Machine;

  constructor(run: Run, machine: Machine) {
    this.#run = run;
    this.#machine = machine;
  }

  /**
   * `ngx_ssl_certificate` of each certificate with its key, in pairs as they stand.
   * @param passwords the `*_ssl_password_file` in force.
   */
  pairs(certificates: readonly Setting[], keys: readonly Setting[], passwords: Setting | undefined): void {
    for (const [index, setting] of certificates.entries()) {
      const certificate = this.#file(setting);
      const keySetting = keys[index];
      const key = keySetting === undefined ? undefined : this.#file(keySetting);
      if (certificate === undefined || !this.#loadsCertificate(certificate)) {
        continue;
      }
      if (key !== undefined && this.#loadsKey(key)) {
        this.#matches(certificate, key, passwords);
      }
    }
  }

  /** `ngx_ssl_trusted_certificate` and `ngx_ssl_client_certificate`. */
  authorities(setting: Setting | undefined): void {
    this.#loads(setting, 'SSL_CTX_load_verify_locations', CERTIFICATES_OR_LISTS, NEITHER);
  }

  /** `ngx_ssl_crl`. */
  revoked(setting: Setting | undefined): void {
    this.#loads(setting, 'X509_LOOKUP_load_file', CERTIFICATES_OR_LISTS, NEITHER);
  }

  /** `ngx_ssl_dhparam`. */
  parameters(setting: Setting | undefined): void {
    const file = setting && this.#file(setting);
    if (file === undefined) {
      return;
    }
    const error = openError(this.#machine, file.path);
    if (error !== undefined) {
      this.#refuse(file, `BIO_new_file("${file.path}") failed ${cannotOpen(file.path, error)}`, 'file');
    } else if (this.#has(file, PARAMETERS) === false) {
      this.#refuse(file, `PEM_read_bio_DHparams("${file.path}") failed ${NO_PARAMETERS}`, 'certificate');
    }
  }

  /** `ngx_ssl_session_ticket_keys`: the one of these that tells a line, that of the `}` around the servers. */
  tickets(settings: readonly Setting[], line: number | undefined): void {
    for (const file of settings.flatMap((setting) => this.#file(setting) ?? [])) {
      const error = openError(this.#machine, file.path);
      const size = this.#machine.size(file.path);
      if (error !== undefined) {
        this.#refuse(file, `open() "${file.path}" failed ${errorText(error)}`, 'file', line);
      } else if (size !== undefined && size !== 48 && size !== 80) {
        this.#refuse(file, `"${file.path}" must be 48 or 80 bytes`, 'certificate', line);
      }
    }
  }

  #loads(setting: Setting | undefined, what: string, labels: RegExp, without: string): void {
    const file = setting && this.#file(setting);
    if (file === undefined) {
      return;
    }
    const error = openError(this.#machine, file.path);
    if (error !== undefined) {
      const more = ' error:05880002:x509 certificate routines::system lib';
      this.#refuse(file, `${what}("${file.path}") failed ${cannotOpen(file.path, error, more)}`, 'file');
    } else if (this.#has(file, labels) === false) {
      this.#refuse(file, `${what}("${file.path}") failed ${without}`, 'certificate');
    }
  }

  /** `ngx_ssl_load_certificate`. @returns whether the first certificate could be read. */
  #loadsCertificate(file: NamedFile): boolean {
    const cannot = `cannot load certificate "${file.path}":`;
    const error = openError(this.#machine, file.path);
    if (error !== undefined) {
      this.#refuse(file, `${cannot} BIO_new_file() failed ${cannotOpen(file.path, error)}`, 'file');
      return false;
    }
    const blocks = this.#blocks(file)?.filter(({ label }) => CERTIFICATES.test(label));
    if (blocks === undefined) {
      return false;
    }
    const [first, ...chain] = blocks;
    if (first?.readable !== true) {
      if (first === undefined || first.readable === false) {
        const failed = `${cannot} PEM_read_bio_X509_AUX() failed${first === undefined ? ` ${NO_CERTIFICATE}` : ''}`;
        this.#refuse(file, failed, 'certificate');
      }
      return false;
    }
    if (chain.some(({ readable }) => readable === false)) {
      this.#refuse(file, `${cannot} PEM_read_bio_X509() failed`, 'certificate');
      return false;
    }
    return true;
  }

  /** `ngx_ssl_load_certificate_key`. */
  #loadsKey(file: NamedFile): boolean {
    const cannot = `cannot load certificate key "${file.path}":`;
    const error = openError(this.#machine, file.path);
    if (error !== undefined) {
      this.#refuse(file, `${cannot} BIO_new_file() failed ${cannotOpen(file.path, error)}`, 'file');
      return false;
    }
    const key = this.#blocks(file)?.find(({ label }) => KEYS.test(label));
    if (key === undefined && this.#blocks(file) !== undefined) {
      this.#refuse(file, `${cannot} PEM_read_bio_PrivateKey() failed ${NO_KEY}`, 'certificate');
    } else if (key?.readable === false) {
      this.#refuse(file, `${cannot} PEM_read_bio_PrivateKey() failed`, 'certificate');
    }
    return key !== undefined && key.readable !== false;
  }

  #matches(certificate: NamedFile, key: NamedFile, passwords: Setting | undefined): void {
    const opener = passwords && this.#file(passwords);
    const fit = this.#machine.keyFit(certificate.path, key.path, opener?.path);
    if (fit === 'locked') {
      this.#refuse(key, `cannot load certificate key "${key.path}": PEM_read_bio_PrivateKey() failed`, 'certificate');
    } else if (fit === 'other certificate') {
      this.#refuse(key, `SSL_CTX_use_PrivateKey("${key.path}") failed ${OTHER_KEY}`, 'certificate');
    }
  }

  /** The file that a setting names; undefined where it holds variables, names no file or counts from an unknown folder. */
  #file({ statement, values }: Setting): NamedFile | undefined {
    const [name = ''] = values;
    if (name === '' || name.includes('$') || /^(?:data|engine|store):/.test(name)) {
      return undefined;
    }
    const path = fullName(this.#run, name, 'configuration');
    return path === undefined ? undefined : { path, statement, word: statement.directive.args[0] };
  }

  #blocks({ path }: NamedFile): readonly PemBlock[] | undefined {
    return this.#machine.at(path) === 'folder' ? [] : this.#machine.pem(path);
  }

  #has(file: NamedFile, labels: RegExp): boolean | undefined {
    return this.#blocks(file)?.some(({ label }) => labels.test(label));
  }

  #refuse({ statement, word }: NamedFile, message: string, kind: FindingKind, line?: number): void {
    this.#run.emitAt(kind, message, statement, word, { line });
  }
}

/**
 * The files of a server that speaks TLS, in the order of `ngx_http_ssl_merge_srv_conf` and its twins of stream and mail.
 * @param line where the block ends in which Nginx is by then.
 */
export function checkServerFiles(run: Run, server: ServerScope, line: number | undefined): void {
  if (run.machine === undefined) {
    return;
  }
  const files = new CertificateFiles(run, run.machine);
  files.pairs(
    server.list('ssl_certificate'),
    server.list('ssl_certificate_key'),
    server.inherited('ssl_password_file'),
  );
  if ((server.inherited('ssl_verify_client')?.values[0]?.toLowerCase() ?? 'off') !== 'off') {
    files.authorities(server.inherited('ssl_client_certificate'));
  }
  files.authorities(server.inherited('ssl_trusted_certificate'));
  files.revoked(server.inherited('ssl_crl'));
  files.parameters(server.inherited('ssl_dhparam'));
  files.tickets(server.list('ssl_session_ticket_key'), line);
}

/** The files that a location or a stream server needs to speak TLS to its upstream (`ngx_http_proxy_set_ssl` and its kin). */
export function checkUpstreamFiles(run: Run, scope: Scope, protocol: string): void {
  if (run.machine === undefined) {
    return;
  }
  const files = new CertificateFiles(run, run.machine);
  const setting = (name: string): Setting | undefined => scope.inherited(`${protocol}_ssl_${name}`);
  const [certificate, key] = [setting('certificate'), setting('certificate_key')];
  if (certificate !== undefined && key !== undefined) {
    files.pairs([certificate], [key], setting('password_file'));
  }
  if (setting('verify')?.values[0]?.toLowerCase() === 'on') {
    files.authorities(setting('trusted_certificate'));
    files.revoked(setting('crl'));
  }
}
