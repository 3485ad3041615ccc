import { message, renderMessage, type Translation } from '../base/message.ts';
import type { Answers } from './answers/answers.ts';
import { restartCommand, steps } from './deploy.ts';
import { packagesAbove } from './install.ts';
import { applicationNotes, databaseNotes, type Note, openVariables, passwordNotes } from './notes.ts';
import { places } from './places.ts';
import { siteProcesses } from './processes.ts';

function logCommands(answers: Answers): string[] {
  const names = siteProcesses(answers).map((process) => process.name);
  const processes =
    answers.processManager === 'systemd'
      ? [`journalctl --unit=${answers.site}-* --since=today`, `systemctl status ${names.join(' ')}`]
      : [`tail --lines=50 /var/log/supervisor/${answers.site}-*.log`, `supervisorctl status '${answers.site}:*'`];
  return [...processes, 'tail --lines=50 /var/log/nginx/error.log'];
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
  const outside = answers.browserCode.filter((folder) => folder.startsWith('..'));
  const below = answers.browserCode.filter((folder) => !outside.includes(folder));
  const onServer = answers.vite && answers.browserCode.length === 0 ? [''] : below;
  const told = ({ what, advice }: Note): string =>
    [what, advice].map((sentence) => renderMessage(sentence, translation)).join(' ');
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
    ...onServer.map((folder) =>
      say('Where the server has no npm, run {command} before you copy.', {
        command:
          folder === '' ? '`npm install && npm run build`' : `\`(cd ${folder} && npm install && npm run build)\``,
      }),
    ),
    ...(openVariables(answers).length === 0
      ? []
      : [
          say(
            'The settings read these variables too, and no file sets them: {names}. Add those that the site needs to {file} first.',
            {
              names: openVariables(answers)
                .map((name) => `\`${name}\``)
                .join(', '),
              file: `\`deploy/${site}.env\``,
            },
          ),
        ]),
    ...outside.map((folder) =>
      say('The browser code lies outside of the project: run {command} in the folder of manage.py before you copy.', {
        command: `\`(cd ${folder} && npm install && npm run build)\``,
      }),
    ),
    ...[...applicationNotes(answers), ...databaseNotes(answers)].map(told),
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
          ...passwordNotes(answers).map(told),
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
