import { type Message, message } from '../base/message.ts';
import { baseName, commonTail, type WorkspacePath } from '../base/path.ts';
import type { Configuration, ConfigurationFile } from '../dialects/nginx/configuration.ts';
import type { FindingKind, NginxFinding } from '../dialects/nginx/test/finding.ts';
import { isOfSurroundings } from './nginx-alone.ts';

/** One complaint that `nginx -t` printed. */
export interface NginxComplaint {
  readonly level: 'emerg' | 'alert' | 'crit' | 'error' | 'warn';
  /** Nginx's text without file and line. */
  readonly message: string;
  /** The file as Nginx names it; undefined where it names none. */
  readonly path: string | undefined;
  /** Counted from zero; undefined where Nginx prints none. */
  readonly line: number | undefined;
}

/** What `nginx -t` printed. */
export interface NginxAnswer {
  /** Undefined where it didn't come to a verdict, as when the program could not be run. */
  readonly accepted: boolean | undefined;
  readonly complaints: readonly NginxComplaint[];
}

/**
 * Reads the output of `nginx -t`. Nginx prints a complaint as `nginx: [level] text in file:line` before its log is open, and with
 * the time and its process number once it is (`ngx_log_error_core`); one that comes in both forms counts once.
 */
export function readNginxAnswer(output: string): NginxAnswer {
  const seen = new Set<string>();
  const complaints: NginxComplaint[] = [];
  for (const line of output.split(/\r?\n/)) {
    const found =
      /^(?:nginx: |\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d )\[(emerg|alert|crit|error|warn)\] (?:\d+#\d+: )?(.*)$/.exec(line);
    if (found === null || seen.has(`${found[1]} ${found[2]}`)) {
      continue;
    }
    seen.add(`${found[1]} ${found[2]}`);
    const text = found[2] ?? '';
    const place = /^(.*) in (\S.*):(\d+)$/.exec(text);
    complaints.push({
      level: found[1] as NginxComplaint['level'],
      message: place?.[1] ?? text,
      path: place?.[2],
      line: place === null ? undefined : Number(place[3]) - 1,
    });
  }
  const succeeded = /test is successful/.test(output);
  const failed = /test failed/.test(output) || complaints.some(({ level }) => level === 'emerg');
  return { accepted: failed ? false : succeeded ? true : undefined, complaints };
}

const machine =
  /^(?:host not found|getpwnam|getgrnam|open\(\)|bind\(\)|mkdir\(\)|chown\(\)|stat\(\)|socket\(\)|unlink|pread\(\)|dlopen\(\)|cannot load certificate|could not open error log|could not build|directory index|"ssl_stapling" ignored|the "user" directive makes sense only)|host not found|\(\d+: [A-Z][\w ]+\)|failed \(SSL:/;

/** @returns whether a complaint is about the machine (files, hosts, users, permissions) and not about the text. */
export function isOfMachine({ message: text, level }: Pick<NginxComplaint, 'message' | 'level'>): boolean {
  return level === 'alert' || level === 'crit' || machine.test(text);
}

/** Where a complaint stands in the configuration. */
export interface PlacedComplaint extends NginxComplaint {
  readonly file: ConfigurationFile;
  /** The place that Nginx names, where no file of the configuration in view is meant: such as `/srv/a.conf:3`. */
  readonly elsewhere: string | undefined;
}

/** How Nginx's answer and ours compare. */
export interface NginxComparison {
  /** Undefined where they can't be compared. */
  readonly agrees: boolean | undefined;
  readonly verdict: Message;
  /** Every complaint on its file; on the main file where Nginx names none. */
  readonly complaints: readonly PlacedComplaint[];
}

/**
 * Holds what `nginx -t` answered against what we say of the same configuration: verdict, message and line.
 *
 * @param ours the findings for the version that answered.
 * @param realPath where a link leads, in the workspace's names.
 */
export function compareNginxAnswer(
  answer: NginxAnswer,
  configuration: Configuration,
  ours: readonly NginxFinding[],
  realPath: (path: string) => WorkspacePath,
): NginxComparison {
  const complaints = answer.complaints.map((one): PlacedComplaint => {
    const file = fileOf(one.path, configuration, realPath);
    const isElsewhere = file === undefined && one.path !== undefined && one.line !== undefined;
    return {
      ...one,
      file: file ?? configuration.root,
      line: file === undefined ? undefined : one.line,
      elsewhere: isElsewhere ? `${one.path}:${(one.line ?? 0) + 1}` : undefined,
    };
  });
  return { ...judge(answer, complaints, ours, configuration.context !== 'main'), complaints };
}

function judge(
  { accepted }: NginxAnswer,
  complaints: readonly PlacedComplaint[],
  ours: readonly NginxFinding[],
  isAlone: boolean,
): Pick<NginxComparison, 'agrees' | 'verdict'> {
  const theirs = complaints.find(({ level }) => level === 'emerg') ?? complaints.find(({ level }) => level === 'crit');
  const refusals = ours.filter(({ level }) => level === 'emerg');
  const ofText = refusals.filter(({ kind }) => !machineKinds.has(kind));
  const first = ofText.find((finding) => finding.first) ?? ofText[0];
  if (accepted === undefined) {
    return { agrees: undefined, verdict: message('nginx -t came to no verdict.') };
  }
  if (accepted) {
    return first === undefined
      ? judgeWarnings(complaints, ours)
      : {
          agrees: false,
          verdict: message('nginx -t accepts the configuration, but siteconf says: {text}', { text: first.message }),
        };
  }
  const text = theirs?.message ?? complaints[0]?.message ?? '';
  const agrees = theirs !== undefined && refusals.some((finding) => isSame(theirs, finding));
  if (!agrees && (theirs === undefined || isOfMachine(theirs))) {
    return {
      agrees: undefined,
      verdict: message('nginx -t stops at something of this machine, which siteconf does not check: {text}', { text }),
    };
  }
  if (!agrees && isAlone && (theirs.elsewhere !== undefined || isOfSurroundings(theirs.message))) {
    return {
      agrees: undefined,
      verdict: message('nginx -t was asked about this file alone and stops at what another file may define: {text}', {
        text,
      }),
    };
  }
  if (!agrees && first === undefined) {
    return {
      agrees: false,
      verdict: message('nginx -t refuses the configuration, but siteconf does not: {text}', { text }),
    };
  }
  return agrees
    ? {
        agrees: true,
        verdict: message('nginx -t refuses the configuration, and siteconf says the same: {text}', { text }),
      }
    : {
        agrees: false,
        verdict: message('nginx -t and siteconf both refuse the configuration, but nginx -t says: {text}', { text }),
      };
}

function judgeWarnings(
  complaints: readonly PlacedComplaint[],
  ours: readonly NginxFinding[],
): Pick<NginxComparison, 'agrees' | 'verdict'> {
  const warnings = ours.filter(({ level }) => level === 'warn');
  const theirs = complaints.filter((one) => one.level === 'warn' && !isOfMachine(one));
  const missed = theirs.find((one) => !warnings.some((finding) => isSame(one, finding)));
  const surplus = warnings.find((finding) => !theirs.some((one) => isSame(one, finding)));
  if (missed !== undefined) {
    return {
      agrees: false,
      verdict: message('nginx -t accepts the configuration with a warning that siteconf does not give: {text}', {
        text: missed.message,
      }),
    };
  }
  if (surplus !== undefined) {
    return {
      agrees: false,
      verdict: message('nginx -t accepts the configuration without a warning that siteconf gives: {text}', {
        text: surplus.message,
      }),
    };
  }
  return { agrees: true, verdict: message('nginx -t accepts the configuration, and so does siteconf.') };
}

/** What the machine has to say, of which we may know another one than the program that answered. */
const machineKinds: ReadonlySet<FindingKind> = new Set(['file', 'certificate', 'user', 'host']);

/** A message without what OpenSSL adds to it, which differs by its version. */
function withoutOpenssl(text: string): string {
  return text.replace(/ \(SSL:.*$/s, '');
}

function isSame(theirs: PlacedComplaint, finding: NginxFinding): boolean {
  return (
    withoutOpenssl(theirs.message) === withoutOpenssl(finding.message) &&
    theirs.elsewhere === undefined &&
    (theirs.line === undefined || (theirs.line === finding.line && theirs.file.path === finding.file.path))
  );
}

/** The file that Nginx means: the one of this name, or, since it may run elsewhere, the one that shares the longest end with it. */
function fileOf(
  path: string | undefined,
  { files }: Configuration,
  realPath: (path: string) => WorkspacePath,
): ConfigurationFile | undefined {
  if (path === undefined) {
    return undefined;
  }
  const exact = files.find((file) => file.path === path || file.path === realPath(path));
  const tails = files.map((file) => commonTail(file.path, path));
  const longest = Math.max(...tails);
  const least = baseName(path) === baseName(files[0]?.path ?? '') ? 1 : 2;
  const likely = files.filter((_, index) => longest >= least && tails[index] === longest);
  return exact ?? (likely.length === 1 ? likely[0] : undefined);
}
