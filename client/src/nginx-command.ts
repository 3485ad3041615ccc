import { dirname } from 'node:path';

/** The words of the commands that test a configuration and that tell the version of the program that does. */
export interface NginxCommand {
  readonly test: readonly string[];
  readonly version: readonly string[];
}

const PROGRAM = /(?:^|[\\/])(?:nginx|openresty|angie|tengine|freenginx)(?:-debug|-?[\d.]+|\.exe)?$/i;

/**
 * @param set what the person set: a program, or a command such as `sudo -n nginx`; one that says `-t` behind the program is run as it is, since it may
 * run Nginx on another machine. A `-t` in front of the program is another one's.
 * @param main the main file.
 */
export function nginxCommand(set: string, main: string): NginxCommand {
  const words = (set.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^(["'])(.*)\1$/, '$2'));
  const command = words.length === 0 ? ['nginx'] : words;
  const program = command.findLastIndex((word) => PROGRAM.test(word));
  const test = command.findIndex((word, index) => index > program && word === '-t');
  return test < 0
    ? { test: [...command, '-t', '-c', main, '-p', dirname(main)], version: [...command, '-v'] }
    : { test: command, version: [...command.slice(0, program < 0 ? test : program + 1), '-v'] };
}
