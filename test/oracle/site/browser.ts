import { type IncomingHttpHeaders, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Deployment } from './deployment.ts';
import type { Door } from './site-file.ts';

/** What a person sees who opens an address. */
export type Seen =
  | { readonly kind: 'page'; readonly origin: string; readonly body: string }
  | { readonly kind: 'status'; readonly status: number }
  /** Sent from one address to the next without an end. */
  | { readonly kind: 'loop' }
  /** Sent to an address at which nobody answers. */
  | { readonly kind: 'nowhere'; readonly target: string };

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A browser that knows the names of one site, and at which port of this machine each of its doors is. */
export class Browser {
  readonly #site: Deployment;
  readonly #portOf: (door: Door) => number;
  readonly #cookies = new Map<string, { readonly value: string; readonly secure: boolean }>();

  constructor(site: Deployment, portOf: (door: Door) => number) {
    this.#site = site;
    this.#portOf = portOf;
  }

  /** Opens an address and goes wherever it is sent. */
  async open(address: string): Promise<Seen> {
    const been = new Set<string>();
    let url = new URL(address);
    for (;;) {
      if (been.has(url.href) || been.size > 10) {
        return { kind: 'loop' };
      }
      been.add(url.href);
      const answer = await this.#ask(url, 'GET');
      if (answer === undefined) {
        return { kind: 'nowhere', target: url.href };
      }
      const { location } = answer.headers;
      if (location === undefined || answer.status < 300 || answer.status > 399) {
        return answer.status === 200
          ? { kind: 'page', origin: url.origin, body: answer.body }
          : { kind: 'status', status: answer.status };
      }
      url = this.#public(new URL(location, url));
    }
  }

  /** Opens the form of the site and sends it. @returns the status of the answer. */
  async submit(origin: string): Promise<number> {
    const form = await this.open(`${origin}/form/`);
    if (form.kind !== 'page') {
      return form.kind === 'status' ? form.status : 0;
    }
    const { token } = JSON.parse(form.body) as { token: string };
    const answer = await this.#ask(new URL(`${form.origin}/form/`), 'POST', `csrfmiddlewaretoken=${token}`, {
      Origin: form.origin,
      Referer: `${form.origin}/form/`,
      'Content-Type': 'application/x-www-form-urlencoded',
    });
    return answer?.status ?? 0;
  }

  #door(url: URL): Door | undefined {
    const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
    return this.#site.names.includes(url.hostname)
      ? this.#site.doors.find((door) => `${door.scheme}:` === url.protocol && door.port === port)
      : undefined;
  }

  /** Nginx names its own port where it writes addresses; on the server that is the door's. */
  #public(url: URL): URL {
    const door = this.#site.doors.find((one) => String(this.#portOf(one)) === url.port);
    if (door !== undefined) {
      url.port = String(door.port);
    }
    return url;
  }

  #ask(
    url: URL,
    method: string,
    body?: string,
    more: Readonly<Record<string, string>> = {},
  ): Promise<Answer | undefined> {
    const door = this.#door(url);
    if (door === undefined) {
      return Promise.resolve(undefined);
    }
    const secure = door.scheme === 'https';
    const cookies = [...this.#cookies].filter(([, cookie]) => secure || !cookie.secure);
    const headers = {
      Host: url.host,
      ...(cookies.length > 0 ? { Cookie: cookies.map(([name, { value }]) => `${name}=${value}`).join('; ') } : {}),
      ...(body === undefined ? {} : { 'Content-Length': String(body.length) }),
      ...more,
    };
    const options = { host: '127.0.0.1', port: this.#portOf(door), path: url.pathname, method, headers, agent: false };
    return new Promise((done, failed) => {
      const answered = (response: import('node:http').IncomingMessage) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('error', failed);
        response.on('end', () => {
          this.#keep(response.headers['set-cookie'] ?? [], secure);
          done({ status: response.statusCode ?? 0, headers: response.headers, body: text });
        });
      };
      const request = secure
        ? requestHttps({ ...options, servername: url.hostname, rejectUnauthorized: false }, answered)
        : requestHttp(options, answered);
      request.setTimeout(20_000, () => request.destroy(new Error(`no answer from ${url.href}`)));
      request.on('error', failed);
      request.end(body);
    });
  }

  /** A cookie that is secure is kept over HTTPS only. */
  #keep(lines: readonly string[], secure: boolean): void {
    for (const line of lines) {
      const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
      const isSecure = attributes.some((attribute) => attribute.toLowerCase() === 'secure');
      if (secure || !isSecure) {
        const at = pair.indexOf('=');
        this.#cookies.set(pair.slice(0, at), { value: pair.slice(at + 1), secure: isSecure });
      }
    }
  }
}
