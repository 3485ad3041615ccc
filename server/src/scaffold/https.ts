import { type Message, message } from '../base/message.ts';
import { span } from '../base/span.ts';
import { applyEdits, type TextEdit } from '../base/text-edit.ts';
import { parseNginx } from '../syntax/nginx/parse.ts';
import type { Directive } from '../syntax/nginx/tree.ts';
import { forwardedHeaders, hostRedirect, redirectServer } from './blocks/nginx.ts';

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

/** @returns an edit that puts `lines` in front of the line of `directive`, with its indentation. */
function before(text: string, directive: Directive, lines: string): TextEdit {
  const start = text.lastIndexOf('\n', directive.span.start - 1) + 1;
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

/** @returns the names that a plain server sends on to HTTPS; undefined where it sends all of its names. */
function redirectedNames(server: Directive): Set<string> | undefined {
  const direct = named(children(server), 'return').some((item) => item.args[1]?.value.startsWith('https://'));
  if (direct) {
    return undefined;
  }
  const conditions = named(children(server), 'if').filter((item) =>
    named(children(item), 'return').some((inner) => inner.args[1]?.value.startsWith('https://')),
  );
  return new Set(conditions.map((item) => (item.args[2]?.value ?? '').replace(/\)$/, '')));
}

function redirectEdits(text: string, plain: readonly Directive[], names: readonly string[]): TextEdit[] {
  const missing = names.filter(
    (name) =>
      !plain.some((server) => {
        const redirected = redirectedNames(server);
        return serverNames(server).includes(name) && (redirected === undefined || redirected.has(name));
      }),
  );
  if (missing.length === 0) {
    return [];
  }
  const certbots = plain.find((server) => (redirectedNames(server)?.size ?? 0) > 0);
  const serverName = certbots === undefined ? undefined : named(children(certbots), 'server_name')[0];
  const first = certbots === undefined ? undefined : children(certbots)[0];
  if (certbots === undefined || serverName === undefined || first === undefined) {
    return [{ span: span(text.length, text.length), newText: `\n${redirectServer(missing.join(' '))}\n` }];
  }
  const added = missing.filter((name) => !serverNames(certbots).includes(name));
  const end = serverName.terminatorSpan.start;
  return [
    before(text, first, `${missing.map(hostRedirect).join('\n\n')}\n`),
    ...(added.length > 0 ? [{ span: span(end, end), newText: ` ${added.join(' ')}` }] : []),
  ];
}

function switchedOn(environment: string): string {
  const line = 'DJANGO_HTTPS=on';
  if (/^DJANGO_HTTPS=/m.test(environment)) {
    return environment.replace(/^DJANGO_HTTPS=.*$/m, line);
  }
  return `${environment}${environment === '' || environment.endsWith('\n') ? '' : '\n'}${line}\n`;
}

/**
 * The second step, after certbot: completes the site file as certbot left it and turns on the switch. Names that were added
 * after the certificate get their redirect, and proxied locations of the secure servers tell Django the scheme.
 *
 * @param site the text of the site file.
 * @param environment the text of the environment file.
 * @returns both texts; done twice, nothing more changes. It is refused where no server of the file has HTTPS, since the
 * redirect would lead nowhere.
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
  const names = [...new Set(secure.flatMap(serverNames))].filter((name) => /^[\w.-]+$/.test(name) && name !== '_');
  const alsoPlain = secure.filter((server) => listens(server, false));
  const named80 = names.filter((name) => !alsoPlain.some((server) => serverNames(server).includes(name)));
  const edits = [...secure.flatMap((server) => headerEdits(site, server)), ...redirectEdits(site, plain, named80)];
  return { kind: 'enabled', site: applyEdits(site, edits), environment: switchedOn(environment) };
}
