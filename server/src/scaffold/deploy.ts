import { type Message, message, renderMessage, type Translation } from '../base/message.ts';
import { type Answers, socketFolder } from './answers/answers.ts';
import { installCommands } from './install.ts';
import { openVariables } from './notes.ts';
import { places } from './places.ts';
import { absentProcesses, siteProcesses } from './processes.ts';

/** One step on the server: what it is for and the shell commands that do it, each safe to run again. */
export interface Step {
  readonly title: Message;
  readonly commands: readonly string[];
}

function packages(answers: Answers): string[] {
  const all = [
    'nginx',
    'python3-venv',
    ...(answers.processManager === 'supervisor' ? ['supervisor'] : []),
    ...(answers.celery && /^redis:\/\/(?:127\.0\.0\.1|localhost)[:/]/.test(answers.brokerUrl) ? ['redis-server'] : []),
    ...(answers.celery && /^amqp:\/\/(?:[^@]*@)?(?:127\.0\.0\.1|localhost)/.test(answers.brokerUrl)
      ? ['rabbitmq-server']
      : []),
    ...(answers.webdav ? ['libnginx-mod-http-dav-ext'] : []),
    ...answers.programs,
  ];
  return [...new Set(all)];
}

/** The home folders on the way to what Nginx serves; Debian and Ubuntu close them to other users. */
function homes(answers: Answers): string[] {
  const used = [
    answers.projectPath,
    ...(answers.media ? [answers.mediaRoot] : []),
    ...(answers.webdav ? [answers.webdavRoot] : []),
  ];
  return [...new Set(used.map((path) => /^\/home\/[^/]+/.exec(path)?.[0] ?? ''))].filter((path) => path !== '');
}

function folderCommands(answers: Answers): string[] {
  const { projectPath, user } = answers;
  const own = [
    projectPath,
    `${projectPath}/run`,
    ...(answers.processManager === 'supervisor' && answers.bind === 'socket' ? [socketFolder(answers)] : []),
    ...(answers.media ? [answers.mediaRoot] : []),
    ...(answers.staticFiles ? [places(answers).staticRoot] : []),
  ];
  return [
    `install --directory --owner=${user} --group=${user} --mode=755 ${[...new Set(own)].join(' ')}`,
    ...(answers.webdav
      ? [`install --directory --owner=${answers.nginxUser} --group=${user} --mode=2775 ${answers.webdavRoot}`]
      : []),
    ...homes(answers).map((home) => `chmod o+x ${home}`),
  ];
}

/** `openssl passwd` makes a hash that Nginx reads; the name and the password come from the environment file, as its readers see them. */
function passwordCommands(variable: string, file: string, answers: Answers): string[] {
  const read = `deploy/with-environment.sh printenv ${variable}`;
  return [
    `install --owner=root --group=${answers.nginxUser} --mode=640 /dev/null ${file}`,
    `printf '%s:%s\\n' "$(${read} | cut -d : -f 1)" "$(${read} | cut -d : -f 2- | openssl passwd -6 -stdin)" > ${file}`,
  ];
}

/**
 * Nginx refuses names of more than 46 characters beside others, unless it is told of them once for all sites
 * (ngx_http_core_module, server_names_hash_bucket_size).
 */
function longNameCommands({ domains }: Answers): string[] {
  return domains.some((name) => name.length > 46)
    ? [
        "grep --recursive --quiet --extended-regexp '^\\s*server_names_hash_bucket_size' /etc/nginx || echo 'server_names_hash_bucket_size 512;' > /etc/nginx/conf.d/long-names.conf",
      ]
    : [];
}

function nginxCommands(answers: Answers): string[] {
  const at = places(answers);
  return [
    `grep --quiet --extended-regexp '^\\s*user\\s+${answers.nginxUser}\\b' /etc/nginx/nginx.conf || (echo 'nginx.conf must say: user ${answers.nginxUser};' >&2; false)`,
    ...(answers.flower ? passwordCommands('FLOWER_BASIC_AUTH', at.flowerPasswords, answers) : []),
    ...(answers.webdav ? passwordCommands('WEBDAV_LOGIN', at.webdavPasswords, answers) : []),
    // Certbot's lines, or a certificate that was put in by hand, are only in the file on the server.
    `if grep --quiet --no-messages --extended-regexp '^\\s*ssl_certificate\\s' ${at.nginxSite}; then echo 'Kept, since it has HTTPS: ${at.nginxSite}'; else install --mode=644 deploy${at.nginxSite} ${at.nginxSite}; fi`,
    ...longNameCommands(answers),
    `ln --symbolic --force --no-dereference ${at.nginxSite} ${at.nginxLink}`,
    'nginx -t',
    'systemctl reload nginx',
  ];
}

/** The files outside of the project that the steps put in place. */
function installedFiles(answers: Answers): string[] {
  const names = siteProcesses(answers).map((process) => process.name);
  return [
    places(answers).nginxSite,
    ...(answers.processManager === 'systemd'
      ? names.map((name) => `/etc/systemd/system/${name}.service`)
      : [`/etc/supervisor/conf.d/${answers.site}.conf`]),
  ];
}

/** Copies what is there with another text, once for each text. */
function backupCommands(answers: Answers): string[] {
  const folder = places(answers).backups;
  const same = ['"deploy$file"', `"${folder}/\${file##*/}"`].map((other) => `cmp --quiet "$file" ${other}`);
  return [
    `install --directory --mode=700 ${folder}`,
    `for file in ${installedFiles(answers).join(' ')}; do test ! -e "$file" || ${same.join(' || ')} || cp --backup=numbered "$file" ${folder}/; done`,
  ];
}

