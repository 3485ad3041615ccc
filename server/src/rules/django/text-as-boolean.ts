import type { Origin } from '../../base/known.ts';
import { message } from '../../base/message.ts';
import {
  type EnvironmentText,
  environmentTexts,
  isTruthSetting,
  meantTruth,
} from '../../dialects/django/environment-text.ts';
import { parseModule, type Settings } from '../../dialects/django/settings.ts';
import type { Site } from '../../site/site.ts';
import { defineRule, type Fix } from '../define.ts';

const always = '{name} is the text "{text}", and Python takes every text but the empty one for true.';
const any = '{name} is on whatever {variable} says: the environment holds text, and Python takes "False" for true too.';
const compare = 'Compare the text';

/** A truth setting that is a text. */
export const textAsBoolean = defineRule({
  id: 'django/text-as-boolean',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['django'],
  fix: 'safe',
  sources: [
    'https://docs.python.org/3/library/os.html#os.environ',
    'https://docs.python.org/3/library/stdtypes.html#truth-value-testing',
  ],
  messages: { always, any, compare },
  oncePerPlace: true,
  check({ site, report }) {
    for (const settings of allSettings(site)) {
      for (const path of settings.files) {
        const source = site.workspace.read(path);
        for (const text of source?.includes('env') ? environmentTexts(parseModule(source)) : []) {
          const isLast = settings.assignments(text.name).findLast((place) => place.path === path);
          if (isLast === undefined) {
            continue;
          }
          const value = settings.own(text.name);
          const held = value.kind === 'known' && value.value.type === 'string' ? value.value.value : '';
          const isNo = meantTruth(held) === false && value.kind === 'known' && value.origins[0]?.path === path;
          report({
            path,
            span: text.span,
            message: isNo ? 'always' : 'any',
            values: { name: text.name, variable: text.variable, text: held },
            ...(isNo ? {} : { severity: 'warning' as const }),
            fixes: [comparison(path, text, source ?? '')],
          });
        }
      }
      for (const { name, text, place } of noTexts(settings)) {
        report({ ...place, message: 'always', values: { name, text } });
      }
    }
  },
});

/** What the project's modules say by themselves, and what the processes make of them. */
function allSettings(site: Site): Settings[] {
  return [
    ...site.projects.flatMap((project) => project.modules.map((module) => module.settings)),
    ...site.applications.map((application) => application.settings),
  ];
}

/** Truth settings that hold a word for no, whole in one assignment of a literal. */
function noTexts(settings: Settings): { name: string; text: string; place: Origin }[] {
  const source = parseModule(settings.source);
  return source.statements.flatMap((statement) => {
    const target = statement.kind === 'assign' ? statement.targets[0] : undefined;
    const literal = statement.kind === 'assign' && statement.value?.kind === 'string' ? statement.value : undefined;
    if (target?.kind !== 'name' || literal === undefined || !isTruthSetting(target.name)) {
      return [];
    }
    const isLast = settings.assignment(target.name)?.span.start === statement.span.start;
    return isLast && meantTruth(literal.value) === false
      ? [{ name: target.name, text: literal.value, place: { path: settings.path, span: literal.span } }]
      : [];
  });
}

function comparison(path: Origin['path'], { span, fallback }: EnvironmentText, source: string): Fix {
  const end = { start: span.end, end: span.end };
  const isText = /^["']/.test(source.slice(fallback.span.start, fallback.span.end));
  return {
    title: message(compare),
    kind: 'safe',
    edits: [
      ...(isText ? [] : [{ path, span: fallback.span, newText: fallback.truth ? '"True"' : '"False"' }]),
      { path, span: end, newText: '.lower() in ("1", "true", "yes", "on")' },
    ],
  };
}
