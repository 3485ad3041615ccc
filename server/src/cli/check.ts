import { readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, relative } from 'node:path';
import { LineIndex } from '../base/line-index.ts';
import type { Message } from '../base/message.ts';
import { directoryName, isInside, type WorkspacePath } from '../base/path.ts';
import type { Span } from '../base/span.ts';
import type { ContextName } from '../dialects/nginx/configuration.ts';
import { createDisk } from '../host/disk.ts';
import { followIncludes } from '../host/included-files.ts';
import { Hosts } from '../host/machine/hosts.ts';
import { createMachine } from '../host/machine/machine.ts';
import { toWorkspacePath } from '../host/node-path.ts';
import type { Texts } from '../host/texts.ts';
import { realPathOf } from '../host/walk.ts';
import type { Finding } from '../rules/finding.ts';
import { isAskedForNginx, mayMatter } from '../service/kinds.ts';
import { createService, type Snapshot } from '../service/service.ts';
import { defaultSettings } from '../service/settings.ts';
import { UsageError } from './arguments.ts';
import type { Checked, Place, Printed } from './checked.ts';

/** What `siteconf check` is asked. */
export interface CheckRequest {
  /** Files and folders, as the person wrote them. */
  readonly paths: readonly string[];
  /** The text from standard input and the path that it stands for. */
  readonly stdin: { readonly path: string; readonly text: string } | undefined;
  /** Each path is a workspace of its own. */
  readonly separate: boolean;
  readonly nginxVersion: string | undefined;
  /** The context of the given files; undefined to find it. */
  readonly context: ContextName | undefined;
  /** The folder that stands for `/` of the server, whose machine is asked about files, hosts and users; nobody is asked where undefined. */
  readonly files: string | undefined;
  readonly locale: string;
}

/** What a check needs beside the request. */
export interface CheckMeans {
  readonly texts: Texts;
  /** Told when a rule throws. */
  log(rule: string, error: unknown): void;
}

/**
 * Checks files and folders. Hosts that the first look asked for are looked up, and then all is checked again.
 * @throws UsageError where a path can't be read.
 */
export async function check(request: CheckRequest, means: CheckMeans): Promise<Checked> {
  const hosts = new Hosts();
  let checked = checkNow(request, means, hosts);
  while (await hosts.lookUp()) {
    checked = checkNow(request, means, hosts);
  }
  return checked;
}

function checkNow(request: CheckRequest, means: CheckMeans, hosts: Hosts): Checked {
  const given = request.paths.map(readGiven);
  if (request.stdin !== undefined) {
    const { path, text } = request.stdin;
    given.push({ asWritten: path, path: toWorkspacePath(path), isFolder: false, text });
  }
  const groups = request.separate ? given.map((one) => [one]) : [given];
  const results = groups.map((group) => checkTogether(group, request, means, hosts));
  return {
    files: results.reduce((sum, result) => sum + result.files, 0),
    findings: results.flatMap((result) => result.findings),
  };
}

interface Given {
  readonly asWritten: string;
  readonly path: WorkspacePath;
  readonly isFolder: boolean;
  /** The text where it doesn't come from the disk. */
  readonly text: string | undefined;
}

function readGiven(asWritten: string): Given {
  const facts = statSync(asWritten, { throwIfNoEntry: false });
  if (facts === undefined) {
    throw new UsageError(`${asWritten}: no such file or folder`);
  }
  if (!facts.isDirectory()) {
    try {
      readFileSync(asWritten);
    } catch (error) {
      throw new UsageError(`${asWritten}: can't be read (${error instanceof Error ? error.message : error})`);
    }
  }
  return { asWritten, path: toWorkspacePath(asWritten), isFolder: facts.isDirectory(), text: undefined };
}

function checkTogether(given: readonly Given[], request: CheckRequest, means: CheckMeans, hosts: Hosts): Checked {
  const folders = given.filter((one) => one.isFolder);
  const files = given.filter((one) => !one.isFolder);
  const root = request.files === undefined ? undefined : realPathOf(request.files);
  const disk = createDisk(
    folders.map((one) => one.path),
    new Map(files.flatMap((file) => [...withIncluded(file, root === '/')])),
  );
  for (const file of files) {
    if (file.text !== undefined) {
      disk.setOpen(file.path, file.text);
    }
  }
  const workspace = disk.workspace();
  const { context } = request;
  const asked = files.filter(({ path }) => isAskedForNginx(path, workspace.read(path) ?? '')).map((one) => one.path);
  const service = createService({
    log: (rule, error) => means.log(rule, error),
    pages: means.texts.pages,
    translations: means.texts.translations,
  });
  const snapshot = service.apply({
    workspace,
    settings: { ...defaultSettings, nginxVersion: request.nginxVersion, locale: request.locale },
    request: {
      asked,
      ...(context === undefined
        ? {}
        : { contexts: new Map(files.map((one) => [workspace.realPath(one.path), context] as const)) }),
    },
    machine: root && createMachine({ root, hosts }),
  });
  const printer = new Printer(snapshot, given);
  return {
    files: countFiles(snapshot, files),
    findings: snapshot.findings().map((finding) => printer.print(finding)),
  };
}

