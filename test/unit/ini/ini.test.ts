import assert from 'node:assert/strict';
import { test } from 'node:test';
import { workspacePath } from '../../../server/src/base/path.ts';
import { readSupervisorText } from '../../../server/src/syntax/ini/supervisor.ts';
import type { IniDocument } from '../../../server/src/syntax/ini/tree.ts';
import { readUnitText } from '../../../server/src/syntax/ini/unit.ts';

const path = workspacePath('/w/app.service');

function table(document: IniDocument): string[] {
  return document.sections.flatMap((section) =>
    section.entries.map((entry) => `${section.name}/${entry.key}=${entry.value.value}`),
  );
}

const unit = `# comment
[Unit]
Description = A = b

[Service]
Environment=A=1
Environment=
ExecStart=/usr/bin/celery \\
# in between
    -A shop \\
    worker\\\\
; other
[Install
nonsense
`;

test('a unit: continuation, comments in it, repeated and emptied keys', () => {
  assert.deepEqual(table(readUnitText(path, unit)), [
    'Unit/Description=A = b',
    'Service/Environment=A=1',
    'Service/Environment=',
    'Service/ExecStart=/usr/bin/celery      -A shop      worker\\\\',
  ]);
  assert.deepEqual(
    readUnitText(path, unit).problems.map((problem) => unit.slice(problem.span.start, problem.span.end)),
    ['[Install', 'nonsense'],
  );
});

test('a value stands on its place across lines', () => {
  const start = readUnitText(path, unit).sections[1]?.entries[2]?.value;
  const at = start?.value.indexOf('worker') ?? 0;
  const place = start?.span(at, at + 6);
  assert.equal(unit.slice(place?.start, place?.end), 'worker');
});

const programs = `[program:flower]
command = celery -A shop flower ; the monitor
directory: /srv/shop
Environment=A="1;2",
   B="x"   ; more
user=shop#not a comment
; gone
numprocs=1
`;

test('supervisor: inline comments, lower case, deeper lines belong to the value', () => {
  assert.deepEqual(table(readSupervisorText(path, programs)), [
    'program:flower/command=celery -A shop flower',
    'program:flower/directory=/srv/shop',
    'program:flower/environment=A="1;2",\nB="x"',
    'program:flower/user=shop#not a comment',
    'program:flower/numprocs=1',
  ]);
});

test('tokens put together are the text, for every beginning of it, with LF and CR LF', () => {
  for (const read of [readUnitText, readSupervisorText]) {
    for (const text of [unit, programs, unit.replaceAll('\n', '\r\n'), programs.replaceAll('\n', '\r\n')]) {
      for (let end = 0; end <= text.length; end++) {
        const part = text.slice(0, end);
        const document = read(path, part);
        const joined = document.tokens.map((token) => part.slice(token.span.start, token.span.end)).join('');
        assert.equal(joined, part);
        for (const entry of document.sections.flatMap((section) => section.entries)) {
          assert.ok(entry.span.start <= entry.value.origin.span.start && entry.value.origin.span.end <= part.length);
        }
      }
    }
  }
});
