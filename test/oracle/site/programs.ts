/** One way of running Django. */
export interface Program {
  readonly name: string;
  readonly server: 'uvicorn' | 'gunicorn';
  /** The application, as the command names it; `serve.py` has one of each interface. */
  readonly interface: 'wsgi' | 'asgi';
  /** What stands on its command line beside the application and the address. */
  readonly options: string;
  /** Variables of its own, which its start sets. */
  readonly environment: Readonly<Record<string, string>>;
}

const uvicorn = (name: string, options = '', environment = {}): Program => ({
  name: `uvicorn${name}`,
  server: 'uvicorn',
  interface: 'asgi',
  options,
  environment,
});
const gunicorn = (name: string, options = '', environment = {}): Program => ({
  name: `gunicorn${name}`,
  server: 'gunicorn',
  interface: options.includes('UvicornWorker') ? 'asgi' : 'wsgi',
  options,
  environment,
});

/** The programs that decide in different ways whether they believe `X-Forwarded-Proto`. */
export const programs: readonly Program[] = [
  uvicorn(''),
  uvicorn(' without proxy headers', '--no-proxy-headers'),
  uvicorn(' that believes all', "--forwarded-allow-ips='*'"),
  uvicorn(' that believes another', '--forwarded-allow-ips 10.0.0.1'),
  uvicorn(' that believes a network', '--proxy-headers --forwarded-allow-ips=10.0.0.1,127.0.0.0/8'),
  uvicorn(' told by a variable', '', { FORWARDED_ALLOW_IPS: '*' }),
  uvicorn(' told another by a variable', '', { FORWARDED_ALLOW_IPS: '10.0.0.1' }),
  gunicorn(''),
  gunicorn(' that believes another', '--forwarded-allow-ips=10.0.0.1'),
  gunicorn(' told another by a variable', '', { FORWARDED_ALLOW_IPS: '10.0.0.1' }),
  gunicorn(' with a worker of Uvicorn', '-k uvicorn_worker.UvicornWorker'),
  gunicorn(' with a worker of Uvicorn that believes all', "-k uvicorn_worker.UvicornWorker --forwarded-allow-ips='*'"),
];

/** @returns the words of a unit's command that bind the program to an address: a `host:port`, or the path of a socket. */
export function bindOptions({ server }: Program, address: string): string {
  if (server === 'gunicorn') {
    return address.startsWith('/') ? `--bind unix:${address}` : `--bind ${address}`;
  }
  const [host, port] = address.split(':');
  return address.startsWith('/') ? `--uds ${address}` : `--host ${host} --port ${port}`;
}

/** @returns the configuration file of Gunicorn that says what `bindOptions` and the options of a program say on its command line. */
export function configurationLines({ options }: Program, address: string): string {
  const believed = /--forwarded-allow-ips=(\S+)/.exec(options)?.[1]?.replaceAll("'", '');
  const worker = /-k (\S+)/.exec(options)?.[1];
  return [
    `bind = "${address.startsWith('/') ? `unix:${address}` : address}"`,
    ...(believed === undefined ? [] : [`forwarded_allow_ips = "${believed}"`]),
    ...(worker === undefined ? [] : [`worker_class = "${worker}"`]),
    'workers = 2',
    '',
  ].join('\n');
}

/** @returns the words of the options, as systemd splits them. */
export function optionWords({ options }: Program): string[] {
  return options === '' ? [] : options.split(' ').map((word) => word.replaceAll("'", ''));
}
