import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { defaultAnswers, withAnswer } from '../../../server/src/scaffold/answers/answers.ts';
import { planSite } from '../../../server/src/scaffold/plan.ts';

const root = join(__dirname, '../../..');
const folder = join(root, 'server/src/scaffold');
const korean: Record<string, string> = JSON.parse(readFileSync(join(root, 'l10n/bundle.l10n.ko.json'), 'utf8'));

/** Every sentence of the scaffold: what `message` and `say` are called with. */
function templates(): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => {
      const text = readFileSync(join(folder, name), 'utf8');
      return [...text.matchAll(/\b(?:message|say)\(\s*(?:'((?:[^'\\]|\\.)+)'|"([^"]+)")/g)].map((match) =>
        (match[1] ?? match[2] ?? '').replace(/\\(.)/g, '$1'),
      );
    });
}

function places(text: string): string[] {
  return [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();
}

test('every sentence has a Korean twin with the same places', () => {
  const all = templates();
  assert.ok(all.length > 70, `found only ${all.length} sentences`);
  for (const template of all) {
    assert.ok(korean[template], `no Korean for: ${template}`);
    assert.deepEqual(places(korean[template]), places(template), template);
  }
});

test('the guide is in the language of the person, with the same commands', () => {
  const answers = defaultAnswers(withAnswer({}, 'domains', 'shop.example.com'));
  const guide = (translation: Record<string, string>): string =>
    planSite(answers, { randomBytes: (count) => new Uint8Array(count), translation })[0]?.text ?? '';
  const commands = (text: string): string[] =>
    [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
  assert.match(guide(korean), /^# 서버에 shop 올리기\n/);
  assert.deepEqual(commands(guide(korean)), commands(guide({})));
});
