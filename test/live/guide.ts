import type { Answers } from '../../server/src/scaffold/answers/answers.ts';
import { asCertbotLeaves } from '../harness/certbot.ts';
import type { Machine } from './machine.ts';

/** The commands of a guide, line by line: those up to the running site, and those that go on to HTTPS. */
export interface GuideCommands {
  readonly site: readonly string[];
  readonly https: readonly string[];
}

/** @returns the lines of a guide's fenced blocks, as a person copies them. The last block only looks at logs. */
export function guideCommands(guide: string): GuideCommands {
  const fences = [...guide.matchAll(/```sh\n([\s\S]*?)\n```/g)].map((match) => (match[1] ?? '').split('\n'));
  return { site: fences.slice(0, -2).flat(), https: fences.at(-2) ?? [] };
}

/** Types the lines into a shell of root, one after the other. @throws Error at the first one that fails, with its text. */
export function typeLines(
  machine: Machine,
  lines: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): void {
  machine.write('/run/typed', [`trap 'echo "failed: $BASH_COMMAND" >&2; exit 1' ERR`, ...lines, ''].join('\n'));
  machine.shell('bash /run/typed', environment);
}

/** Takes away what putting the site on the server has left, but for its files and the packages that were downloaded. */
export function clearServer(machine: Machine, { site, projectPath, user }: Answers): void {
  machine.shell(
    [
      `rm -f /etc/nginx/sites-enabled/${site} /etc/nginx/sites-available/${site} /etc/nginx/${site}-*.htpasswd`,
      `rm -f /etc/supervisor/conf.d/${site}.conf ${projectPath}/db.sqlite3`,
      `rm -rf ${projectPath}/staticfiles ${projectPath}/run ${projectPath}/media`,
      'supervisorctl update',
      'nginx -s reload',
      `userdel ${user}`,
    ].join('\n'),
  );
}

/** Puts a program in certbot's place, beside a site that has HTTPS already: it leaves the site file as certbot does, with a self-signed certificate. */
export function installCertbot(machine: Machine, { site, domains }: Answers): void {
  const folder = `/etc/letsencrypt/live/${site}`;
  const path = `/etc/nginx/sites-available/${site}`;
  machine.write('/run/certified', asCertbotLeaves(machine.read(path), domains, folder, false));
  machine.write(
    '/usr/local/bin/certbot',
    `#!/bin/sh
set -eu
test "$*" = '--nginx ${domains.map((name) => `-d ${name}`).join(' ')}'
mkdir -p ${folder}
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=${domains[0]} -keyout ${folder}/privkey.pem -out ${folder}/fullchain.pem
openssl dhparam -dsaparam -out /etc/letsencrypt/ssl-dhparams.pem 2048
echo 'ssl_protocols TLSv1.2 TLSv1.3;' > /etc/letsencrypt/options-ssl-nginx.conf
cp /run/certified ${path}
nginx -s reload
`,
    0o755,
  );
}
