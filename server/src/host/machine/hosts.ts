import { ADDRCONFIG } from 'node:dns';
import { lookup } from 'node:dns/promises';

/** How long an answer holds, in milliseconds: a name that isn't found may be entered any moment. */
const HOLDS = { found: 600_000, missing: 30_000 };

/** A machine waits this long for an answer, in milliseconds. */
const PATIENCE = 10_000;

/** The names of hosts, looked up as this machine looks them up. Asking never waits: what isn't known yet is noted and can be looked up. */
export class Hosts {
  readonly #answers = new Map<string, { readonly found: boolean; readonly until: number }>();
  #asked = new Set<string>();

  /** @returns whether a name was found; undefined while that isn't known. */
  resolves(host: string): boolean | undefined {
    const answer = this.#answers.get(host);
    if (answer !== undefined && answer.until > Date.now()) {
      return answer.found;
    }
    this.#asked.add(host);
    return undefined;
  }

  /** Forgets what was asked and not looked up: a name that is being typed is asked for at each key. */
  forgetAsked(): void {
    this.#asked = new Set();
  }

  /** Looks up what was asked for. @returns whether something is known now that wasn't. */
  async lookUp(): Promise<boolean> {
    const names = [...this.#asked];
    this.forgetAsked();
    const learnt = await Promise.all(names.map((name) => this.#ask(name)));
    return learnt.includes(true);
  }

  /** `ngx_inet_resolve_host` asks getaddrinfo(3) for the families that the machine speaks; any failure of it means that there is no such host. */
  async #ask(name: string): Promise<boolean> {
    const found = await Promise.race([
      lookup(name, { all: true, hints: ADDRCONFIG }).then(
        (addresses) => addresses.length > 0,
        () => false,
      ),
      new Promise<undefined>((done) => setTimeout(done, PATIENCE, undefined).unref()),
    ]);
    if (found !== undefined) {
      this.#answers.set(name, { found, until: Date.now() + (found ? HOLDS.found : HOLDS.missing) });
    }
    return found !== undefined;
  }
}
