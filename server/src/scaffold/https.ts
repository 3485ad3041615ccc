import { type Message, message } from '../base/message.ts';
import { span } from '../base/span.ts';
import { applyEdits, type TextEdit } from '../base/text-edit.ts';
import { parseNginx } from '../syntax/nginx/parse.ts';
import type { Directive } from '../syntax/nginx/tree.ts';
import { forwardedHeaders, hostRedirect, redirectServer, schemeRedirect } from './blocks/nginx.ts';

/** The two texts after HTTPS was turned on, or why it can't be yet. */
export type HttpsResult =
  | { readonly kind: 'enabled'; readonly site: string; readonly environment: string }
  | { readonly kind: 'refused'; readonly message: Message };

function children(directive: Directive): readonly Directive[] {
  return directive.block?.items ?? [];
}

function named(items: readonly Directive[], name: string): Directive[] {
  return items.filter((item) => item.name.value === name);
}

function serverNames(server: Directive): string[] {
  return named(children(server), 'server_name').flatMap((item) => item.args.map((word) => word.value));
}

function listens(server: Directive, secure: boolean): boolean {
  const all = named(children(server), 'listen');
  // ngx_http_core_module: a server without `listen` answers on port 80.
  const found = all.map((item) => item.args.slice(1).some((word) => word.value === 'ssl'));
  return all.length === 0 ? !secure : found.includes(secure);
}

/** @returns an edit that puts `lines` in front of the line of `directive`, with its indentation; of a line that it begins. */
function before(text: string, directive: Directive, lines: string): TextEdit {
  const start = text.lastIndexOf('\n', directive.span.start - 1) + 1;
  if (text.slice(start, directive.span.start).trim() !== '') {
    return { span: span(directive.span.start, directive.span.start), newText: `${lines}\n` };
  }
  const margin = /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
  return { span: span(start, start), newText: `${lines.replace(/^(?=.)/gm, margin)}\n` };
}

/** Gives each proxied location the scheme of the request, at the level that its headers come from. */
function headerEdits(text: string, server: Directive): TextEdit[] {
  const levels = new Map<Directive, string>();
  const visit = (directive: Directive, inherited: readonly Directive[]): void => {
    const own = named(children(directive), 'proxy_set_header');
    const included = named(children(directive), 'include').length > 0;
    const headers = own.length > 0 ? own : inherited;
    const proxy = named(children(directive), 'proxy_pass')[0];
    const told = headers.some((header) => header.args[0]?.value.toLowerCase() === 'x-forwarded-proto');
    const last = headers.at(-1);
    if (proxy !== undefined && !told && !included) {
      if (last === undefined) {
        levels.set(proxy, forwardedHeaders);
      } else {
        levels.set(last, 'proxy_set_header X-Forwarded-Proto $scheme;');
      }
    }
    for (const location of named(children(directive), 'location')) {
      visit(location, headers);
    }
  };
  visit(server, []);
  return [...levels].map(([directive, lines]) => before(text, directive, lines));
}

/** @returns whether a `return` or `rewrite` of the block itself leads to HTTPS. */
function leadsToHttps(directive: Directive): boolean {
  return [...named(children(directive), 'return'), ...named(children(directive), 'rewrite')].some((item) =>
    item.args.some((word) => word.value.startsWith('https://')),
  );
}

/**
 * @returns the names that a plain server sends on to HTTPS; undefined where it sends all of its names: by itself, from its
 * `location /`, or where the scheme isn't HTTPS.
 */
function redirectedNames(server: Directive): Set<string> | undefined {
  const roots = named(children(server), 'location').filter(({ args }) => args.length === 1 && args[0]?.value === '/');
  const conditions = named(children(server), 'if').filter(leadsToHttps);
  const [byHost, others] = [true, false].map((wanted) =>
    conditions.filter((item) => (item.args[0]?.value === '($host') === wanted),
  );
  if ([server, ...roots].some(leadsToHttps) || (others ?? []).length > 0) {
    return undefined;
  }
  return new Set((byHost ?? []).map((item) => (item.args[2]?.value ?? '').replace(/\)$/, '')));
}

