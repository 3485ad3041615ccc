import { type Message, message, renderMessage, type Translation } from '../base/message.ts';
import { type Answers, socketFolder } from './answers.ts';
import { installCommands, packagesAbove } from './install.ts';
import { siteNotes } from './notes.ts';
import { places } from './places.ts';
import { siteProcesses } from './processes.ts';

/** One step on the server: what it is for and the shell commands that do it, each safe to run again. */
interface Step {
  readonly title: Message;
  readonly commands: readonly string[];
}

function packages(answers: Answers): string[] {
  return [
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

/** `openssl passwd` makes a hash that Nginx reads; the name and the password come from the environment file. */
function passwordCommands(variable: string, file: string, answers: Answers): string[] {
  const read = `sed -n 's/^${variable}=//p' ${places(answers).environment}`;
  return [
    `install --owner=root --group=${answers.nginxUser} --mode=640 /dev/null ${file}`,
    `printf '%s:%s\\n' "$(${read} | cut -d : -f 1)" "$(${read} | cut -d : -f 2- | openssl passwd -6 -stdin)" > ${file}`,
  ];
}

function nginxCommands(answers: Answers): string[] {
  const at = places(answers);
  return [
    `grep --quiet --extended-regexp '^\\s*user\\s+${answers.nginxUser}\\b' /etc/nginx/nginx.conf || (echo 'nginx.conf must say: user ${answers.nginxUser};' >&2; false)`,
    ...(answers.flower ? passwordCommands('FLOWER_BASIC_AUTH', at.flowerPasswords, answers) : []),
    ...(answers.webdav ? passwordCommands('WEBDAV_LOGIN', at.webdavPasswords, answers) : []),
    `grep --quiet --no-messages 'managed by Certbot' ${at.nginxSite} || install --mode=644 deploy${at.nginxSite} ${at.nginxSite}`,
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

function logCommands(answers: Answers): string[] {
  const names = siteProcesses(answers).map((process) => process.name);
  const processes =
    answers.processManager === 'systemd'
      ? [`journalctl --unit=${answers.site}-* --since=today`, `systemctl status ${names.join(' ')}`]
      : [`tail --lines=50 /var/log/supervisor/${answers.site}-*.log`, `supervisorctl status '${answers.site}:*'`];
  return [...processes, 'tail --lines=50 /var/log/nginx/error.log'];
}

function restartCommand(answers: Answers): string {
  const names = siteProcesses(answers).map((process) => process.name);
  return answers.processManager === 'systemd'
    ? `systemctl restart ${names.join(' ')}`
    : `supervisorctl restart '${answers.site}:*'`;
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

function steps(answers: Answers): Step[] {
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
      commands: [
        `cd ${projectPath}`,
        "if test -f package.json && command -v npm > /dev/null; then (npm install && npm run build --if-present) || echo 'npm could not build the browser code: the site has what was built before.' >&2; fi",
      ],
    },
    {
      title: message('Hand the project over to {user}', { user }),
      commands: [
        'test -f manage.py',
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
      title: message('Prepare the database and the static files'),
      commands: [manage('migrate --noinput'), manage('collectstatic --noinput')],
    },
    {
      title: message('Keep what will be replaced, in {folder}', { folder: places(answers).backups }),
      commands: backupCommands(answers),
    },
    { title: message('Switch the site on in Nginx'), commands: nginxCommands(answers) },
    { title: message('Start the processes'), commands: processCommands(answers) },
  ];
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

${parts.join('\n\n')}`;
}

function fence(commands: readonly string[]): string {
  return `\`\`\`sh\n${commands.join('\n')}\n\`\`\``;
}

function httpsCommands(answers: Answers): string[] {
  return [
    'apt-get install --yes certbot python3-certbot-nginx',
    `certbot --nginx ${answers.domains.map((name) => `-d ${name}`).join(' ')}`,
    `sed -i 's/^DJANGO_HTTPS=.*/DJANGO_HTTPS=on/' ${places(answers).environment}`,
    restartCommand(answers),
  ];
}

/** @returns the guide in Markdown: every command from the copied project to the site over HTTPS, in order. */
export function deployGuide(answers: Answers, translation: Translation): string {
  const say = (template: string, values: Record<string, string | number> = {}): string =>
    renderMessage(message(template, values), translation);
  const at = places(answers);
  const { site, projectPath } = answers;
  const above = packagesAbove(answers);
  const notes = siteNotes(answers).map(({ what, advice }) => {
    const sentences = [what, advice].map((sentence) => renderMessage(sentence, translation));
    return sentences.join(' ');
  });
  const logins = [
    ...(answers.flower ? [`- \`/flower/\`: \`FLOWER_BASIC_AUTH\``] : []),
    ...(answers.webdav ? [`- \`/webdav/\`: \`WEBDAV_LOGIN\``] : []),
  ];
  return [
    `# ${say('{site} on a server', { site })}`,
    say('Copy this project, with the folder deploy in it, to {path} on a Debian or Ubuntu server.', {
      path: `\`${projectPath}\``,
    }),
    ...(above === undefined
      ? []
      : [
          say('Its packages are told in {file}, so {folder} is a copy of the folder above, with the project in it.', {
            file: `\`${answers.requirements}\``,
            folder: `\`${above}\``,
          }),
        ]),
    say('The file {file} holds secrets and is kept out of git: copy it by itself, over ssh.', {
      file: `\`deploy/${site}.env\``,
    }),
    say('Then run {script} as root, or the commands below in this order. Each of them may be run again.', {
      script: `\`sh ${projectPath}/deploy/deploy.sh\``,
    }),
    ...(answers.starter
      ? [
          say('Where the server has no npm, run {command} before you copy.', {
            command: '`npm install && npm run build`',
          }),
        ]
      : []),
    ...(answers.variables.length === 0
      ? []
      : [
          say(
            'The settings read these variables too, and no file sets them: {names}. Add those that the site needs to {file} first.',
            {
              names: answers.variables.map((name) => `\`${name}\``).join(', '),
              file: `\`deploy/${site}.env\``,
            },
          ),
        ]),
    ...steps(answers).flatMap((step, index) => [
      `## ${index + 1}. ${renderMessage(step.title, translation)}`,
      fence(step.commands),
    ]),
    say('Nginx itself runs as {user}, never as root: the line {line} in {file} says so.', {
      user: answers.nginxUser,
      line: `\`user ${answers.nginxUser};\``,
      file: '`/etc/nginx/nginx.conf`',
    }),
    `## ${say('HTTPS')}`,
    say(
      'When the domains lead to this server and the site answers over HTTP, certbot fetches the certificates and adds HTTPS to {file}. Only then turn on the switch, since browsers remember the redirect.',
      { file: `\`${at.nginxSite}\`` },
    ),
    fence(httpsCommands(answers)),
    `## ${say('Where to look when something is wrong')}`,
    fence(logCommands(answers)),
    ...(logins.length === 0
      ? []
      : [
          `## ${say('Names and passwords')}`,
          say('They stand in {file}, as name:password.', { file: `\`${at.environment}\`` }),
          logins.join('\n'),
          ...notes,
          ...(answers.flower
            ? [
                say(
                  'Until then Flower can be looked at through an SSH tunnel: run {command} at your desk and open {url}.',
                  {
                    command: `\`ssh -L ${answers.flowerPort}:127.0.0.1:${answers.flowerPort} ${answers.domains[0]}\``,
                    url: `http://127.0.0.1:${answers.flowerPort}/flower/`,
                  },
                ),
              ]
            : []),
        ]),
  ].join('\n\n');
}
