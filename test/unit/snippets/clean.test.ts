import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { renderMessage } from '../../../server/src/base/message.ts';
import { type Files, snapshotOf } from '../../harness/service-lane.ts';
import { expandSnippet, type StoredSnippet, storedSnippets } from '../../harness/snippets.ts';

/** Where a person would put the snippet. */
function placed(snippet: StoredSnippet): Files {
  const text = expandSnippet(snippet.body);
  switch (snippet.file) {
    case 'systemd.json':
      return new Map([[`/etc/systemd/system/${snippet.prefix}.service`, `${text}\n`]]);
    case 'supervisor.json':
      return new Map([['/etc/supervisor/conf.d/shop.conf', `${text}\n`]]);
    case 'django.json':
      return new Map([
        [
          '/srv/shop/shop/settings.py',
          `import os\nfrom django.conf import global_settings\nMIDDLEWARE = []\n${text}\n`,
        ],
      ]);
    default:
      return snippet.prefix === 'nginx-conf'
        ? new Map([['/etc/nginx/nginx.conf', `${text}\n`]])
        : new Map([
            [
              '/etc/nginx/sites-available/shop',
              snippet.prefix.startsWith('location-')
                ? `server {\nlisten 80;\nserver_name shop.example.com;\n${text}\n}\n`
                : `${text}\n`,
            ],
          ]);
  }
}

describe('no finding in what a snippet leaves', () => {
  for (const snippet of storedSnippets()) {
    test(`${snippet.file}: ${snippet.prefix}`, () => {
      const snapshot = snapshotOf(placed(snippet));
      assert.deepEqual(
        snapshot.findings().map((finding) => `${finding.rule}: ${renderMessage(finding.message)}`),
        [],
      );
    });
  }
});