/** Each name without a redirect gets one: in its own plain server, else in certbot's, else in a server that is made for it. */
function redirectEdits(text: string, plain: readonly Directive[], names: readonly string[]): TextEdit[] {
  const redirects = (server: Directive, name: string): boolean => redirectedNames(server)?.has(name) ?? true;
  const serverOf = (name: string): Directive | undefined => plain.find((server) => serverNames(server).includes(name));
  const missing = names.filter((name) => {
    const server = serverOf(name);
    return server === undefined || !redirects(server, name);
  });
  const certbots = plain.find(
    (server) => (redirectedNames(server)?.size ?? 0) > 0 && named(children(server), 'server_name').length > 0,
  );
  const homes = new Map<Directive, string[]>();
  const homeless: string[] = [];
  for (const name of missing) {
    const home = serverOf(name) ?? certbots;
    if (home === undefined) {
      homeless.push(name);
    } else {
      homes.set(home, [...(homes.get(home) ?? []), name]);
    }
  }
  const edits = [...homes].flatMap(([server, its]) => {
    const first = children(server)[0] as Directive;
    const added = its.filter((name) => !serverNames(server).includes(name));
    const end = named(children(server), 'server_name')[0]?.terminatorSpan.start ?? 0;
    return [
      before(text, first, `${its.map(hostRedirect).join('\n\n')}\n`),
      ...(added.length > 0 ? [{ span: span(end, end), newText: ` ${added.join(' ')}` }] : []),
    ];
  });
  const last = { span: span(text.length, text.length), newText: `\n${redirectServer(homeless.join(' '))}\n` };
  return homeless.length > 0 ? [...edits, last] : edits;
}

function passesOf(directive: Directive): string[] {
  const own = named(children(directive), 'proxy_pass').flatMap(({ args }) => args[0]?.value ?? []);
  return [...own, ...named(children(directive), 'location').flatMap(passesOf)];
}

/** @returns the names that lead to the same Django over plain HTTP alone: it would send their visitors on to an HTTPS that isn't there. */
function namesWithoutHttps(plain: readonly Directive[], secure: readonly Directive[]): string[] {
  const certified = new Set(secure.flatMap(serverNames));
  const passes = new Set(secure.flatMap(passesOf));
  return plain
    .filter((server) => passesOf(server).some((pass) => passes.has(pass)))
    .flatMap((server) => {
      const redirected = redirectedNames(server) ?? new Set(serverNames(server));
      return serverNames(server).filter((name) => isName(name) && !certified.has(name) && !redirected.has(name));
    });
}

function isName(name: string): boolean {
  return /^[\w.-]+$/.test(name) && name !== '_';
}

/** `certbot --no-redirect` leaves a server that answers both: there a password would still go over plain HTTP. */
function schemeEdits(text: string, server: Directive): TextEdit[] {
  const first = children(server)[0];
  const redirected = redirectedNames(server);
  return first === undefined || redirected === undefined || redirected.size > 0
    ? []
    : [before(text, first, `${schemeRedirect}\n`)];
}

function switchedOn(environment: string): string {
  const line = 'DJANGO_HTTPS=on';
  // systemd takes the last of several lines, and nobody is to be misled by the others.
  const lines = /^[ \t]*DJANGO_HTTPS[ \t]*=.*$/gm;
  if (lines.test(environment)) {
    return environment.replace(lines, line);
  }
  return `${environment}${environment === '' || environment.endsWith('\n') ? '' : '\n'}${line}\n`;
}

/**
 * The second step, after certbot: completes the site file as certbot left it and turns on the switch. Names that were added
 * after the certificate get their redirect, a server that answers both ways gets one too, and proxied locations of the secure servers tell Django the scheme.
 *
 * @param site the text of the site file.
 * @param environment the text of the environment file.
 * @returns both texts; done twice, nothing more changes. It is refused where no server of the file has HTTPS, or one that leads to
 * the same Django hasn't, since the redirect would lead nowhere.
 */
export function enableHttps(site: string, environment: string): HttpsResult {
  const document = parseNginx(site);
  if (document.problems.length > 0) {
    return { kind: 'refused', message: message('The site file has a syntax error; mend it first.') };
  }
  const servers = named(document.items, 'server');
  const secure = servers.filter((server) => listens(server, true));
  if (secure.length === 0) {
    return { kind: 'refused', message: message('No server of this file has HTTPS yet; run certbot first.') };
  }
  const plain = servers.filter((server) => listens(server, false));
  const uncertified = namesWithoutHttps(plain, secure);
  if (uncertified.length > 0) {
    return {
      kind: 'refused',
      message: message(
        '{names}: no HTTPS yet, and Django would send visitors there; run certbot for all names first.',
        {
          names: uncertified.join(', '),
        },
      ),
    };
  }
  const names = [...new Set(secure.flatMap(serverNames))].filter(isName);
  const alsoPlain = secure.filter((server) => listens(server, false));
  const named80 = names.filter((name) => !alsoPlain.some((server) => serverNames(server).includes(name)));
  const edits = [
    ...secure.flatMap((server) => headerEdits(site, server)),
    ...alsoPlain.flatMap((server) => schemeEdits(site, server)),
    ...redirectEdits(site, plain, named80),
  ];
  return { kind: 'enabled', site: applyEdits(site, edits), environment: switchedOn(environment) };
}
