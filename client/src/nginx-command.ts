import { dirname } from 'node:path';

/** The words of the commands that test a configuration and that tell the version of the program that does. */
export interface NginxCommand {
  readonly test: readonly string[];
  readonly version: readonly string[];
}

const PROGRAM = /(?:^|[\\/])(?:nginx|openresty|angie|tengine|freenginx)(?:-debug|-?[\d.]+|\.exe)?$/i;

/** Where packages and the source put the main file: there relative paths count from where they always do. */
const OWN_PLACE = /^\/(?:etc|usr\/local\/etc|opt\/homebrew\/etc)\/nginx\/[^/]+$|^\/usr\/local\/nginx\/conf\/[^/]+$/;

/** @returns the folder from which the relative paths of a main file that is tested where it lies count; undefined for that of the program. */
export function prefixOf(main: string): string | undefined {
  return OWN_PLACE.test(main) ? undefined : dirname(main);
}

/**
 * @param set what the person set: a program, or a command such as `sudo -n nginx`; one that says `-t` behind the program is run as it is, since it may
 * run Nginx on another machine. A `-t` in front of the program is another one's.
 * @param main the main file.
 * @param prefix the folder from which relative paths count; that which Nginx was built with where it isn't given.
 */
export function nginxCommand(set: string, main: string, prefix: string | undefined): NginxCommand {
  const words = (set.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^(["'])(.*)\1$/, '$2'));
  const command = words.length === 0 ? ['nginx'] : words;
  const program = command.findLastIndex((word) => PROGRAM.test(word));
  const test = command.findIndex((word, index) => index > program && word === '-t');
  return test < 0
    ? {
        test: [...command, '-t', '-c', main, ...(prefix === undefined ? [] : ['-p', prefix])],
        version: [...command, '-v'],
      }
    : { test: command, version: [...command.slice(0, program < 0 ? test : program + 1), '-v'] };
}
