import { certain } from '../../base/known.ts';
import { message } from '../../base/message.ts';
import type { FileEdit } from '../../base/text-edit.ts';
import { headEdit, isRegexModifier } from '../../dialects/nginx/location.ts';
import { prefixEdits } from '../../dialects/process/flower-edit.ts';
import { flowerPrefix } from '../../dialects/process/flower-options.ts';
import { isPinnedBelow } from '../../dialects/process/pins.ts';
import type { FlowerInstance } from '../../site/flower/flower.ts';
import { type FlowerReach, reachFlower } from '../../site/flower/reach.ts';
import type { Site } from '../../site/site.ts';
import { defineRule, type Fix, type Related, type Report } from '../define.ts';

const notFound =
  'Flower answers under {told}, but Nginx serves it under {served} and asks it for {asked}: every page is 404.';
const noAssets =
  'The page of Flower opens under {served}, but its links and styles lead to {example}, which doesn’t reach Flower.';
const noTables =
  'The pages of Flower open under {served}, but its tables stay empty: they ask for {example}, which doesn’t reach Flower.';
const stolenAssets = 'Flower comes without styles: another location of this server takes {example}.';
const noSlash = '{example} is 404; only with a slash at its end does it show Flower.';
const onlyBelow = 'Flower answers under {told}; {served} itself is 404.';
const why =
  'Since 0.9.5 Flower puts --url_prefix in front of every address that it answers and every link that it writes, so Nginx must hand the path on as it is.';
const whySlash =
  'A location that ends with a slash makes Nginx send people from {example} to {example}/; this one hands it to Flower, which has no such page.';
const whyThief = 'A location with a pattern goes before one with a path, unless that one has ^~.';
const toldHere = 'Flower is told its path here.';
const toldNothing = 'Flower is told no prefix here, so it answers under /.';
const passedHere = 'Nginx hands the requests on here.';
const takenHere = 'This location takes {example}.';
const tell = 'Tell Flower --url_prefix={served}';
const passOn = 'Hand the path on as it is';
const tellAndPassOn = 'Tell Flower --url_prefix={served} and hand the path on as it is';
const keepOut = 'Put ^~ in front of {head}';
const makePrefix = 'Make it location ^~ {path}';
const addSlash = 'End the location with a slash';

/** The path that Nginx serves against the prefix that Flower is told. */
export const urlPrefixMismatch = defineRule({
  id: 'flower/url-prefix-mismatch',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['nginx', 'flower'],
  fix: 'unsafe',
  sources: [
    'https://flower.readthedocs.io/en/latest/config.html#url-prefix',
    'https://github.com/mher/flower/pull/766',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass',
  ],
  messages: {
    notFound,
    noAssets,
    noTables,
    stolenAssets,
    noSlash,
    onlyBelow,
    why,
    whySlash,
    whyThief,
    toldHere,
    toldNothing,
    passedHere,
    takenHere,
    tell,
    passOn,
    tellAndPassOn,
    keepOut,
    makePrefix,
    addSlash,
  },
  check({ site, report }) {
    for (const flower of site.flowers) {
      const told = toldPrefix(flower);
      if (told === undefined || isPinnedBelow(site.workspace, 'flower', [0, 9, 5])) {
        continue;
      }
      for (const reach of reachFlower(flower, told)) {
        const found = judge(site, flower, told, reach);
        if (found !== undefined) {
          report(found);
        }
      }
    }
  },
});

