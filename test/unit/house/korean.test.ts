import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { textMessages } from '../../../server/src/cli/formats/text.ts';
import { httpsMessages } from '../../../server/src/cli/https.ts';
import { newMessages } from '../../../server/src/cli/new.ts';
import { undoHints } from '../../../server/src/cli/output.ts';
import { undoMessages } from '../../../server/src/cli/undo.ts';
import { actionMessages } from '../../../server/src/features/finding-actions.ts';
import { suppressMessages } from '../../../server/src/features/suppress.ts';
import { codeActionMessages } from '../../../server/src/lsp/handlers/code-action.ts';
import { rules } from '../../../server/src/rules/registry.ts';
import { formerSentence } from '../../../server/src/scaffold/former-files.ts';

const root = join(__dirname, '../../..');
const bundle = readFileSync(join(root, 'l10n/bundle.l10n.ko.json'), 'utf8');
const korean: Record<string, string> = JSON.parse(bundle);

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? sources(path) : path.endsWith('.ts') ? [readFileSync(join(root, path), 'utf8')] : [];
  });
}

const LITERAL = String.raw`(?:'((?:[^'\\\n]|\\.)+)'|"((?:[^"\\\n]|\\.)+)")`;

/** The sentences that are written where they are used: `message('...')` in the core, `l10n.t('...')` in the client. */
function written(): string[] {
  const calls = new RegExp(String.raw`(?:\bmessage|\bl10n\.t)\(\s*${LITERAL}`, 'g');
  return [...sources('server/src'), ...sources('client/src')].flatMap((text) =>
    [...text.matchAll(calls)].map((match) => (match[1] ?? match[2] ?? '').replace(/\\(.)/g, '$1')),
  );
}

const used = [
  ...rules.flatMap((rule) => Object.values(rule.messages)),
  ...[
    newMessages,
    httpsMessages,
    undoMessages,
    undoHints,
    [formerSentence],
    textMessages,
    actionMessages,
    suppressMessages,
    codeActionMessages,
  ].flatMap(Object.values<string>),
  ...written(),
];

const places = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();

test('every sentence that a person may read has its Korean twin', () => {
  assert.ok(used.length > 100, `only ${used.length} sentences were found`);
  assert.deepEqual(
    [...new Set(used)].filter((template) => korean[template] === undefined),
    [],
  );
});

test('a sentence and its twin have the same places', () => {
  for (const [template, twin] of Object.entries(korean)) {
    assert.deepEqual([...new Set(places(twin))], [...new Set(places(template))], template);
    assert.notEqual(twin.trim(), '', template);
  }
});

test('the list is sorted, so that two people who add to it seldom meet', () => {
  assert.deepEqual(Object.keys(korean), Object.keys(korean).sort());
});

/** Particles that Korean writes together with the word in front of them. `이` is left out: it is also the word for "this". */
const apart =
  /[A-Za-z0-9`)}"] (?:은|는|가|을|를|의|에|에서|와|과|로|으로|도|만|부터|까지|입니다|보다|처럼)(?=[ .,:;]|$)/gm;

test('no particle stands apart from its word', () => {
  const pages = readdirSync(join(root, 'l10n/ko'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => readFileSync(join(root, 'l10n/ko', name), 'utf8'));
  const texts = [...Object.values(korean), ...pages, readFileSync(join(root, 'package.nls.ko.json'), 'utf8')];
  assert.deepEqual(
    texts.flatMap((text) =>
      [...text.matchAll(apart)].map(({ index }) => text.slice(Math.max(0, index - 20), index + 8)),
    ),
    [],
  );
});
