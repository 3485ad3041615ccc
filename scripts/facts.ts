/**
 * Makes the compact tables of server/src/facts/nginx from the extracted facts: names, numbers and short syntax lines only.
 * usage: tsx scripts/facts.ts FOLDER   (the folder that holds nginx-directives.json and its neighbours)
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DirectiveRow, ThirdPartyRow, VariableRow } from '../server/src/facts/nginx/rows.ts';
import { contextNames } from '../server/src/facts/nginx/rows.ts';

interface Arguments {
  readonly kind: string;
  readonly min: number;
  readonly max: number | null;
  readonly counts?: readonly number[];
}

interface Shape {
  readonly contexts: readonly string[];
  readonly args: Arguments;
  readonly block: boolean;
  readonly from: string;
}

interface RawDirective extends Shape {
  readonly name: string;
  readonly module: string;
  readonly moduleType: string;
  readonly source: string;
  readonly repo?: string;
  readonly body?: { readonly kind: string; readonly context?: string } | null;
  readonly setter?: {
    readonly function?: string;
    readonly type?: string;
    readonly words?: readonly string[];
    readonly bounds?: readonly (number | null)[];
  } | null;
  readonly repeat: string;
  readonly confLevel?: string | null;
  readonly sharesFieldWith?: readonly string[] | null;
  readonly since?: string | null;
  readonly removed?: { readonly lastVersion: string; readonly removedIn: string } | null;
  readonly deprecated?: { readonly since?: string; readonly replacement?: string | null } | null;
  readonly differsIn?: Readonly<
    Record<string, { readonly setterType?: string; readonly words?: readonly string[] }>
  > | null;
  readonly history?: readonly Shape[] | null;
  readonly docs?: {
    readonly page?: string;
    readonly anchor?: string;
    readonly syntax?: readonly string[];
    readonly default?: readonly string[];
    readonly openSourceSince?: string | null;
  } | null;
}

interface RawVariable {
  readonly name: string;
  readonly context: string;
  readonly prefix: boolean;
  readonly changeable: boolean;
  readonly source?: string;
  readonly capture?: boolean;
  readonly since?: string | null;
  readonly repo?: string;
  readonly commercial?: boolean;
  readonly docs?: { readonly page?: string | null } | null;
}

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  throw new Error('usage: tsx scripts/facts.ts FOLDER');
}
const target = join(__dirname, '..', 'server', 'src', 'facts', 'nginx');
const OLDEST = [1, 14, 0];

function read<T>(name: string): T {
  return JSON.parse(readFileSync(join(folder as string, name), 'utf8')) as T;
}

function isOldest(version: string): boolean {
  const parts = version.replace('before ', '').split('.').map(Number);
  for (let i = 0; i < 3; i++) {
    const difference = (parts[i] ?? 0) - (OLDEST[i] ?? 0);
    if (difference !== 0) {
      return difference < 0;
    }
  }
  return true;
}

function contextMask(contexts: readonly string[]): number {
  let mask = 0;
  for (const context of contexts) {
    const index = (contextNames as readonly string[]).indexOf(context);
    if (index < 0) {
      throw new Error(`unknown context ${context}`);
    }
    mask |= 1 << index;
  }
  return mask;
}

/** Counts as bits; -1 any number, -2 one or more, -3 two or more, -4 a flag. */
function argumentCode(args: Arguments): number {
  switch (args.kind) {
    case 'any':
      return -1;
    case '1more':
      return -2;
    case '2more':
      return -3;
    case 'flag':
      return -4;
  }
  const counts =
    args.counts ?? Array.from({ length: Math.min(7, args.max ?? 7) - args.min + 1 }, (_, index) => args.min + index);
  if (args.counts === undefined && args.max === null) {
    return args.min === 0 ? -1 : args.min === 1 ? -2 : -3;
  }
  return counts.reduce((bits, count) => bits | (1 << count), 0);
}

/** The folders of a table, each named once. */
class Names {
  readonly list: string[] = [];
  index(name: string): number {
    const found = this.list.indexOf(name);
    return found >= 0 ? found : this.list.push(name) - 1;
  }
}

function syntaxOf(raw: RawDirective): string | undefined {
  const lines = (raw.docs?.syntax ?? []).map((line) =>
    line
      .replace(new RegExp(`^${raw.name}\\s*`), '')
      .replace(/\s*;$/, '')
      .replace(/\s+/g, ' '),
  );
  return lines.length === 0 || lines.every((line) => line === '') ? undefined : lines.join('\n');
}

const modules = new Names();
const pages = new Names();
const functions = new Names();

