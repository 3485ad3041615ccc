import assert from 'node:assert/strict';
import { test } from 'node:test';
import { workspacePath } from '../../../server/src/base/path.ts';
import { readYaml } from '../../../server/src/syntax/yaml/read.ts';
import { type YamlNode, yamlChild } from '../../../server/src/syntax/yaml/tree.ts';

const path = workspacePath('/w/compose.yml');

/** Every scalar's text with the source text that its characters stand on. */
function scalars(text: string): string[] {
  const found: string[] = [];
  const walk = (node: YamlNode): void => {
    if (node.kind === 'scalar') {
      const places = node.text.glyphs.map((glyph) => text.slice(glyph.start, glyph.end));
      found.push(`${node.text.value}|${places.join('')}`);
    } else if (node.kind === 'list') {
      node.items.forEach(walk);
    } else {
      node.entries.forEach((entry) => {
        walk(entry.value);
      });
    }
  };
  const { root } = readYaml(path, text);
  if (root !== undefined) {
    walk(root);
  }
  return found;
}

test('each character of a scalar stands on its place, in every style', () => {
  assert.deepEqual(scalars('a: plain words\nb: "with \\"escape\\" \\x41"\nc: \'it\'\'s\'\n'), [
    'plain words|plain words',
    'with "escape" A|with \\"escape\\" \\x41',
    "it's|it''s",
  ]);
  assert.deepEqual(scalars('a: >\n  celery\n  flower\nb: |\n  one\n  two\nc: first\n  second\n'), [
    'celery flower\n|celery\n  flower\n',
    'one\ntwo\n|one\ntwo\n',
    'first second|first\n  second',
  ]);
});

test('anchors and merge keys: own entries win', () => {
  const { root } = readYaml(
    path,
    'x-base: &base\n  image: app\n  command: worker\nservices:\n  flower:\n    <<: *base\n    command: flower\n',
  );
  const service = yamlChild(yamlChild(root, 'services'), 'flower');
  assert.deepEqual(
    service?.kind === 'map' ? service.entries.map((entry) => [entry.key.value, scalar(entry.value)]) : [],
    [
      ['command', 'flower'],
      ['image', 'app'],
    ],
  );
});

test('what is no text, and nothing at all', () => {
  const { root } = readYaml(path, 'port: 5555\nempty:\nlist: [1, ~]\n');
  const port = yamlChild(root, 'port');
  const empty = yamlChild(root, 'empty');
  assert.equal(port?.kind === 'scalar' && !port.isText && port.text.value, '5555');
  assert.equal(empty?.kind === 'scalar' && empty.isNull, true);
});

test('broken texts give problems and no exception', () => {
  const text = 'services:\n  web:\n    command: ["a", "b\n    image: "x\n  - nonsense: *missing\n';
  for (let end = 0; end <= text.length; end++) {
    readYaml(path, text.slice(0, end));
  }
  assert.ok(readYaml(path, text).problems.length > 0);
  assert.equal(readYaml(path, '').root, undefined);
  readYaml(path, 'a: &a [*a, *a]\nb: &b {<<: *b}\n');
});

function scalar(node: YamlNode): string {
  return node.kind === 'scalar' ? node.text.value : node.kind;
}