/** @returns the command that starts the processes anew. */
export function restartCommand(answers: Answers): string {
  const names = siteProcesses(answers).map((process) => process.name);
  return answers.processManager === 'systemd'
    ? `systemctl restart ${names.join(' ')}`
    : `supervisorctl restart '${answers.site}:*'`;
}

/** Takes away what an earlier run put there and the site no longer has: a process, or the other way to keep them running. */
function retireCommands(answers: Answers): string[] {
  const { site, processManager } = answers;
  const supervisorFile = `/etc/supervisor/conf.d/${site}.conf`;
  const units = [
    ...absentProcesses(answers),
    ...(processManager === 'systemd' ? [] : siteProcesses(answers).map(({ name }) => name)),
  ];
  const kept = places(answers).backups;
  return [
    ...units.map((name) => {
      const unit = `/etc/systemd/system/${name}.service`;
      return `test ! -e ${unit} || { systemctl disable --now ${name}; mv ${unit} ${kept}/; systemctl daemon-reload; }`;
    }),
    ...(processManager === 'systemd'
      ? [`test ! -e ${supervisorFile} || { mv ${supervisorFile} ${kept}/; supervisorctl update; }`]
      : []),
  ];
}

function processCommands(answers: Answers): string[] {
  const names = siteProcesses(answers).map((process) => process.name);
  if (answers.processManager === 'supervisor') {
    const file = `/etc/supervisor/conf.d/${answers.site}.conf`;
    return [
      `install --mode=644 deploy${file} ${file}`,
      'supervisorctl reread',
      'supervisorctl update',
      restartCommand(answers),
    ];
  }
  const folder = '/etc/systemd/system';
  return [
    `install --mode=644 ${names.map((name) => `deploy${folder}/${name}.service`).join(' ')} ${folder}/`,
    'systemctl daemon-reload',
    `systemctl enable ${names.join(' ')}`,
    restartCommand(answers),
  ];
}

function buildCommands({ browserCode }: Answers): string[] {
  const below = browserCode.filter((folder) => !folder.startsWith('..'));
  return ['.', ...below].map((folder) => {
    const [manifest, enter] = folder === '.' ? ['package.json', ''] : [`${folder}/package.json`, `cd ${folder} && `];
    return `if test -f ${manifest} && command -v npm > /dev/null; then (${enter}npm install && npm run build --if-present) || echo 'npm could not build the browser code: the site has what was built before.' >&2; fi`;
  });
}

/** @returns what is done on the server, in order. */
export function steps(answers: Answers): Step[] {
  const { user, projectPath } = answers;
  const manage = (command: string): string =>
    `runuser --user=${user} -- deploy/with-environment.sh .venv/bin/python manage.py ${command}`;
  return [
    { title: message('Install the programs'), commands: [`apt-get install --yes ${packages(answers).join(' ')}`] },
    {
      title: message('Make the user {user}', { user }),
      commands: [
        `id ${user} > /dev/null 2>&1 || adduser --system --group --no-create-home --home ${projectPath} ${user}`,
      ],
    },
    { title: message('Make the folders'), commands: folderCommands(answers) },
    {
      title: message('Build the browser code, where the project has any'),
      commands: [`cd ${projectPath}`, ...buildCommands(answers)],
    },
    {
      title: message('Hand the project over to {user}', { user }),
      commands: [
        `test -f manage.py || (echo 'There is no manage.py in ${projectPath}: copy the folder that holds it, with deploy in it, to there.' >&2; false)`,
        `chown --recursive ${user}:${user} ${projectPath}`,
        ...(answers.webdav ? [`chown --recursive ${answers.nginxUser}:${user} ${answers.webdavRoot}`] : []),
        `chmod 600 deploy/${answers.site}.env`,
        'chmod 755 deploy/with-environment.sh',
      ],
    },
    {
      title: message('Install the Python packages'),
      commands: installCommands(answers),
    },
    {
      title: message(
        'Ask for the database of the settings; where there is none, the commands that make it are printed',
      ),
      commands: [manage('shell < deploy/database.py')],
    },
    {
      title: message('Prepare the database and the static files'),
      commands: [manage('migrate --noinput'), manage('collectstatic --noinput')],
    },
    {
      title: message('Keep what will be replaced, in {folder}', { folder: places(answers).backups }),
      commands: backupCommands(answers),
    },
    { title: message('Switch the site on in Nginx'), commands: nginxCommands(answers) },
    {
      title: message('Start the processes'),
      commands: [...retireCommands(answers), ...processCommands(answers)],
    },
  ];
}

/** Says which variables the settings need and the file lacks: a project may do without some of them, so it goes on. */
function variableWarning(answers: Answers): string[] {
  const names = openVariables(answers);
  const file = `${answers.projectPath}/deploy/${answers.site}.env`;
  return names.map(
    (name) => `grep --quiet '^${name}=' ${file} || echo "The settings read ${name}, which ${file} doesn't set." >&2`,
  );
}

/** @returns the shell script that does every step on a Debian or Ubuntu server, to be run by root. */
export function deployScript(answers: Answers, translation: Translation): string {
  const parts = steps(answers).map(
    (step, index) => `echo '${index + 1}. ${renderMessage(step.title, translation)}'\n${step.commands.join('\n')}`,
  );
  return `#!/bin/sh
# Puts ${answers.site} on this server, or brings it up to date. Run by root; it may be run again at any time.
set -eu
export DEBIAN_FRONTEND=noninteractive
${variableWarning(answers)
  .map((line) => `${line}\n`)
  .join('')}
${parts.join('\n\n')}`;
}
