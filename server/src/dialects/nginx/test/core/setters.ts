import { directivesNamed } from '../../../../facts/nginx/directive-facts.ts';
import { parseNetwork } from '../../address.ts';
import { parseNumber } from '../../number.ts';
import type { Call, Setter } from '../call.ts';
import { setsOnce } from '../http/core.ts';
import { refusesHost } from '../machine/hosts.ts';
import { includes } from '../machine/includes.ts';
import type { Machine } from '../machine/machine.ts';
import { describeError, errorText, fullName, openError } from '../machine/paths.ts';
import { opensLog } from '../machine/startup.ts';
import { allows } from '../statement.ts';
import { syslog } from './syslog.ts';

const LEVELS = ['emerg', 'alert', 'crit', 'error', 'warn', 'notice', 'info', 'debug'];
const DEBUG_LEVELS = [
  'debug_core',
  'debug_alloc',
  'debug_mutex',
  'debug_event',
  'debug_http',
  'debug_mail',
  'debug_stream',
];

/** `ngx_log_set_log` and `ngx_log_set_levels` (src/core/ngx_log.c). */
export function errorLog(call: Call): void {
  const target = call.value(0);
  if (target.startsWith('syslog:') && !syslog(call)) {
    return;
  }
  opensLog(call);
  let level = false;
  let debug = false;
  for (let index = 1; index < call.values.length; index++) {
    const value = call.value(index);
    if (LEVELS.includes(value)) {
      if (level || debug) {
        call.refuse(`duplicate log level "${value}"`, index, 'duplicate');
        return;
      }
      level = true;
    } else if (DEBUG_LEVELS.includes(value) && !level) {
      debug = true;
    } else {
      call.refuse(`invalid log level "${value}"`, index);
      return;
    }
  }
}

function workerProcesses(call: Call): void {
  if (setsOnce(call) && call.value(0) !== 'auto' && parseNumber(call.value(0)) === undefined) {
    call.fail('invalid value', 0);
  }
}

function workerPriority(call: Call): void {
  const earlier = call.earlier?.values[0];
  if (earlier !== undefined && !/^[-+]?0*$/.test(earlier)) {
    call.duplicate();
    return;
  }
  call.set();
  if (parseNumber(call.value(0).replace(/^[-+]/, '')) === undefined) {
    call.fail('invalid number', 0);
  }
}

function workerCpuAffinity(call: Call): void {
  if (!setsOnce(call)) {
    return;
  }
  const auto = call.value(0) === 'auto';
  if (auto && call.values.length > 2) {
    call.refuse('invalid number of arguments in "worker_cpu_affinity" directive', undefined, 'arguments');
    return;
  }
  for (let index = auto ? 1 : 0; index < call.values.length; index++) {
    const wrong = [...call.value(index)].reverse().find((character) => !' 01'.includes(character));
    if (wrong !== undefined) {
      call.refuse(`invalid character "${wrong}" in "worker_cpu_affinity"`, index);
      return;
    }
  }
}

function user(call: Call): void {
  const { machine } = call.run;
  if (!setsOnce(call) || machine === undefined) {
    return;
  }
  const [name = '', group = name] = call.values;
  if (machine.hasUser(name) === false) {
    call.refuse(`getpwnam("${name}") failed`, 0, 'user');
  } else if (machine.hasGroup(group) === false) {
    call.refuse(`getgrnam("${group}") failed`, call.values.length - 1, 'user');
  }
}

/** `ngx_load_module` (src/core/nginx.c): modules are counted when the first block that needs the count begins. */
function loadModule(call: Call): void {
  if (call.run.core.fields.has('modules used')) {
    call.fail('is specified too late', undefined, 'misplaced');
    return;
  }
  const path = fullName(call.run, call.value(0), 'prefix');
  call.run.libraries.push(path);
  const reason = path && libraryError(call.run.machine, path);
  if (path !== undefined && reason !== undefined) {
    call.refuse(`dlopen() "${path}" failed (${path}: ${reason})`, 0, 'file');
  }
}

/** The size of the header of a library in bytes (`Elf64_Ehdr`). */
const ELF_HEADER = 64;

/** What dlopen(3) of glibc says of a file that is no library. */
function libraryError(machine: Machine | undefined, path: string): string | undefined {
  const error = machine && openError(machine, path);
  if (error !== undefined) {
    return `cannot open shared object file: ${describeError(error).text}`;
  }
  if (machine?.at(path) === 'folder') {
    return 'cannot read file data: Is a directory';
  }
  if (machine?.isLibrary(path) !== false) {
    return undefined;
  }
  return (machine.size(path) ?? 0) < ELF_HEADER ? 'file too short' : 'invalid ELF header';
}

