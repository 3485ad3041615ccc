import { bindOptions, configurationLines, type Program } from './programs.ts';

/** What is started, whatever starts it. */
export interface Start {
  readonly program: Program;
  /** `host:port`, or the path of a socket. */
  readonly address: string;
  readonly environment: Readonly<Record<string, string>>;
}

const unit = '/etc/systemd/system/shop.service';
const supervisor = '/etc/supervisor/conf.d/shop.conf';

/** Ways to start a program. In each it runs in /srv/shop as the user shop, with the same words and variables. */
export const starters = [
  'systemd',
  'systemd with a file of variables',
  'systemd with a drop-in',
  'systemd through bash',
  'systemd through a script',
  'python -m',
  'supervisor',
  'supervisor through bash',
  'supervisor through a script',
  'a file of Gunicorn',
] as const;

/** @returns the files that start a program, by their path on the server. */
export function startFiles(form: (typeof starters)[number], start: Start): Map<string, string> {
  const words = commandOf(start);
  const inFolder = words.replace('/srv/shop/', '');
  const quoted = Object.entries(start.environment).map(([name, value]) => `Environment="${name}=${value}"\n`);
  const script = `#!/bin/bash\nset -e\ncd /srv/shop\n${shellVariables(start)}source venv/bin/activate\nexec ${words.replace('/srv/shop/venv/bin/', '')}\n`;
  switch (form) {
    case 'systemd':
      return new Map([[unit, service(words, quoted)]]);
    case 'systemd with a file of variables':
      return new Map([
        [unit, service(words, ['EnvironmentFile=/srv/shop/shop.env\n'])],
        ['/srv/shop/shop.env', environmentLines(start)],
      ]);
    case 'systemd with a drop-in':
      return new Map([
        [unit, service(words, ['Environment=LANG=C.UTF-8\n'])],
        [`${unit}.d/override.conf`, `[Service]\n${quoted.join('')}`],
      ]);
    case 'systemd through bash':
      return new Map([[unit, service(`/bin/bash -c "cd /srv/shop && exec ${inFolder}"`, quoted)]]);
    case 'systemd through a script':
      return new Map([
        [unit, service('/srv/shop/bin/start.sh', [])],
        ['/srv/shop/bin/start.sh', script],
      ]);
    case 'python -m':
      return new Map([[unit, service(words.replace('bin/', 'bin/python -m '), quoted)]]);
    case 'supervisor':
      return new Map([[supervisor, program(words, start)]]);
    case 'supervisor through bash':
      return new Map([[supervisor, program(`bash -c "${words}"`, start)]]);
    case 'supervisor through a script':
      return new Map([
        [supervisor, program('/srv/shop/bin/start.sh', { ...start, environment: {} })],
        ['/srv/shop/bin/start.sh', script],
      ]);
    case 'a file of Gunicorn':
      return start.program.server === 'gunicorn'
        ? new Map([
            [unit, service(`/srv/shop/venv/bin/gunicorn -c deploy/gunicorn.py ${applicationOf(start)}`, quoted)],
            ['/srv/shop/deploy/gunicorn.py', configurationLines(start.program, start.address)],
          ])
        : startFiles('systemd', start);
  }
}

function applicationOf({ program }: Start): string {
  return `shop.${program.interface}:application`;
}

function commandOf(start: Start): string {
  const { program, address } = start;
  const parts = [
    `/srv/shop/venv/bin/${program.server}`,
    applicationOf(start),
    bindOptions(program, address),
    program.options,
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function service(command: string, lines: readonly string[]): string {
  return `[Service]\nUser=shop\nWorkingDirectory=/srv/shop\n${lines.join('')}ExecStart=${command}\n`;
}

function program(command: string, { environment }: Start): string {
  const pairs = Object.entries(environment).map(([name, value]) => `${name}="${value}"`);
  const line = pairs.length === 0 ? '' : `environment=${pairs.join(',')}\n`;
  return `[program:shop]\ncommand=${command}\ndirectory=/srv/shop\nuser=shop\n${line}autostart=true\n`;
}

function environmentLines({ environment }: Start): string {
  return Object.entries(environment)
    .map(([name, value]) => `${name}="${value}"\n`)
    .join('');
}

function shellVariables({ environment }: Start): string {
  return Object.entries(environment)
    .map(([name, value]) => `export ${name}="${value}"\n`)
    .join('');
}
