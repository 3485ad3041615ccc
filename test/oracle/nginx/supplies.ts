import type { ContextName } from '../../../server/src/dialects/nginx/configuration.ts';
import type { Judge, Verdict } from './judge.ts';
import type { CopiedMachine } from './machine.ts';
import { giveMachine, wantedBy, wantedOfMachine } from './machine-supplies.ts';

const CERTIFICATE = '/etc/ssl/siteconf.pem';

/** What a message of Nginx asks for that another file of the `http` block declares. */
const WANTS_OF_HTTP: readonly (readonly [RegExp, string])[] = [
  [/^no port in upstream "([^"]+)"/, 'upstream'],
  [/^no "(ssl_certificate)(?:_key)?" is defined/, 'ssl_certificate'],
  [/^unknown "([^"]+)" variable/, 'var'],
  [/^unknown log format "([^"]+)"/, 'log_format'],
  [/^"proxy_cache" zone "([^"]+)" is unknown/, 'proxy_cache'],
  [/^"fastcgi_cache" zone "([^"]+)" is unknown/, 'fastcgi_cache'],
  [/^"uwsgi_cache" zone "([^"]+)" is unknown/, 'uwsgi_cache'],
];

/** @returns as `kind:name` what would make Nginx go on behind this message; undefined where the message is about the text. */
function wanted(message: string, text: string, context: ContextName): string | undefined {
  const zone = /^zero size shared memory zone "([^"]+)"/.exec(message)?.[1];
  if (zone !== undefined && context !== 'main') {
    const user = new RegExp(`(limit_conn|\\w+_cache)\\s+${zone}\\b`).exec(text)?.[1];
    return `${user ?? 'limit_req'}:${zone}`;
  }
  return wantedOfMachine(message) ?? (context === 'main' ? undefined : wantedBy(message, WANTS_OF_HTTP));
}

/** What stands on the server beside one file: put there before the file is asked, and more as Nginx asks for it. */
export class Supplies {
  readonly #machine: CopiedMachine;
  readonly #judge: Judge;
  readonly #context: ContextName;
  /** What has been put there, as `kind:name`. */
  readonly given = new Set<string>();
  readonly #http: string[] = [];
  #modules = true;

  constructor(machine: CopiedMachine, judge: Judge, context: ContextName) {
    this.#machine = machine;
    this.#judge = judge;
    this.#context = context;
  }

  /** Asks for `text`, and puts there what it lacks, whatever that is. @returns the verdict that is left. */
  settle(text: string): Verdict | undefined {
    this.#modules = !/load_module|modules-enabled/.test(text);
    return this.#until(text, () => true);
  }

  /** Asks for another text in the same place. Every host has an address. */
  ask(text: string): Verdict | undefined {
    return this.#until(text, (supply) => supply.startsWith('host:'));
  }

  #until(text: string, may: (supply: string) => boolean): Verdict | undefined {
    for (;;) {
      const surroundings = { http: this.#http.join(' '), modules: this.#modules };
      const verdict = this.#judge.ask(text, this.#context, surroundings);
      const supply = verdict && wanted(verdict.message, text, this.#context);
      if (supply === undefined || !may(supply) || this.given.has(supply)) {
        return verdict;
      }
      this.give(supply);
    }
  }

  /** Puts one thing there. What isn't known by its kind alone is left to be asked for. */
  give(supply: string): void {
    const colon = `${supply}:`.indexOf(':');
    const kind = supply.slice(0, colon);
    const name = supply.slice(colon + 1);
    this.given.add(supply);
    switch (kind) {
      case 'ssl_certificate':
        giveMachine(this.#machine, `cert:${CERTIFICATE}`);
        this.#http.push(`ssl_certificate ${CERTIFICATE}; ssl_certificate_key ${CERTIFICATE};`);
        return;
      case 'var':
        this.#http.push(`map $pid $${name} { default ""; }`);
        return;
      case 'upstream':
        this.#http.push(`upstream ${name} { server 127.0.0.1:9; }`);
        return;
      case 'log_format':
        this.#http.push(`log_format ${name} "-";`);
        return;
      case 'proxy_cache':
      case 'fastcgi_cache':
      case 'uwsgi_cache':
        this.#http.push(`${kind}_path /var/cache/siteconf-${name} keys_zone=${name}:1m;`);
        return;
      case 'limit_req':
        this.#http.push(`limit_req_zone $pid zone=${name}:1m rate=1r/s;`);
        return;
      case 'limit_conn':
        this.#http.push(`limit_conn_zone $pid zone=${name}:1m;`);
        return;
      default:
        giveMachine(this.#machine, supply);
    }
  }
}
