import assert from 'node:assert/strict';
import { test } from 'node:test';
import { workspacePath } from '../../../server/src/base/path.ts';
import { readDockerfile } from '../../../server/src/syntax/dockerfile/read.ts';

const path = workspacePath('/w/Dockerfile');
const read = (text: string): string[] =>
  readDockerfile(path, text).map(({ keyword, value }) => `${keyword} ${value.value}`);

test('instructions, in any case, with their lines joined', () => {
  assert.deepEqual(
    read(
      '# comment\nfrom python:3.13 as build\n\nRUN apt-get update && \\\n    # in between\n\n    apt-get install -y gcc\nCMD ["a"]\n',
    ),
    ['FROM python:3.13 as build', 'RUN apt-get update &&     apt-get install -y gcc', 'CMD ["a"]'],
  );
});

test('another character that joins lines', () => {
  assert.deepEqual(read('# syntax=docker/dockerfile:1\n# escape=`\nFROM a\nRUN dir C:\\\nRUN one `\n two\n'), [
    'FROM a',
    'RUN dir C:\\',
    'RUN one  two',
  ]);
});

test('here-documents hold no instructions', () => {
  assert.deepEqual(
    read('FROM a\nRUN <<EOF\nCMD wrong\nEOF\nCOPY <<-"ONE" <<TWO /x/\nENV A=1\nONE\nENV B=2\nTWO\nCMD right\n'),
    ['FROM a', 'RUN <<EOF', 'COPY <<-"ONE" <<TWO /x/', 'CMD right'],
  );
});

test('each value knows its place', () => {
  const text = 'FROM a\nENV A=1 \\\n  B=2\r\n';
  const [, variables] = readDockerfile(path, text);
  const at = variables?.value.value.indexOf('B=2') ?? -1;
  assert.deepEqual(variables?.value.span(at, at + 3), { start: text.indexOf('B=2'), end: text.indexOf('B=2') + 3 });
});

test('what has no end is read to the end', () => {
  assert.deepEqual(read('FROM a\nRUN <<EOF\nx\n'), ['FROM a', 'RUN <<EOF']);
  assert.deepEqual(read('CMD gunicorn \\'), ['CMD gunicorn ']);
  assert.deepEqual(read('FROM'), []);
});
