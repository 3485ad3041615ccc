import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { unreadNames } from '../../../server/src/dialects/django/celery-settings.ts';
import { flowerPython } from './ask-flower.ts';

const found = flowerPython('newest');

/** Says, for each namespace of a JSON list, which of Celery's settings a name in capitals reaches. */
const script = `
import json, sys
from celery import Celery
from celery.app.defaults import _TO_OLD_KEY

def reached(namespace, name):
    settings = type('Settings', (), {name: 'told'})()
    app = Celery('shop')
    app.config_from_object(settings, namespace=namespace or None)
    return sorted(key for key in _TO_OLD_KEY if app.conf.get(key) == 'told')

print(json.dumps([reached(*case) for case in json.load(sys.stdin)]))
`;

test('Celery reads no name that we call unread, and the one that we name instead', {
  skip: 'missing' in found ? found.missing : false,
}, () => {
  assert.ok('python' in found);
  const cases = ['', 'CELERY', 'SHOP'].flatMap((namespace) =>
    unreadNames(namespace).map((names) => ({ namespace, ...names })),
  );
  assert.ok(cases.length > 40);
  const input = cases.flatMap(({ namespace, name, read }) => [
    [namespace, name],
    [namespace, read],
  ]);
  const { stdout, stderr } = spawnSync(found.python, ['-c', script], {
    input: JSON.stringify(input),
    encoding: 'utf8',
  });
  assert.notEqual(stdout, '', stderr);
  const answers: string[][] = JSON.parse(stdout);
  cases.forEach(({ namespace, name, read }, index) => {
    assert.deepEqual(answers[index * 2], [], `${name} with the namespace "${namespace}"`);
    assert.equal(answers[index * 2 + 1]?.length, 1, `${read} with the namespace "${namespace}"`);
  });
});
