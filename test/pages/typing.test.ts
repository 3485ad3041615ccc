import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allCases, filesOf } from '../harness/cases.ts';
import { snapshotOf, strictService } from '../harness/service-lane.ts';

/** So many states of a file are looked at while it is being typed; short files at every key. */
const MOST_STATES = 40;

for (const { name, one } of allCases()) {
  test(name, () => {
    const service = strictService();
    const typed = new Map<string, string>();
    for (const [path, text] of filesOf(one)) {
      const step = Math.max(1, Math.ceil(text.length / MOST_STATES));
      for (let length = 0; length < text.length; length += step) {
        typed.set(path, text.slice(0, length));
        for (const { span, path: at } of snapshotOf(typed, service).findings()) {
          const all = typed.get(at) ?? '';
          assert.ok(
            0 <= span.start && span.start <= span.end && span.end <= all.length,
            `${at} ${JSON.stringify(span)}`,
          );
        }
      }
      typed.set(path, text);
    }
    assert.deepEqual(snapshotOf(typed, service).findings(), snapshotOf(filesOf(one)).findings());
  });
}