function directiveRow(raw: RawDirective): DirectiveRow {
  const setter = raw.setter ?? {};
  const row: Record<string, unknown> = {
    n: raw.name,
    m: modules.index(raw.module),
    c: contextMask(raw.contexts),
    a: argumentCode(raw.args),
  };
  if (raw.moduleType !== 'http') row.f = raw.moduleType;
  if (raw.block) row.b = raw.body?.kind === 'entries' ? 'entries' : (raw.body?.context ?? 'if');
  if (setter.type !== undefined && setter.type !== 'custom') row.s = setter.type;
  if (setter.type === 'custom' && setter.function !== undefined) row.h = functions.index(setter.function);
  if (setter.words !== undefined) row.w = setter.words.join(' ');
  if (setter.bounds !== undefined) row.r = setter.bounds;
  if (raw.repeat === 'error') row.o = 1;
  if (raw.confLevel && raw.confLevel !== 'loc') row.l = raw.confLevel;
  if (raw.sharesFieldWith) row.k = [raw.name, ...raw.sharesFieldWith].sort()[0];
  if (raw.source === 'docs') row.p = 1;
  const since = raw.source === 'docs' ? (raw.docs?.openSourceSince ?? undefined) : raw.since;
  if (since && !isOldest(since)) row.v = since;
  if (raw.removed) row.x = raw.removed.removedIn;
  if (raw.deprecated) row.e = [raw.deprecated.since ?? '', raw.deprecated.replacement ?? ''];
  const old = raw.differsIn?.['1.22.1'];
  if (old?.setterType !== undefined) row.os = old.setterType;
  if (old?.words !== undefined) row.ow = old.words.join(' ');
  const history = (raw.history ?? []).map((shape) => [
    shape.from,
    contextMask(shape.contexts),
    argumentCode(shape.args),
  ]);
  const changes = history.filter(([from]) => !isOldest(from as string));
  if (changes.length > 0) {
    const before = history.filter(([from]) => isOldest(from as string)).at(-1);
    row.y = before === undefined ? changes : [before, ...changes];
  }
  const syntax = syntaxOf(raw);
  if (syntax !== undefined) row.t = syntax;
  const standard = raw.docs?.default ?? [];
  if (standard.length > 0) row.d = standard.join('\n');
  if (raw.docs?.page) {
    row.u = pages.index(raw.docs.page.replace(/\.html$/, ''));
    if (raw.docs.anchor !== raw.name && raw.docs.anchor) row.i = raw.docs.anchor;
  }
  return row as unknown as DirectiveRow;
}

function lines(rows: readonly unknown[]): string {
  return `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]`;
}

const directives = read<{ directives: RawDirective[]; nginxSource: { version: string } }>('nginx-directives.json');
const rows = directives.directives.map(directiveRow);
writeFileSync(
  join(target, 'directives.json'),
  `{"newest":${JSON.stringify(directives.nginxSource.version)},\n"modules":${JSON.stringify(modules.list)},\n"pages":${JSON.stringify(pages.list)},\n"functions":${JSON.stringify(functions.list)},\n"rows":${lines(rows)}}\n`,
);

const variables = read<{ variables: RawVariable[] }>('nginx-variables.json').variables;
const variablePages = new Names();
const variableRows = variables
  .filter((variable) => variable.capture !== true)
  .map((variable): VariableRow => {
    const row: Record<string, unknown> = { n: variable.name };
    if (variable.context === 'stream') row.s = 1;
    if (variable.prefix) row.p = 1;
    if (variable.changeable) row.c = 1;
    if (variable.commercial || variable.source === 'docs') row.k = 1;
    if (variable.since && !isOldest(variable.since)) row.v = variable.since;
    if (variable.docs?.page) row.u = variablePages.index(variable.docs.page.replace(/\.html$/, ''));
    return row as unknown as VariableRow;
  });

interface RawRepository {
  readonly repo: string;
  readonly packages: readonly string[];
}
const third = read<{ repos: RawRepository[]; directives: RawDirective[]; variables: RawVariable[] }>(
  'nginx-thirdparty.json',
);
const repositories = new Names();
for (const repository of third.repos) {
  repositories.index(repository.repo);
}
for (const variable of third.variables) {
  const row: Record<string, unknown> = { n: variable.name, r: repositories.index(variable.repo as string) };
  if (variable.context === 'stream') row.s = 1;
  if (variable.prefix) row.p = 1;
  if (variable.changeable) row.c = 1;
  variableRows.push(row as unknown as VariableRow);
}
writeFileSync(
  join(target, 'variables.json'),
  `{"pages":${JSON.stringify(variablePages.list)},\n"rows":${lines(variableRows)}}\n`,
);

const thirdModules = new Names();
const thirdRows = third.directives.map((raw): ThirdPartyRow => {
  const row: Record<string, unknown> = {
    n: raw.name,
    m: thirdModules.index(raw.module),
    r: repositories.index(raw.repo ?? 'nginx/njs'),
    c: contextMask(raw.contexts),
    a: argumentCode(raw.args),
  };
  if (raw.moduleType !== 'http') row.f = raw.moduleType;
  if (raw.block) {
    row.b = raw.body?.kind === 'directives' ? raw.body.context : raw.body?.kind === 'lua' ? 'lua' : 'entries';
  }
  return row as unknown as ThirdPartyRow;
});
const packages = third.repos.map((repository) => repository.packages.join(' '));
writeFileSync(
  join(target, 'third-party.json'),
  `{"repositories":${JSON.stringify(repositories.list)},\n"packages":${JSON.stringify(packages)},\n"modules":${JSON.stringify(thirdModules.list)},\n"rows":${lines(thirdRows)}}\n`,
);
