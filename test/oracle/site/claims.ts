import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspacePath } from '../../../server/src/base/path.ts';
import { memoryWorkspace } from '../../../server/src/base/workspace.ts';
import type { Finding } from '../../../server/src/rules/finding.ts';
import { rules } from '../../../server/src/rules/registry.ts';
import { runRules } from '../../../server/src/rules/run.ts';
import { readSite } from '../../../server/src/site/read.ts';
import type { Deployment } from './deployment.ts';
import type { Fault } from './observe.ts';
import { proxyParams } from './real-sites.ts';

/** What a sentence of a rule promises: that one of these faults shows. `all` stands for every sentence of the rule. */
const promises: Readonly<Record<string, Readonly<Record<string, readonly Fault[]>>>> = {
  // A redirect without the port that a site is at leads nowhere before it can lead back.
  'django/https-not-seen': { loop: ['loop', 'nowhere'], forms: ['form'] },
  'django/host-not-forwarded': {
    refused: ['refused'],
    twice: ['refused'],
    forms: ['form', 'nowhere'],
    oneName: ['form'],
    port: ['form', 'nowhere'],
    redirect: ['nowhere'],
    elsewhere: ['nowhere', 'form'],
  },
  'site/port-not-forwarded': { all: ['form', 'nowhere'] },
  'site/files-not-served': { styles: ['static'], uploads: ['media'], renamed: ['media'] },
  'site/scheme-headers-contradict': { refused: ['refused'] },
  'site/server-name-not-allowed': { all: ['refused'] },
  'django/ssl-redirect-without-https': { all: ['nowhere'] },
  'django/text-as-list': { refused: ['broken', 'static'] },
  'django/secure-cookie-without-https': { csrf: ['form'] },
  'site/upstream-without-listener': { all: ['unreachable'] },
  'site/files-served-elsewhere': { all: ['media'] },
  'nginx/alias-missing-slash': { all: ['media'] },
  'nginx/alias-without-capture': { all: ['media'] },
};

/** Rules that name the cause of a fault without promising that it shows in every site. */
const causes: Readonly<Record<string, readonly Fault[]>> = {
  'django/no-allowed-hosts': ['refused'],
  'django/trusted-origin-without-scheme': ['form'],
  // A secure cookie isn't sent over the plain door that is left open.
  'django/ssl-redirect-off-with-https': ['form'],
  // Without it nothing redirects, whatever the settings say.
  'django/missing-security-middleware': ['form'],
  'django/proxy-ssl-header-malformed': ['form', 'loop', 'nowhere'],
};

/** @returns the rules that this test knows and that aren't there. */
export function unknownRules(): string[] {
  return [...Object.keys(promises), ...Object.keys(causes)].filter((name) => !rules.some(({ id }) => id === name));
}

/** What we say of one site. */
export interface Claim {
  readonly rule: string;
  readonly faults: readonly Fault[];
  /** Whether the rule promises that one of the faults shows, and doesn't only name what may bring them. */
  readonly promised: boolean;
  readonly finding: Finding;
}

const source = (name: string): string => readFileSync(join(__dirname, 'project/shop', name), 'utf8');

/** @returns the files of a site, as they stand on the server. */
export function filesOf(site: Deployment): Map<string, string> {
  return new Map([
    ['/etc/nginx/nginx.conf', 'events {}\nhttp {\n    include /etc/nginx/sites-enabled/*;\n}\n'],
    ['/etc/nginx/sites-enabled/shop', site.nginx],
    ...(site.hasProxyParams ? [['/etc/nginx/proxy_params', proxyParams] as const] : []),
    ...site.files,
    ...['urls.py', 'views.py'].map((name) => [`/srv/shop/shop/${name}`, source(name)] as const),
  ]);
}

/** @returns what our rules say of a site: errors and warnings that speak of a fault that a visitor can see. */
export function claimsOf(site: Deployment): Claim[] {
  const files = new Map([...filesOf(site)].map(([path, text]) => [workspacePath(path), text]));
  const read = readSite(memoryWorkspace([workspacePath('/')], files));
  const findings = runRules(rules, read, {}, (rule, error) => {
    throw new Error(`${rule}: ${error}`);
  });
  return findings
    .filter(({ severity }) => severity === 'error' || severity === 'warning')
    .flatMap((finding): Claim[] => {
      const { rule } = finding;
      const promised = promises[rule]?.[sentenceOf(finding)] ?? promises[rule]?.all;
      const faults = promised?.map((fault) => ofFiles(site, finding, fault)) ?? causes[rule];
      return faults === undefined ? [] : [{ rule, faults, promised: promised !== undefined, finding }];
    });
}

function sentenceOf({ rule, message }: Finding): string {
  const { messages } = rules.find(({ id }) => id === rule) ?? { messages: {} };
  return Object.entries(messages).find(([, template]) => template === message.template)?.[0] ?? '';
}

/** A finding about files speaks of those whose address it names. */
function ofFiles(site: Deployment, { message }: Finding, fault: Fault): Fault {
  const uri = String(message.values.uri ?? '');
  return fault === 'media' && uri.startsWith(site.static.url) ? 'static' : fault;
}
