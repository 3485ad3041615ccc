import assert from 'node:assert/strict';

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly target: string | undefined;
}

/** A visitor of one port of this machine, who may bring a name and a password. */
export class Visitor {
  readonly #port: number;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(port: number, password?: string) {
    this.#port = port;
    this.#headers =
      password === undefined ? {} : { Authorization: `Basic ${Buffer.from(password).toString('base64')}` };
  }

  /** @returns the answer to GET `path`; where Nginx or Flower sends one on, its path is in `target`. */
  async get(path: string): Promise<Answer> {
    // As a browser does, asks once more where a connection ends without an answer.
    return this.#ask(path).catch(() => this.#ask(path));
  }

  async #ask(path: string): Promise<Answer> {
    const response = await fetch(`http://127.0.0.1:${this.#port}${path}`, {
      redirect: 'manual',
      headers: this.#headers,
    });
    const location = response.headers.get('location');
    return {
      status: response.status,
      body: await response.text(),
      target: location === null ? undefined : new URL(location, 'http://x').pathname,
    };
  }

  async #follow(path: string): Promise<Answer> {
    const first = await this.get(path);
    return first.target === undefined ? first : this.get(first.target);
  }

  /**
   * Looks for what can be wrong with a Flower, in the words of the table in test/unit/flower.
   * @param served the path that Nginx serves. @param told the prefix that Flower is told.
   * @returns undefined where all is well.
   */
  async fault(served: string, told: string): Promise<string | undefined> {
    const bare = await this.#follow(served === '' ? '/' : `/${served}`);
    const slash = await this.#follow(served === '' ? '/' : `/${served}/`);
    const page = [slash, bare].find(isPage);
    if (page === undefined) {
      const below = served === '' && told !== '' && isPage(await this.get(`/${told}/`));
      return below ? 'only below' : 'not found';
    }
    const styles = [...page.body.matchAll(/href="([^"]+\.css[^"]*)"/g)].map(
      (match) => new URL(match[1] as string, 'http://x').pathname,
    );
    const links = [...page.body.matchAll(/href="([^"]*\/tasks)"/g)].map((match) => match[1] as string);
    assert.ok(styles.length > 0 && links.length > 0, 'a page of Flower has styles and links');
    if (isLost(await this.get(styles[0] as string))) {
      return isPage(await this.get(links[0] as string)) ? 'stolen assets' : 'no assets';
    }
    const field = /<input\b[^>]*\bid=["']url_prefix["'][^>]*>/.exec(page.body)?.[0] ?? '';
    const prefix = (/\bvalue=["']([^"']*)["']/.exec(field)?.[1] ?? '').replace(/^\/+|\/+$/g, '');
    const table = await this.get(`${prefix === '' ? '' : `/${prefix}`}/tasks/datatable?draw=1&start=0&length=1`);
    if (isLost(table)) {
      return 'no tables';
    }
    return bare.status === 404 ? 'no slash' : undefined;
  }
}

/** @returns whether an answer is a page of Flower. */
export function isPage(answer: Answer): boolean {
  return answer.status === 200 && /<title>[^<]*Flower/.test(answer.body);
}

function isLost(answer: Answer): boolean {
  return answer.status === 404 || answer.status === 301 || answer.body === 'django';
}
