import { type Message, message } from '../base/message.ts';
import type { Span } from '../base/span.ts';
import { nginxAnswers } from '../dialects/nginx/test/answers.ts';
import type { FindingKind, NginxFinding } from '../dialects/nginx/test/finding.ts';
import type { Fix, Related, Report, RuleContext } from './define.ts';

/** The sentences of every rule that says what Nginx itself would say. */
export const answerMessages = {
  refused: 'Nginx refuses to start: {text}',
  warned: 'Nginx warns: {text}',
  since: 'Nginx refuses to start: {text}. It exists since {since}; you target {version}.',
  removed: 'Nginx refuses to start: {text}. It is gone since {since}; you target {version}.',
  meant: 'Did you mean {names}?',
  replaced: 'Write "{replacement}" instead.',
  newer:
    'So says Nginx {version}. An older one may not know the other spelling: name yours in siteconf.nginx.version (--nginx-version).',
  packaged: 'It belongs to {module}. On Debian and Ubuntu the package {packages} has it and loads it.',
  unpackaged: 'It belongs to {module}, which no package of Debian has.',
  earlier: 'This one is first.',
  cause: 'The cause is here.',
  included: 'Included here.',
  insert: 'Insert "{text}"',
  replace: 'Change to "{text}"',
  remove: 'Remove "{text}"',
  instead: 'Write "{text}" instead',
} as const;

/** Which of Nginx's answers a rule hands on. */
export interface AnswerFilter {
  readonly level: 'emerg' | 'warn';
  /** All kinds where not given. */
  readonly kinds?: readonly FindingKind[];
}

/** Reports what `nginx -t` would say of the site, as far as the filter asks. */
export function reportAnswers({ site, report }: RuleContext, filter: AnswerFilter): void {
  for (const configuration of site.configurations) {
    for (const finding of nginxAnswers(configuration, site.nginxTest)) {
      if (finding.level === filter.level && (filter.kinds === undefined || filter.kinds.includes(finding.kind))) {
        report(toReport(finding, site.nginxTest.version));
      }
    }
  }
}

function toReport(finding: NginxFinding, version: string): Report {
  const { file, level } = finding;
  const { since, removedIn, replacement } = finding.version ?? {};
  const known = since ?? removedIn;
  const key =
    level === 'warn' ? 'warned' : since !== undefined ? 'since' : removedIn !== undefined ? 'removed' : 'refused';
  const place = placeOf(finding);
  const names = finding.suggestions.map((name) => `"${name}"`).join(', ');
  const packages = finding.module?.packages.join(', ');
  const note =
    packages !== undefined
      ? packages === ''
        ? 'unpackaged'
        : 'packaged'
      : names !== ''
        ? 'meant'
        : replacement !== undefined && known !== undefined
          ? 'replaced'
          : level === 'warn' && finding.fixes.some(({ kind }) => kind === 'instead')
            ? 'newer'
            : undefined;
  return {
    path: file.path,
    span: shown(place, file.document.text),
    message: key,
    values: {
      text: finding.message,
      since: known ?? '',
      version,
      names,
      replacement: replacement ?? '',
      module: finding.module?.name ?? '',
      packages: packages ?? '',
    },
    ...(note === undefined ? {} : { note }),
    related: [...(place === finding.span ? [] : [toCause(finding)]), ...finding.related.map(toRelated)],
    fixes: [...finding.fixes.map((fix) => toFix(finding, fix)), ...suggestedFixes(finding)],
    nginx: { level, message: finding.message },
  };
}

/**
 * Nginx names the line on which it stumbled, and a forgotten semicolon or brace lies above it: the finding stands where Nginx has it,
 * at the word that Nginx names, and the place to mend is related to it.
 */
function placeOf({ file: { document, lines }, span, line, message: said }: NginxFinding): Span {
  if (line === undefined || line === lines.lineAt(span.start) || line >= lines.lineCount) {
    return span;
  }
  const start = lines.lineStart(line);
  const text = document.text.slice(start, line + 1 < lines.lineCount ? lines.lineStart(line + 1) : undefined);
  const word = [...said.matchAll(/"([^"]+)"/g)]
    .map(([, quoted = '']) => quoted)
    .find((quoted) => text.includes(quoted));
  const shownText = word ?? text.trim();
  const at = start + text.indexOf(shownText);
  return { start: at, end: at + shownText.length };
}

function toCause({ file, span }: NginxFinding): Related {
  return { path: file.path, span: shown(span, file.document.text), message: message(answerMessages.cause) };
}

/** An empty span is widened by a character, so that it can be seen and clicked; on an empty last line there is none. */
function shown(span: Span, text: string): Span {
  if (span.end > span.start || (span.start === text.length && text.endsWith('\n'))) {
    return span;
  }
  return span.start < text.length
    ? { start: span.start, end: span.start + 1 }
    : { start: Math.max(0, span.start - 1), end: span.start };
}

function toRelated({ file, span, isInclude }: NginxFinding['related'][number]): Related {
  return { path: file.path, span, message: message(isInclude ? answerMessages.included : answerMessages.earlier) };
}

function toFix({ file }: NginxFinding, fix: NginxFinding['fixes'][number]): Fix {
  const text =
    fix.shown ?? (fix.kind === 'remove' ? file.document.text.slice(fix.span.start, fix.span.end) : fix.newText);
  const title: Message = message(answerMessages[fix.kind], { text });
  return {
    title,
    kind: fix.safe ? 'safe' : 'unsafe',
    edits: [fix, ...(fix.also ?? [])].map(({ span, newText }) => ({ path: file.path, span, newText })),
  };
}

/** One fix for each name that may have been meant. */
function suggestedFixes({ kind, file, span, suggestions }: NginxFinding): Fix[] {
  return kind !== 'unknown-directive'
    ? []
    : suggestions.map((text) => ({
        title: message(answerMessages.replace, { text }),
        kind: 'unsafe' as const,
        edits: [{ path: file.path, span, newText: text }],
      }));
}
