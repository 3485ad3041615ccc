import { l10n, Uri, window, workspace } from 'vscode';
import type { ScaffoldAnswers, ScaffoldFile } from '../../../server/src/lsp/wire.ts';
import type { Server } from '../server.ts';
import { Answers } from './answers.ts';
import { preview } from './preview.ts';
import { tellForgotten } from './undo.ts';

/** What the command may be given, by a key binding or another extension; what is left out is asked. */
interface Given {
  readonly folder?: Uri;
  readonly answers: ScaffoldAnswers;
}

function readGiven(given: unknown): Given {
  if (typeof given !== 'object' || given === null || given instanceof Uri) {
    return { answers: {} };
  }
  const { folder, answers } = given as { folder?: unknown; answers?: unknown };
  const entries = typeof answers === 'object' && answers !== null ? Object.entries(answers) : [];
  return {
    ...(typeof folder === 'string' ? { folder: Uri.file(folder) } : {}),
    answers: Object.fromEntries(entries.filter(([, value]) => typeof value === 'string' || typeof value === 'boolean')),
  };
}

/** Asks what the sites are like, shows the files and writes them: all of them or none. */
export async function scaffoldSite(server: Server, argument: unknown): Promise<void> {
  const given = readGiven(argument);
  const folder = given.folder ?? (await chooseFolder());
  if (!folder) {
    return;
  }
  const files = await planFiles(server, folder, given.answers);
  if (files) {
    await write(server, folder, files);
  }
}

/** @returns the files that the person agreed to; undefined where they gave up. */
async function planFiles(
  server: Server,
  folder: Uri,
  given: ScaffoldAnswers,
): Promise<readonly ScaffoldFile[] | undefined> {
  const target = folder.toString();
  const proposed = await server.request('siteconf/scaffold/proposals', { folder: target });
  const sites: Answers[] = [];
  const begin = (): void => {
    // Beyond the projects that are there, one more is like the last: from nothing where that was from nothing.
    const next = proposed[sites.length] ?? {
      folder: null,
      answers: { starter: proposed.at(-1)?.answers.starter ?? false },
    };
    const place = { target, folder: next.folder, before: sites.map(({ values }) => values) };
    sites.push(new Answers(server, place, next.answers, sites.length === 0 ? given : {}));
  };
  begin();
  let problems: readonly { site: number; key: string; message: string }[] = [];
  let askFirst = true;
  for (;;) {
    const current = sites.at(-1);
    const asked = askFirst ? await current?.ask() : 'done';
    if (!current || asked === undefined) {
      return undefined;
    }
    askFirst = false;
    if (asked === 'back') {
      sites.pop();
      continue;
    }
    const own = problems
      .filter(({ site }) => site === sites.length - 1)
      .map(({ key, message }) => [key, message] as const);
    const another = current.folder === '' ? undefined : (proposed[sites.length]?.folder ?? '');
    const choice = await current.review(new Map(own), another);
    if (choice === undefined) {
      return undefined;
    }
    if (choice === 'back') {
      askFirst = true;
      continue;
    }
    const plan = await server.request('siteconf/scaffold/plan', {
      sites: sites.map((site) => ({ folder: site.folder, answers: site.values })),
      folder: target,
    });
    problems = plan.problems;
    if (problems.length > 0) {
      continue;
    }
    if (choice === 'another') {
      begin();
      askFirst = true;
      continue;
    }
    const chosen = await preview(folder, plan);
    if (chosen === undefined) {
      return undefined;
    }
    if (chosen === 'write') {
      return plan.files;
    }
  }
}

async function write(server: Server, folder: Uri, files: readonly ScaffoldFile[]): Promise<void> {
  const wanted = await withoutKept(files);
  if (!wanted) {
    return;
  }
  const unsaved = wanted.find(({ path }) => isUnsaved(Uri.joinPath(folder, path)));
  if (unsaved) {
    void window.showErrorMessage(l10n.t('Nothing was written: save {path} first.', { path: unsaved.path }));
    return;
  }
  if (wanted.length === 0) {
    void window.showInformationMessage(l10n.t('Every file is there already: nothing was written.'));
    return;
  }
  const { problem, forgotten } = await server.request('siteconf/scaffold/write', {
    folder: folder.toString(),
    files: wanted,
  });
  if (problem !== null) {
    void window.showErrorMessage(l10n.t('Nothing was written: {problem}', { problem }));
    return;
  }
  tellForgotten(forgotten);
  void offerGuide(folder, files, wanted.length);
}

/** @returns the files to write, after asking which of those that are there are to be overwritten; undefined: gave up. */
async function withoutKept(files: readonly ScaffoldFile[]): Promise<readonly ScaffoldFile[] | undefined> {
  const conflicts = files.filter(({ state }) => state === 'conflict');
  const others = files.filter(({ state }) => state === 'create' || state === 'extend');
  if (conflicts.length === 0) {
    return others;
  }
  const overwritten = await window.showQuickPick(
    conflicts.map((file) => ({ label: file.path, description: file.purpose, file })),
    {
      canPickMany: true,
      ignoreFocusOut: true,
      title: l10n.t('These files are there with another text'),
      placeHolder: l10n.t('Check those to be overwritten; the others are kept.'),
    },
  );
  return overwritten && [...others, ...overwritten.map(({ file }) => file)];
}

function isUnsaved(uri: Uri): boolean {
  return workspace.textDocuments.some((document) => document.isDirty && document.uri.toString() === uri.toString());
}

async function offerGuide(folder: Uri, files: readonly ScaffoldFile[], count: number): Promise<void> {
  const guide = files.find(({ path }) => path.endsWith('.md')) ?? files[0];
  const open = l10n.t('Open the Guide');
  const chosen = await window.showInformationMessage(l10n.t('Files written: {count}', { count }), open);
  if (chosen === open && guide) {
    await window.showTextDocument(Uri.joinPath(folder, guide.path));
  }
}

/** @returns a folder on this machine's disk; undefined where none was chosen. */
async function chooseFolder(): Promise<Uri | undefined> {
  const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  if (folders.length === 1) {
    return folders[0]?.uri;
  }
  if (folders.length > 1) {
    const picked = await window.showQuickPick(
      folders.map(({ name, uri }) => ({ label: name, description: uri.fsPath, uri })),
      { title: l10n.t('Scaffold Site'), placeHolder: l10n.t('Folder that holds manage.py') },
    );
    return picked?.uri;
  }
  const chosen = await window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    openLabel: l10n.t('Write the Site Here'),
  });
  return chosen?.[0];
}