/** The prefix where it is certain and Flower runs with it; what makes Flower end or unreachable is told by other rules. */
function toldPrefix(flower: FlowerInstance): string | undefined {
  const { urlPrefix, words } = flower.options;
  const value = urlPrefix.kind === 'absent' ? '' : certain(urlPrefix);
  if (value === undefined || /["']/.test(value) || words.some((word) => word.kind === 'valueless')) {
    return undefined;
  }
  const prefix = flowerPrefix(value);
  return prefix.kind === 'unreachable' ? undefined : prefix.kind === 'none' ? '' : prefix.path;
}

function judge(site: Site, flower: FlowerInstance, told: string, reach: FlowerReach): Report | undefined {
  const { link, served, fault } = reach;
  const values = {
    told: folder(told),
    served: folder(served),
    asked: reach.asked ?? '/',
    example: reach.example,
    head: link.route.location.head?.text ?? '',
  };
  const word = link.route.pass.directive.args[0];
  const passPlace = { path: link.route.pass.file.path, span: word?.span ?? link.route.pass.directive.span };
  const head = link.route.location.head;
  const headPlace =
    head === undefined
      ? passPlace
      : { path: link.route.location.statement?.file.path ?? passPlace.path, span: head.textSpan };
  const told_ = toldPlace(flower);
  const related: Related[] = [told_, { ...passPlace, message: message(passedHere) }];
  const others = (place: { readonly path: string; readonly span: { readonly start: number } }): Related[] =>
    related.filter((each) => each.path !== place.path || each.span.start !== place.span.start);
  switch (fault) {
    case 'not found':
    case 'no assets':
    case 'no tables': {
      const wrongHere = rewrites(reach) || told === served;
      const place = wrongHere ? passPlace : { path: told_.path, span: told_.span };
      const name = fault === 'not found' ? 'notFound' : fault === 'no assets' ? 'noAssets' : 'noTables';
      return {
        ...place,
        message: name,
        values,
        note: 'why',
        related: others(place),
        fixes: mends(site, flower, told, reach),
      };
    }
    case 'stolen assets':
      return {
        ...headPlace,
        message: 'stolenAssets',
        values,
        note: 'whyThief',
        related: [...thiefPlace(reach), ...related],
        fixes: mends(site, flower, told, reach),
      };
    case 'no slash':
      return {
        ...headPlace,
        message: 'noSlash',
        values,
        note: 'whySlash',
        severity: 'warning',
        related,
        fixes: mends(site, flower, told, reach),
      };
    case 'only below': {
      const place = { path: told_.path, span: told_.span };
      return { ...place, message: 'onlyBelow', values, note: 'why', severity: 'warning', related: others(place) };
    }
    default:
      return undefined;
  }
}

function folder(path: string): string {
  return path === '' ? '/' : `/${path}/`;
}

/** Whether Nginx asks Flower for another path than the one that the browser asks for. */
function rewrites(reach: FlowerReach): boolean {
  const path = reach.served === '' ? '/tasks' : `/${reach.served}/tasks`;
  return reach.asked !== undefined && reach.asked !== path;
}

function toldPlace(flower: FlowerInstance): Related {
  const setting = flower.options.get('url_prefix');
  if (setting.origin === undefined) {
    const { path, span } = flower.process.program.command.place();
    return { path, span, message: message(toldNothing) };
  }
  const place = setting.text !== undefined && setting.text.length > 0 ? setting.text.place() : setting.origin;
  return { path: place.path, span: place.span, message: message(toldHere) };
}

function thiefPlace(reach: FlowerReach): Related[] {
  const statement = reach.thief?.statement;
  const span = reach.thief?.head?.textSpan;
  return statement === undefined || span === undefined
    ? []
    : [{ path: statement.file.path, span, message: message(takenHere, { example: reach.example }) }];
}

/**
 * Flower told the served path, Nginx handing the path on unchanged, and a location that takes the path with its slash and all below it:
 * these three make the pages whole.
 */
function mends(site: Site, flower: FlowerInstance, told: string, reach: FlowerReach): readonly Fix[] {
  const { served, link } = reach;
  if (served === '' || link.route.location.head?.modifier === '=') {
    return [];
  }
  const heads = headMend(reach);
  const tells = told === served ? [] : prefixEdits(flower, served, site.workspace);
  const moved = heads !== undefined && link.route.uri !== undefined;
  const changesLinks = link.route.place.own.has('sub_filter');
  const passes = rewrites(reach) || moved || changesLinks ? passEdits(reach) : [];
  if (tells === undefined || passes === undefined) {
    return [];
  }
  const edits = [...(heads?.edits ?? []), ...passes, ...tells];
  if (tells.length + passes.length === 0) {
    return heads === undefined ? [] : [heads];
  }
  const title = passes.length === 0 ? tell : tells.length === 0 ? passOn : tellAndPassOn;
  return [{ title: message(title, { served }), kind: 'unsafe', edits }];
}

/** The mend of the location's own words; undefined where nothing is wrong with them. */
function headMend({ link, served, thief }: FlowerReach): Fix | undefined {
  const { statement, head } = link.route.location;
  if (statement === undefined || head === undefined) {
    return undefined;
  }
  const path = `/${served}/`;
  if (isRegexModifier(head.modifier)) {
    const takesSlash = /^\^[^?]*\/$/.test(head.text) && thief === undefined;
    const title = message(makePrefix, { path });
    return takesSlash ? undefined : { title, kind: 'unsafe', edits: [headEdit(statement, '^~', path)] };
  }
  const modifier = thief === undefined ? head.modifier : '^~';
  if (modifier === head.modifier && head.text === path) {
    return undefined;
  }
  const keepsPath = head.text === path;
  return {
    title: keepsPath ? message(keepOut, { head: head.text }) : message(addSlash),
    kind: keepsPath ? 'safe' : 'unsafe',
    edits: [headEdit(statement, modifier, path)],
  };
}

/** The edits that make a location hand its path on: no path behind the address, no rewrite before it. */
function passEdits({ link }: FlowerReach): readonly FileEdit[] | undefined {
  const { pass, place, uri } = link.route;
  const edits: FileEdit[] = [];
  const word = pass.directive.args[0];
  const { text } = pass.file.document;
  if (uri !== undefined && word !== undefined) {
    const end = word.quote === undefined ? word.span.end : word.span.end - 1;
    if (!text.slice(word.span.start, end).endsWith(uri)) {
      return undefined;
    }
    edits.push({ path: pass.file.path, span: { start: end - uri.length, end }, newText: '' });
  }
  for (const { directive, file } of place.statements) {
    if (
      ['rewrite', 'sub_filter', 'sub_filter_once', 'sub_filter_last_modified', 'sub_filter_types'].includes(
        directive.name.value,
      )
    ) {
      const blank = /[ \t]*$/.exec(file.document.text.slice(0, directive.span.start))?.[0].length ?? 0;
      const lineEnd = /^[ \t]*\r?\n/.exec(file.document.text.slice(directive.span.end))?.[0].length ?? 0;
      const start = directive.span.start - blank;
      const whole = start === 0 || file.document.text.charAt(start - 1) === '\n';
      edits.push({
        path: file.path,
        span: whole ? { start, end: directive.span.end + lineEnd } : { start, end: directive.span.end },
        newText: '',
      });
    }
  }
  return edits.length > 0 ? edits : undefined;
}