function workerConnections(call: Call): void {
  if (setsOnce(call) && parseNumber(call.value(0)) === undefined) {
    call.refuse(`invalid number "${call.value(0)}"`, 0);
  }
}

const EVENT_TYPES = ['select', 'poll', 'epoll', 'kqueue', '/dev/poll', 'eventport', 'iocp', 'win32'];

/** `ngx_event_use` (src/event/ngx_event.c); which types there are depends on the build. */
function use(call: Call): void {
  if (setsOnce(call) && !EVENT_TYPES.includes(call.value(0))) {
    call.refuse(`invalid event type "${call.value(0)}"`, 0);
  }
}

/**
 * Warns of address bits behind a network's prefix. @returns whether the text is a network.
 * Source: `ngx_ptocidr` (src/core/ngx_inet.c).
 */
export function checkNetwork(call: Call, text: string, argument: number): boolean {
  const network = parseNetwork(text);
  if (network?.lowBits) {
    call.warn(`low address bits of ${text} are meaningless`, argument);
  }
  return network !== undefined;
}

function debugConnection(call: Call): void {
  if (call.value(0) !== 'unix:' && !checkNetwork(call, call.value(0), 0)) {
    refusesHost(call, call.value(0), `host not found in debug_connection "${call.value(0)}"`, 0);
  }
}

/** `ngx_thread_pool` (src/core/ngx_thread_pool.c). */
function threadPool(call: Call): void {
  const key = `thread pool ${call.value(0)}`;
  if (call.scope.fields.has(key)) {
    call.refuse(`duplicate thread pool "${call.value(0)}"`, 0, 'duplicate');
    return;
  }
  call.scope.fields.set(key, { statement: call.statement, values: call.values });
  let threads = false;
  for (let index = 1; index < call.values.length; index++) {
    const value = call.value(index);
    if (value.startsWith('threads=')) {
      if (!parseNumber(value.slice(8))) {
        call.refuse(`invalid threads value "${value}"`, index);
        return;
      }
      threads = true;
    } else if (value.startsWith('max_queue=') && parseNumber(value.slice(10)) === undefined) {
      call.refuse(`invalid max_queue value "${value}"`, index);
      return;
    }
  }
  if (!threads) {
    call.refuse('"thread_pool" must have "threads" parameter');
  }
}

/**
 * `ngx_conf_include` (src/core/ngx_conf_file.c). A file that isn't in view may well be on the server; one that includes itself ends
 * with too many open files.
 */
function include(call: Call): void {
  const { directive, file } = call.statement;
  const problem = call.run.configuration.includeProblems.find(
    ({ statement }) => statement.directive === directive && statement.file === file,
  );
  if (problem?.kind === 'cycle') {
    call.refuse(`open() "${problem.name}" failed (24: Too many open files)`, 0, 'include');
  } else if (problem?.kind === 'folder') {
    call.refuse(`pread() "${problem.name}" failed ${errorText('EISDIR')}`, 0, 'include', { line: undefined });
  } else if (problem?.kind === 'missing' && holdsMisplaced(call)) {
    call.refuse(`"${firstOf(call)}" directive is not allowed here`, 0, 'include', { line: undefined });
  } else {
    includes(call);
  }
}

/** What stands in the files that come with Nginx, by the directive that each begins with. */
const BEGINNINGS: Readonly<Record<string, string>> = {
  'mime.types': 'types',
  fastcgi_params: 'fastcgi_param',
  'fastcgi.conf': 'fastcgi_param',
  uwsgi_params: 'uwsgi_param',
  scgi_params: 'scgi_param',
  proxy_params: 'proxy_set_header',
};

function firstOf(call: Call): string {
  return BEGINNINGS[call.value(0).replace(/^\/etc\/nginx\//, '')] ?? '';
}

function holdsMisplaced(call: Call): boolean {
  const facts = directivesNamed(firstOf(call), call.run.options.version);
  return facts.length > 0 && !facts.some((fact) => allows(fact, call.frame.context));
}

/** The setters of core and event modules, by the names of Nginx's functions. */
export const coreSetters: Readonly<Record<string, Setter>> = {
  ngx_conf_include: include,
  ngx_error_log: errorLog,
  ngx_set_worker_processes: workerProcesses,
  ngx_set_priority: workerPriority,
  ngx_set_cpu_affinity: workerCpuAffinity,
  ngx_set_user: user,
  ngx_set_env: () => undefined,
  ngx_load_module: loadModule,
  ngx_event_connections: workerConnections,
  ngx_event_use: use,
  ngx_event_debug_connection: debugConnection,
  ngx_thread_pool: threadPool,
};
