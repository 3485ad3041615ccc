import type { Answers } from './answers/answers.ts';

/** Where the files of a site stand on the server. */
export interface Places {
  readonly nginxSite: string;
  readonly nginxLink: string;
  readonly flowerPasswords: string;
  readonly webdavPasswords: string;
  readonly environment: string;
  readonly environmentScript: string;
  readonly staticRoot: string;
  /** Where copies are kept of what the script replaces outside of the project. */
  readonly backups: string;
}

/** @returns the places of the files of this site on the server. */
export function places(answers: Answers): Places {
  const { site, projectPath } = answers;
  return {
    nginxSite: `/etc/nginx/sites-available/${site}`,
    nginxLink: `/etc/nginx/sites-enabled/${site}`,
    flowerPasswords: `/etc/nginx/${site}-flower.htpasswd`,
    webdavPasswords: `/etc/nginx/${site}-webdav.htpasswd`,
    environment: `${projectPath}/deploy/${site}.env`,
    environmentScript: `${projectPath}/deploy/with-environment.sh`,
    staticRoot: `${projectPath}/${answers.staticFolder}`,
    backups: `/var/backups/${site}`,
  };
}
