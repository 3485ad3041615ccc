import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Answers } from '../../server/src/scaffold/answers/answers.ts';
import { planSite } from '../../server/src/scaffold/plan.ts';
import { asCertbotLeaves } from '../harness/certbot.ts';
import type { Machine } from './machine.ts';

/** Copies the project and what is planned for it to where the guide says. */
export function copyProject(machine: Machine, answers: Answers): void {
  const target = join(machine.root, answers.projectPath);
  if (!answers.starter) {
    cpSync(join(__dirname, 'project'), target, { recursive: true });
  }
  for (const file of planSite(answers, { randomBytes, translation: {} })) {
    machine.write(`${answers.projectPath}/${file.path}`, file.text, file.mode);
  }
}

/** Copies a folder of wheels to where `deploy` lets pip look for them. */
export function copyWheels(machine: Machine, from: string): void {
  const target = join(machine.root, 'opt', from);
  mkdirSync(target, { recursive: true });
  cpSync(from, target, { recursive: true, filter: (path) => !path.includes('environment-') });
}

/**
 * Runs the script of a site; a virtual environment of an earlier run saves the packages' installation.
 *
 * @param wheels the folder of wheels that `copyWheels` copied.
 */
export function deploy(
  machine: Machine,
  answers: Answers,
  wheels: string,
  environment: Readonly<Record<string, string>> = {},
): void {
  const kept = join(wheels, `environment-${answers.site}`);
  const used = join(machine.root, answers.projectPath, '.venv');
  if (existsSync(kept) && !existsSync(used)) {
    cpSync(kept, used, { recursive: true, verbatimSymlinks: true });
  }
  machine.shell(`sh ${answers.projectPath}/deploy/deploy.sh`, {
    PIP_NO_INDEX: '1',
    PIP_FIND_LINKS: `/opt${wheels}`,
    ...environment,
  });
  if (!existsSync(kept)) {
    keep(used, kept);
  }
}

/** Another machine may keep the same environment at the same time: the first one counts. */
function keep(used: string, kept: string): void {
  const unfinished = `${kept}.unfinished-${randomBytes(4).toString('hex')}`;
  cpSync(used, unfinished, { recursive: true, verbatimSymlinks: true });
  if (existsSync(kept)) {
    rmSync(unfinished, { recursive: true });
  } else {
    renameSync(unfinished, kept);
  }
}

/** @returns a variable of the site's environment file; the empty text where it has none of that name. */
export function variable(machine: Machine, answers: Answers, name: string): string {
  const text = machine.read(`${answers.projectPath}/deploy/${answers.site}.env`);
  return new RegExp(`^${name}=(.*)$`, 'm').exec(text)?.[1] ?? '';
}

/** Leaves the site file as `certbot --nginx` does, with a self-signed certificate in the real one's place. */
export function actAsCertbot(machine: Machine, answers: Answers): void {
  const domain = answers.domains[0] as string;
  const live = `/etc/letsencrypt/live/${domain}`;
  machine.shell(
    `mkdir -p ${live} && openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=${domain} -keyout ${live}/privkey.pem -out ${live}/fullchain.pem && openssl dhparam -dsaparam -out /etc/letsencrypt/ssl-dhparams.pem 2048`,
  );
  machine.write('/etc/letsencrypt/options-ssl-nginx.conf', 'ssl_protocols TLSv1.2 TLSv1.3;\n');
  const path = `/etc/nginx/sites-available/${answers.site}`;
  // The last name came later than the certificate.
  machine.write(path, asCertbotLeaves(machine.read(path), answers.domains.slice(0, -1), live));
  machine.shell('nginx -t && systemctl reload nginx');
}
