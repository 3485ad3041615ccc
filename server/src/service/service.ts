import { type Message, renderMessage, type Translation } from '../base/message.ts';
import { type WorkspacePath, workspacePath } from '../base/path.ts';
import type { Span } from '../base/span.ts';
import type { FileEdit } from '../base/text-edit.ts';
import type { Workspace } from '../base/workspace.ts';
import { memoryWorkspace } from '../base/workspace.ts';
import type { Configuration } from '../dialects/nginx/configuration.ts';
import type { ReadRequest } from '../dialects/nginx/read.ts';
import type { Route } from '../dialects/nginx/route/outcome.ts';
import type { NginxTestOptions } from '../dialects/nginx/test/finding.ts';
import type { Machine } from '../dialects/nginx/test/machine/machine.ts';
import { testConfiguration } from '../dialects/nginx/test/test.ts';
import type { Action } from '../features/action.ts';
import { findingActions } from '../features/finding-actions.ts';
import { type FindingHover, findingHover } from '../features/finding-hover.ts';
import { fixAll } from '../features/fix-all.ts';
import { type LocationHover, locationHover } from '../features/location-hover.ts';
import { configurationAround } from '../features/nginx-alone.ts';
import { compareNginxAnswer, type NginxComparison, readNginxAnswer } from '../features/nginx-answer.ts';
import { type RouteLens, routeLenses } from '../features/route-lens.ts';
import type { Rule } from '../rules/define.ts';
import type { Finding } from '../rules/finding.ts';
import { rules as allRules } from '../rules/registry.ts';
import { type RuleLog, runRules } from '../rules/run.ts';
import { newestNginx, readSite } from '../site/read.ts';
import type { Site } from '../site/site.ts';
import { type AskedRequest, routeAsked } from './asked-request.ts';
import { explanation, type RulePages } from './pages.ts';
import { defaultSettings, type Settings } from './settings.ts';

/** What a service is made of. */
export interface ServiceOptions {
  /** Told when a rule throws. */
  readonly log: RuleLog;
  /** The rules' pages; without them nothing can be explained. */
  readonly pages?: RulePages;
  /** Translations by language. */
  readonly translations?: Readonly<Record<string, Translation>>;
  /** The rules to ask; all of them where not given. */
  readonly rules?: readonly Rule[];
}

/** What is new since the last snapshot; what is left out stays as it was. */
export interface Changes {
  readonly workspace?: Workspace;
  readonly settings?: Settings;
  readonly request?: ReadRequest;
  /** The machine that will run Nginx, where it may be asked about files, hosts and users. */
  readonly machine?: Machine | undefined;
}

/** All answers about one state of the files. It never changes, and reads each file as it was. */
export interface Snapshot {
  readonly workspace: Workspace;
  readonly settings: Settings;
  readonly site: Site;
  /** @returns the findings of one file, or of all, sorted by path, place and rule. */
  findings(path?: WorkspacePath): readonly Finding[];
  /** @returns what to show for the findings at an offset of a file. */
  findingHover(path: WorkspacePath, offset: number): FindingHover | undefined;
  /** @returns what to show for the `location` whose head stands at an offset of a file. */
  locationHover(path: WorkspacePath, offset: number): LocationHover | undefined;
  /** @returns the servers and locations of a file, each with a URL that leads there where one is found. */
  routeLenses(path: WorkspacePath): readonly RouteLens[];
  /** @returns where a request goes, asked of the configuration that `path` is part of, else of the first that is whole. */
  route(asked: AskedRequest, path: WorkspacePath | undefined): Route | undefined;
  /** @returns the main files of the whole configurations that a file is part of, or of all where none is named or it is in none. */
  nginxMains(path: WorkspacePath | undefined): readonly WorkspacePath[];
  /**
   * @param name the file's name on the disk, as Nginx is to see it.
   * @param folder where Nginx may write.
   * @returns a main configuration around a file that is part of none here, with which `nginx -t` can be asked about it; undefined for every other file.
   */
  nginxAround(path: WorkspacePath, name: string, folder: string): string | undefined;
  /**
   * Holds what `nginx -t` printed of a main file, or of a file that was asked alone, against our answers.
   * @param version the version that printed it; undefined for the one that is set.
   * @returns undefined where `main` is neither.
   */
  compareNginx(main: WorkspacePath, output: string, version: string | undefined): NginxComparison | undefined;
  /** @returns what can be done about the findings that touch a span of a file. */
  actions(path: WorkspacePath, range: Span): readonly Action[];
  /** @returns the edits of all safe fixes within a file. */
  fixAll(path: WorkspacePath): readonly FileEdit[];
  /** @returns the explanation of a rule in the person's language as Markdown; undefined where no such rule is known. */
  explain(rule: string): string | undefined;
  /** @returns the sentence in the person's language. */
  say(sentence: Message): string;
}