/** A file and where it really is; with one of Nginx also what it includes: in its own tree, and on this machine where `here` says so. */
function withIncluded({ path, text }: Given, here: boolean): ReadonlyMap<WorkspacePath, WorkspacePath> {
  const real = realPathOf(path) ?? path;
  const files = new Map([[path, real]]);
  if (isAskedForNginx(path, text ?? readFileSync(path, 'utf8'))) {
    for (const [file, itself] of followIncludes(real, text, () => here).files) {
      files.set(file, itself);
    }
  }
  return files;
}

/** Each file once: those of Nginx, those that were named, and those whose name tells that they matter; Python only by settings. */
function countFiles({ workspace, site }: Snapshot, files: readonly Given[]): number {
  const counted = new Set<WorkspacePath>(files.map((one) => workspace.realPath(one.path)));
  for (const configuration of site.configurations) {
    for (const file of configuration.files) {
      counted.add(file.path);
    }
  }
  for (const path of workspace.paths) {
    if (mayMatter(path) && (!/\.(?:py|conf)$/i.test(path) || /settings/i.test(path))) {
      counted.add(workspace.realPath(path));
    }
  }
  return counted.size;
}

/** Turns findings into what is printed. */
class Printer {
  readonly #snapshot: Snapshot;
  readonly #given: readonly Given[];
  readonly #lines = new Map<WorkspacePath, LineIndex>();

  constructor(snapshot: Snapshot, given: readonly Given[]) {
    this.#snapshot = snapshot;
    this.#given = given;
  }

  print(finding: Finding): Printed {
    const say = (sentence: Message): string => this.#snapshot.say(sentence);
    const fix = finding.fixes[0];
    return {
      ...this.#place(finding.path, finding.span),
      finding,
      text: this.#text(finding.path),
      message: say(finding.message),
      note: finding.note === undefined ? undefined : say(finding.note),
      related: finding.related.map((one) => ({ ...this.#place(one.path, one.span), message: say(one.message) })),
      fix:
        fix === undefined
          ? undefined
          : {
              title: say(fix.title),
              kind: fix.kind,
              edits: fix.edits.map((edit) => ({ ...this.#place(edit.path, edit.span), newText: edit.newText })),
            },
    };
  }

  #text(path: WorkspacePath): string {
    return this.#snapshot.workspace.read(path) ?? '';
  }

  #place(path: WorkspacePath, span: Span): Place {
    let lines = this.#lines.get(path);
    if (lines === undefined) {
      lines = new LineIndex(this.#text(path));
      this.#lines.set(path, lines);
    }
    return { path: this.#asGiven(path), range: lines.range(span) };
  }

  /**
   * The path as the person would have written it: a given file as given, others behind the given folder that holds them, or
   * the folder of the given file that includes them.
   */
  #asGiven(path: WorkspacePath): string {
    const { workspace } = this.#snapshot;
    const file = this.#given.find(
      (one) => !one.isFolder && (one.path === path || workspace.realPath(one.path) === path),
    );
    if (file !== undefined) {
      return file.asWritten;
    }
    for (const one of this.#given) {
      const folder = one.isFolder ? one.path : directoryName(one.path);
      const asWritten = one.isFolder ? one.asWritten : dirname(one.asWritten);
      const real = realPathOf(one.path) ?? one.path;
      for (const base of [folder, one.isFolder ? real : directoryName(real)]) {
        if (isInside(path, base) && path !== base) {
          const below = path.slice(base === '/' ? 1 : base.length + 1);
          return asWritten === '.' && !one.asWritten.startsWith('./') ? below : joinWritten(asWritten, below);
        }
      }
    }
    return this.#given.some((one) => one.isFolder || isAbsolute(one.asWritten)) ? path : relative('.', path);
  }
}

function joinWritten(folder: string, below: string): string {
  return folder.endsWith('/') ? `${folder}${below}` : `${folder}/${below}`;
}
