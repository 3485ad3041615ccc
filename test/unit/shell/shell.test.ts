import assert from 'node:assert/strict';
import { test } from 'node:test';
import { workspacePath } from '../../../server/src/base/path.ts';
import { ReadText } from '../../../server/src/base/read-text.ts';
import {
  expandExecVariables,
  expandSpecifiers,
  readExecLine,
  splitUnitWords,
} from '../../../server/src/syntax/shell/exec.ts';
import { expandShellWord } from '../../../server/src/syntax/shell/expand.ts';
import { unsetVariable } from '../../../server/src/syntax/shell/parameter.ts';
import { readShell } from '../../../server/src/syntax/shell/posix.ts';
import { readKeyValues, splitShlex } from '../../../server/src/syntax/shell/shlex.ts';

const path = workspacePath('/w/file');
const read = (text: string): ReadText => ReadText.of(path, text);
const values = (words: readonly ReadText[]): string[] => words.map((word) => word.value);

test('systemd: quotes anywhere, C escapes, prefixes, several commands', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['/bin/celery flower --url_prefix="flower"', ['/bin/celery', 'flower', '--url_prefix=flower']],
    ['"--a b" \'c "d"\' e\\x20f g\\s\\ttab', ['--a b', 'c "d"', 'e f', 'g \ttab']],
    ['--url_prefix=\\"flower\\" ""', ['--url_prefix="flower"', '']],
    ['a \\d "open', ['a', '\\d', 'open']],
  ];
  for (const [text, words] of cases) {
    assert.deepEqual(values(splitUnitWords(read(text))), words, text);
  }
  assert.deepEqual(
    readExecLine(read('-@/bin/a b ; +/bin/c \\; d')).map((command) => [command.prefix, ...values(command.words)]),
    [
      ['-@', '/bin/a', 'b'],
      ['+', '/bin/c', ';', 'd'],
    ],
  );
});

test('systemd: specifiers and variables', () => {
  const expanded = expandSpecifiers(read('w1@%%h-%n-%i-%'), (letter) => (letter === 'n' ? 'a.service' : undefined));
  assert.equal(expanded.value, 'w1@%h-a.service-\uFFFC-%');
  const lookup = (name: string): ReadText | undefined =>
    name === 'ONE'
      ? read("a 'b c'")
      : name === 'HOLE'
        ? unsetVariable('HOLE', { path, span: { start: 0, end: 1 } })
        : undefined;
  assert.deepEqual(values(expandExecVariables(read('$ONE'), lookup)), ['a', 'b c']);
  assert.deepEqual(values(expandExecVariables(read('x${ONE}y$ONE$$'), lookup)), ["xa 'b c'y$ONE$"]);
  assert.deepEqual(values(expandExecVariables(read('$NONE'), lookup)), []);
  assert.deepEqual(
    expandExecVariables(read('$HOLE'), lookup).map((word) => [word.value, word.splits]),
    [['\uFFFC', true]],
  );
});

test('shlex, as supervisor splits a command and reads an environment', () => {
  assert.deepEqual(values(splitShlex(read('a "b c" d\'e\' "f\\"g" h\\ i \\n'))), ['a', 'b c', 'de', 'f"g', 'h i', 'n']);
  assert.deepEqual(
    readKeyValues(read('A="1,2",B=x,\n C=\'y z\' , D=""')).map((pair) => [pair.name.value, pair.value.value]),
    [
      ['A', '1,2'],
      ['B', 'x'],
      ['C', 'y z'],
      ['D', ''],
    ],
  );
});

test('a POSIX shell text becomes its simple commands', () => {
  const text = `#!/bin/sh
set -e
# comment with celery flower
if [ "$1" = x ]; then
  exec celery -A shop \\
    worker >/dev/null 2>&1 &
fi
cat <<'EOT' > file
celery -A no beat
EOT
case "$1" in
  flower|f) celery flower;;
  *) exec "$@" ;;
esac
start() { gunicorn shop.wsgi; }
(cd /srv && uvicorn a:b) | tee log
for i in 1 2; do echo $i; done
A=1 B="x y" env`;
  assert.deepEqual(
    readShell(read(text)).map(
      (command) => `${command.depth} ${values(command.words).join(' ')} ${command.operator.trim()}`,
    ),
    [
      '0 set -e ',
      '1 [ "$1" = x ] ;',
      '1 exec celery -A shop worker &',
      '0 cat ',
      '1 celery flower ;;',
      '1 exec "$@" ;;',
      '1 gunicorn shop.wsgi ;',
      '0 cd /srv &&',
      '0 uvicorn a:b )',
      '0 tee log ',
      '1 echo $i ;',
      '0 A=1 B="x y" env ',
    ],
  );
});

test('expansion: quotes, defaults, splitting, what only the shell knows', () => {
  const lookup = (name: string, origin: { path: typeof path; span: { start: number; end: number } }) =>
    name === 'SET' ? read('a b') : name === 'GONE' ? undefined : unsetVariable(name, origin);
  const cases: readonly (readonly [string, readonly string[]])[] = [
    [`a"b c"'d $SET'\\ e`, ['ab cd $SET e']],
    ['$SET', ['a', 'b']],
    ['"$SET"x', ['a bx']],
    ['$GONE', []],
    ['"$GONE"', ['']],
    ['${GONE:-5555}', ['5555']],
    ['--port=${PORT:-5555}', ['--port=5555']],
    ['--port=${PORT}', ['--port=\uFFFC']],
    ['`date`$(echo ")")x', ['\uFFFC\uFFFCx']],
    ['"$@"', ['\uFFFC']],
    ['${X%%y}', ['\uFFFC']],
    ['${SET:+--flag}', ['--flag']],
    ['"\\"\\n"', ['"\\n']],
    ['\\"flower\\"', ['"flower"']],
  ];
  for (const [text, words] of cases) {
    assert.deepEqual(values(expandShellWord(read(text), lookup)), words, text);
  }
  const [port] = expandShellWord(read('--port=${PORT:-5555}'), lookup);
  const known = port?.toKnown();
  assert.deepEqual(known?.kind === 'known' ? known.assumes.map(({ variable, fallback }) => [variable, fallback]) : [], [
    ['PORT', '5555'],
  ]);
});

test('no text throws, and every place lies inside it', () => {
  const text = `if a "b $(c \`d\` '\${e:-"f"}') \\\n <<X; case x in (y) z;; esac } ) $' <<`;
  for (let start = 0; start < text.length; start++) {
    for (let end = start; end <= text.length; end++) {
      const part = read(text.slice(start, end));
      const words = [
        ...readShell(part).flatMap((command) => command.words),
        ...splitShlex(part),
        ...splitUnitWords(part),
      ];
      for (const word of words.flatMap((word) => [word, ...expandShellWord(word, () => undefined)])) {
        assert.ok(word.origin.span.start >= 0 && word.origin.span.end <= part.length);
      }
    }
  }
});
