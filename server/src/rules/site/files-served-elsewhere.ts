import { message } from '../../base/message.ts';
import { joinPath, type ServerPath, type WorkspacePath } from '../../base/path.ts';
import type { Span } from '../../base/span.ts';
import { aliasReach } from '../../dialects/nginx/alias-reach.ts';
import type { Statement } from '../../dialects/nginx/configuration.ts';
import { settingInForce } from '../../dialects/nginx/effective/in-force.ts';
import type { Place } from '../../dialects/nginx/effective/place.ts';
import { headEdit } from '../../dialects/nginx/location.ts';
import type { EntryPoint } from '../../site/entry-point.ts';
import {
  onlyFile,
  requestFile,
  serverFolder,
  servingEntries,
  sharesFiles,
  urlPath,
} from '../../site/files/served-file.ts';
import { defineRule, type Fix } from '../define.ts';

const elsewhere = 'Nginx looks for {uri} in {file}, but Django keeps it in {wanted}.';
const taken = 'This location takes {uri} too and looks for it in {file}, but Django keeps it in {wanted}.';
const why = 'The file is there, and visitors get 404.';
const related = '{setting} says where the files are.';
const keep = 'Keep patterns out of {prefix}';

/** What Django calls its files, where it keeps them, and names that a browser asks for. */
const KINDS = [
  { url: 'MEDIA_URL', root: 'MEDIA_ROOT', probes: ['a.pdf', 'a.jpg'] },
  { url: 'STATIC_URL', root: 'STATIC_ROOT', probes: ['a.svg', 'a.css'] },
] as const;

/** A URL of media or static files that Nginx maps to another folder than Django's. */
export const filesServedElsewhere = defineRule({
  id: 'site/files-served-elsewhere',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'likely',
  needs: ['nginx', 'django'],
  fix: 'unsafe',
  sources: ['https://docs.djangoproject.com/en/stable/ref/settings/#media-root'],
  messages: { elsewhere, taken, why, related, keep },
  check({ site, report }) {
    for (const application of site.applications.filter(sharesFiles)) {
      for (const { url, root, probes } of KINDS) {
        const wanted = serverFolder(application, root);
        const place = application.settings.assignment(root);
        const prefix = urlPath(application, url);
        if (wanted === undefined || place === undefined || prefix === undefined) {
          continue;
        }
        for (const entry of servingEntries(application)) {
          const missed = firstMiss(entry, prefix, probes, wanted);
          if (missed !== undefined) {
            report({
              path: missed.path,
              span: missed.span,
              message: missed.isPath ? 'elsewhere' : 'taken',
              values: { uri: missed.uri, file: missed.file, wanted: `${wanted}/${missed.name}`, setting: root },
              note: 'why',
              related: [{ path: place.path, span: place.span, message: message(related, { setting: root }) }],
              fixes: missed.isPath ? [] : keptOut(entry, prefix),
            });
          }
        }
      }
    }
  },
});

/** `^~` for the location of the folder, where it has one that patterns may take files from. */
function keptOut({ server }: EntryPoint, prefix: string): Fix[] {
  const own = server.inner.find(({ head }) => head?.modifier === '' && head.text === prefix)?.statement;
  return own === undefined
    ? []
    : [{ title: message(keep, { prefix }), kind: 'unsafe', edits: [headEdit(own, '^~', prefix)] }];
}

interface Miss {
  readonly path: WorkspacePath;
  readonly span: Span;
  /** Whether the place is the path itself, and not the head of a location without one. */
  readonly isPath: boolean;
  readonly uri: string;
  readonly file: string;
  readonly name: string;
}

function firstMiss(entry: EntryPoint, prefix: string, names: readonly string[], wanted: ServerPath): Miss | undefined {
  for (const name of names) {
    const uri = prefix + name;
    const found = requestFile(entry, uri);
    if (found?.outcome.kind !== 'file' || found.outcome.file.replace(/\/{2,}/g, '/') === `${wanted}/${name}`) {
      continue;
    }
    const really = requestFile(entry, uri, onlyFile(joinPath(wanted, name)));
    if (really?.outcome.kind !== 'status') {
      continue;
    }
    const spot = placeOfPath(found.location ?? entry.server, uri);
    return spot && { ...spot, uri, file: found.outcome.file, name };
  }
  return undefined;
}

/** The path in force, where the level itself sets it; else the head of the location, which takes what it has no path for. */
function placeOfPath(location: Place, uri: string): Pick<Miss, 'path' | 'span' | 'isPath'> | undefined {
  const setting = settingInForce(location, 'root');
  if (setting !== undefined && hasWrongSeam(setting, location)) {
    return undefined;
  }
  const isOwn =
    setting !== undefined && (setting.parent === location.statement || uri.startsWith(location.head?.text ?? '\n'));
  const word = setting?.directive.args[0];
  if (isOwn && word !== undefined) {
    return { path: setting.file.path, span: word.span, isPath: true };
  }
  const { statement, head } = location;
  return statement === undefined || head === undefined
    ? undefined
    : { path: statement.file.path, span: { start: head.modifierSpan.start, end: head.textSpan.end }, isPath: false };
}

/** An alias and a location that don't end alike are a fault of their own, which says more. */
function hasWrongSeam(setting: Statement, { statement, head }: Place): boolean {
  const path = setting.directive.args[0]?.value;
  return (
    setting.directive.name.value === 'alias' &&
    setting.parent === statement &&
    statement !== undefined &&
    head !== undefined &&
    path !== undefined &&
    aliasReach({ alias: setting, location: statement, head, path })?.misled !== undefined
  );
}
