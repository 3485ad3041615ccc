import { type Message, message } from '../../base/message.ts';
import { directoryName, isInside, normalizePath } from '../../base/path.ts';
import { asciiDomain, isDomain, readableDomain } from './domain.ts';

/** Words of Python that can't name a module (Python language reference, section 2.3.1). */
const pythonKeywords = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global if ' +
    'import in is lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
);

/** @returns whether Python can import a module of this dotted name. */
export function isDotted(text: string): boolean {
  return text.split('.').every((name) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !pythonKeywords.has(name));
}

/**
 * Names of Debian's own accounts, and of programs whose folders in `/run` and `/var/lib` a site of the same name would take over:
 * systemd hands those to the site's user.
 */
const reserved = new Set(
  (
    'apache2 apt backup bin bind9 certbot daemon dbus default dhcp docker dpkg exim4 fail2ban games git gnats initramfs-tools irc ' +
    'letsencrypt list lock log logrotate lp lxc mail man man-db memcached messagebus misc mongodb mount mysql news nfs nginx ntp ' +
    'openvpn os-prober pam php polkitd postfix postgres postgresql private proxy python rabbitmq redis root samba screen shm snapd ' +
    'ssh sshd sudo supervisor sync sys systemd tor ucf udev ufw user uucp vim'
  ).split(' '),
);

/** @returns whether Debian or a program of its has this name for itself. */
export function isReserved(name: string): boolean {
  return reserved.has(name);
}

/** Folders that belong to all: a site may lie in one, but never have it. */
const shared = new Set(
  '/home /srv /opt /var /mnt /media /run /var/lib /var/log /var/cache /var/spool /var/backups /var/mail'.split(' '),
);

/** @returns what is wrong with a path on the server, which the site is to have for itself. */
export function checkPath(path: string): Message | undefined {
  if (!path.startsWith('/')) {
    return message('A path on the server begins with "/".');
  }
  if (!/^[A-Za-z0-9_./@+-]+$/.test(path)) {
    return message(
      'The path may hold letters, digits and _ . / @ + - only, since Nginx, shell and units read others differently.',
    );
  }
  if (normalizePath(path) !== path) {
    return message('Write the path without "//", "." and "..": {path}', { path: normalizePath(path) });
  }
  if (path === '/') {
    return message("The root of the server can't be given away.");
  }
  const system = [
    '/etc',
    '/usr',
    '/bin',
    '/sbin',
    '/lib',
    '/boot',
    '/dev',
    '/proc',
    '/sys',
    '/root',
    '/tmp',
    '/var/tmp',
    '/lib64',
    '/snap',
  ];
  if (shared.has(path)) {
    return message('{folder} is no place for a site.', { folder: path });
  }
  const inside = system.find((folder) => isInside(path, folder));
  return inside === undefined ? undefined : message('{folder} is no place for a site.', { folder: inside });
}

/** @returns what is wrong with the name of the account that runs a site: besides that, it must be none of Debian's. */
export function checkSiteAccount(name: string): Message | undefined {
  return (
    checkAccount(name) ??
    (isReserved(name)
      ? message('The name {name} belongs to the system; choose another, such as {name}-site.', { name })
      : undefined)
  );
}

/** @returns what is wrong with the name of an account that is no person's and not root. */
export function checkAccount(name: string): Message | undefined {
  if (!/^[a-z_][a-z0-9_-]{0,31}$/.test(name)) {
    return message(
      'A user name begins with a lower-case letter or _, and holds lower-case letters, digits, _ and - (32 at most).',
    );
  }
  if (name === 'nobody') {
    return message('The user nobody stands for no one: other programs run as it too, and systemd warns of it.');
  }
  return name === 'root' ? message('Not root: a fault in the site would then own the whole server.') : undefined;
}

/** @returns what is wrong with a list of domains in ASCII. */
export function checkDomains(names: readonly string[]): Message | undefined {
  if (names.length === 0) {
    return message('At least one domain is needed, such as shop.example.com.');
  }
  const wrong = names.find((name) => !isDomain(name));
  return wrong === undefined ? undefined : explainDomain(wrong);
}

function explainDomain(wrong: string): Message {
  const name = readableDomain(wrong);
  const host = /^(?:[a-z]+:\/\/)?([^/:]+)(?::\d*)?(?:\/.*)?$/.exec(name)?.[1] ?? '';
  if (host !== name && isDomain(asciiDomain(host))) {
    return message('Write {host} alone, without the scheme, the port and the path.', { host });
  }
  if (wrong.startsWith('*.')) {
    return message('Write each name in place of "{name}": a certificate for all of them is not had through Nginx.', {
      name,
    });
  }
  return message(
    '"{name}" is no domain name: it has letters, digits and hyphens between dots, such as shop.example.kr or 쇼핑몰.한국.',
    { name },
  );
}

/** @returns what is wrong with a folder of static files, which is relative to that of the project. */
export function checkStaticFolder(folder: string): Message | undefined {
  const clash = ['.venv', '.tools', 'deploy', 'run'].find((other) => isInside(folder, other));
  if (clash !== undefined) {
    return message('{path} and {other} lie in one another.', { path: folder, other: clash });
  }
  return /^[\w@+-][\w.@+-]*(?:\/[\w@+-][\w.@+-]*)*$/.test(folder)
    ? undefined
    : message('Write the path below the folder of the project, such as staticfiles.');
}

/**
 * @param file relative to `folder`, the project's own on the server.
 * @returns what is wrong with the place of the file that Python packages are installed from; a folder above must be one that
 * the site may have for itself.
 */
export function checkRequirements(file: string, folder: string): Message | undefined {
  const [, up = '', rest = ''] = /^((?:\.\.\/)*)(.*)$/.exec(file) ?? [];
  if (!/^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$))[\w./+-]+$/.test(rest)) {
    return message('Write the path below the folder of the project, such as requirements/production.txt.');
  }
  const above = normalizePath(`${folder}/${up}.`);
  return up !== '' && (checkPath(above) !== undefined || directoryName<string>(above) === '/')
    ? message('{file} would lie in {folder}, which is no folder of this site alone.', { file, folder: above })
    : undefined;
}

/** @returns what is wrong with the address of a broker, as Celery reads it. */
export function checkBroker(url: string): Message | undefined {
  const [, rest] = /^(?:redis|rediss|amqp|amqps|redis\+socket):\/\/(.+)$/s.exec(url) ?? [];
  if (rest === undefined || /^[/@:?]*$/.test(rest)) {
    return message('Write the address of the broker, such as redis://127.0.0.1:6379/0.');
  }
  return /^(?:[A-Za-z0-9_.:/@?=&+~-]|%[0-9A-Fa-f]{2})+$/.test(rest)
    ? undefined
    : message(
        'In the address of a broker every other character of a password is written as % and two digits: %24 for $.',
      );
}