/** The one door to everything that siteconf knows. */
export interface Service {
  /** @returns the snapshot after `changes`. */
  apply(changes: Changes): Snapshot;
}

/** @returns a service that knows no file yet. */
export function createService(options: ServiceOptions): Service {
  let state: Required<Changes> = {
    workspace: memoryWorkspace([], new Map()),
    settings: defaultSettings,
    request: {},
    machine: undefined,
  };
  return {
    apply: (changes) => {
      state = { ...state, ...changes };
      return createSnapshot(state, options);
    },
  };
}

function createSnapshot(state: Required<Changes>, options: ServiceOptions): Snapshot {
  const { workspace, settings, request } = state;
  const tests = nginxOf(state);
  const { log, pages = {}, translations = {}, rules = allRules } = options;
  const language = settings.locale.toLowerCase().split(/[-_]/)[0] ?? 'en';
  const site = once(() => readSite(workspace, request, tests));
  const all = once(() => runRules(rules, site(), settings.rules, log));
  const byPath = once(() => groupByPath(all()));
  const findings = (path?: WorkspacePath): readonly Finding[] =>
    path === undefined ? all() : (byPath().get(workspace.realPath(path)) ?? []);
  const explain = (rule: string): string | undefined => {
    const page = Object.hasOwn(pages, rule) ? pages[rule] : undefined;
    return page === undefined ? undefined : explanation(page, settings.locale);
  };
  return {
    workspace,
    settings,
    get site() {
      return site();
    },
    findings,
    locationHover: (path, offset) =>
      locationHover(site().configurations, workspace.realPath(path), offset, (sentence) =>
        renderMessage(sentence, translations[language]),
      ),
    routeLenses: (path) => routeLenses(site().configurations, workspace.realPath(path)),
    route: (asked, path) => routeAsked(site().configurations, asked, path && workspace.realPath(path)),
    nginxMains: (path) => nginxMains(site().configurations, path && workspace.realPath(path)),
    nginxAround: (path, name, folder) => {
      const real = workspace.realPath(path);
      const { configurations } = site();
      const alone = configurations.find((one) => one.root.path === real);
      const isPart = configurations.some(
        ({ context, files }) => context === 'main' && files.some((file) => file.path === real),
      );
      return alone === undefined || isPart ? undefined : configurationAround(alone, name, folder);
    },
    compareNginx: (main, output, version) => {
      const real = workspace.realPath(main);
      const configuration = site().configurations.find((one) => one.root.path === real);
      const tested = version === undefined ? tests : { ...tests, version };
      return (
        configuration &&
        compareNginxAnswer(readNginxAnswer(output), configuration, testConfiguration(configuration, tested), (path) =>
          workspace.realPath(workspacePath(path)),
        )
      );
    },
    findingHover: (path, offset) => findingHover(findings(path), offset, explain),
    actions: (path, range) => findingActions(findings(path), range, workspace.read(path) ?? ''),
    fixAll: (path) => fixAll(findings(path), workspace.realPath(path)),
    explain,
    say: (sentence) => renderMessage(sentence, translations[language]),
  };
}

function nginxMains(configurations: readonly Configuration[], path: WorkspacePath | undefined): WorkspacePath[] {
  const whole = configurations.filter(({ context }) => context === 'main');
  const holding = whole.filter(({ files }) => files.some((file) => file.path === path));
  return (holding.length > 0 ? holding : whole).map(({ root }) => root.path);
}

function nginxOf({ settings, machine }: Required<Changes>): NginxTestOptions {
  const { nginxVersion, customDirectives } = settings;
  return { version: nginxVersion ?? newestNginx.version, customDirectives, machine };
}

function groupByPath(findings: readonly Finding[]): Map<WorkspacePath, Finding[]> {
  const groups = new Map<WorkspacePath, Finding[]>();
  for (const finding of findings) {
    const group = groups.get(finding.path) ?? [];
    group.push(finding);
    groups.set(finding.path, group);
  }
  return groups;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
