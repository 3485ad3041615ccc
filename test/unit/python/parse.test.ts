import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parsePython } from '../../../server/src/syntax/python/parse.ts';
import type { Expression, Statement } from '../../../server/src/syntax/python/tree.ts';

/** @returns the expression in brackets that show how it was read. */
function shape(expression: Expression | undefined): string {
  if (expression === undefined) {
    return '';
  }
  switch (expression.kind) {
    case 'name':
      return expression.name;
    case 'string':
      return JSON.stringify(expression.value);
    case 'number':
    case 'constant':
      return String(expression.value);
    case 'formatted':
      return `f(${expression.parts.map((part) => (typeof part === 'string' ? JSON.stringify(part) : shape(part.value))).join(' ')})`;
    case 'list':
    case 'tuple':
    case 'set':
      return `${expression.kind}(${expression.items.map(shape).join(' ')})`;
    case 'starred':
      return `*${shape(expression.value)}`;
    case 'dictionary':
      return `{${expression.entries.map((entry) => `${entry.key === undefined ? '**' : `${shape(entry.key)}:`}${shape(entry.value)}`).join(' ')}}`;
    case 'call':
      return `${shape(expression.callee)}(${expression.arguments.map((one) => `${one.star}${one.name === undefined ? '' : `${one.name}=`}${shape(one.value)}`).join(' ')})`;
    case 'attribute':
      return `${shape(expression.object)}.${expression.name}`;
    case 'subscript':
      return `${shape(expression.object)}[${shape(expression.index)}]`;
    case 'slice':
      return `${shape(expression.start)}:${shape(expression.stop)}:${shape(expression.step)}`;
    case 'unary':
      return `(${expression.operator} ${shape(expression.operand)})`;
    case 'binary':
    case 'boolean':
      return `(${shape(expression.left)} ${expression.operator} ${shape(expression.right)})`;
    case 'compare':
      return `(${shape(expression.left)}${expression.comparisons.map((one) => ` ${one.operator} ${shape(one.right)}`).join('')})`;
    case 'conditional':
      return `(${shape(expression.consequence)} if ${shape(expression.test)} else ${shape(expression.otherwise)})`;
    case 'walrus':
      return `(${shape(expression.target)} := ${shape(expression.value)})`;
    case 'comprehension':
      return `${expression.of}(${expression.key === undefined ? '' : `${shape(expression.key)}: `}${shape(expression.value)} for ${shape(expression.target)} in ${shape(expression.iterable)}${expression.conditions.map((one) => ` if ${shape(one)}`).join('')})`;
    case 'lambda':
      return `lambda ${expression.parameters.map((one) => one.star + one.name).join(' ')}: ${shape(expression.body)}`;
    default:
      return expression.kind;
  }
}

const expressions: readonly (readonly [text: string, expected: string])[] = [
  [`"a" 'b' """c"""`, '"abc"'],
  [`r'\\n' '\\n\\x41\\u00e9\\101'`, '"\\\\n\\nAéA"'],
  [`f"{BASE}/x{{y}}" 'z'`, 'f(BASE "/x{y}" "z")'],
  ['0x1f + 1_000 * 2 ** -3', '(31 + (1000 * (2 ** (- 3))))'],
  ['not A and B or not C == 1', '(((not A) and B) or (not (C == 1)))'],
  ['not (A or B) and C', '((not (A or B)) and C)'],
  ['a < b <= c', '(a < b <= c)'],
  ['(a < b) < c', '((a < b) < c)'],
  ['a is not None and b not in (1,)', '((a is not null) and (b not in tuple(1)))'],
  ['[*BASE, "x"] + list(y)', '(list(*BASE "x") + list(y))'],
  ['{**a, "b": 1}', '{**a "b":1}'],
  ['{"b", c}', 'set("b" c)'],
  ['()', 'tuple()'],
  ['1, *b', 'tuple(1 *b)'],
  ['env("A", default=True, *c, **d)', 'env("A" default=true *c **d)'],
  ['a.b["c"][1:-1].d()', 'a.b["c"][1:(- 1):].d()'],
  ['x if y else z if w else v', '(x if y else (z if w else v))'],
  ['[h.strip() for h in s.split(",") if h]', 'list(h.strip() for h in s.split(",") if h)'],
  ['{k: v for k, v in d.items()}', 'dictionary(k: v for tuple(k v) in d.items())'],
  ['any(x for x in y)', 'any(generator(x for x in y))'],
  ['lambda v, *a: v + 1', 'lambda v *a: (v + 1)'],
  ['(y := 3)', '(y := 3)'],
  ['b"x"', '"x"'],
  ['("a"\n  "b")', '"ab"'],
];

describe('expressions of Python', () => {
  for (const [text, expected] of expressions) {
    it(text, () => {
      const { statements, problems } = parsePython(`X = ${text}\n`);
      assert.deepEqual(problems, []);
      const [statement] = statements;
      assert.ok(statement?.kind === 'assign');
      assert.equal(shape(statement.value), expected);
      const span = statement.value?.span ?? { start: 0, end: 0 };
      assert.equal(`X = ${text}\n`.slice(span.start, span.end), text);
    });
  }
});

function kinds(statements: readonly Statement[]): string {
  return statements.map((statement) => statement.kind).join(' ');
}

const broken: readonly (readonly [name: string, text: string, kinds: string])[] = [
  ['a bracket that is not closed', 'A = [1, 2\nB = 3\nif B:\n    C = 4\nD = 5\n', 'broken assign if assign'],
  ['a value that is missing', 'A =\nB = 3\n', 'broken assign'],
  ['a colon that is missing', 'if A\n    B = 1\nC = 2\n', 'broken broken assign'],
  ['a quote that is not closed', "A = 'x\nB = 2\n", 'assign assign'],
  ['a broken line in a block', 'if A:\n    B = = 1\n    C = 2\nD = 3\n', 'if assign'],
  ['Python 2', 'print "x"\nA = 1\n', 'broken assign'],
  ['prose', 'these are the settings\nA = 1\n', 'broken assign'],
  ['an indented line', 'A = 1\n  B = 2\nC = 3\n', 'assign broken assign'],
];

describe('a statement that is not Python costs no other', () => {
  for (const [name, text, expected] of broken) {
    it(name, () => {
      const { statements, problems } = parsePython(text);
      assert.equal(kinds(statements), expected);
      assert.ok(problems.length > 0 || expected.startsWith('assign assign'));
    });
  }

  it('a value whose text ends in the middle of a quote is broken', () => {
    const [statement] = parsePython("A = 'x\nB = 2\n").statements;
    assert.ok(statement?.kind === 'assign' && statement.value?.kind === 'broken');
  });
});

describe('spans', () => {
  it('end where the last word of a block ends, before comments and blank lines', () => {
    const text = 'if A:\n    B = 1  # why\n    # more\n\n\n# next\nC = 2\n';
    const { statements } = parsePython(text);
    assert.deepEqual(
      statements.map(({ span }) => text.slice(span.start, span.end)),
      ['if A:\n    B = 1', 'C = 2'],
    );
  });
});

const sample = `from pathlib import Path
from .base import *  # noqa
import environ, os.path as p
try:
    from .local import (A as B, C)
except (ImportError, KeyError) as error:
    pass
else:
    DEBUG: bool = env.bool("DEBUG", default=not X)
finally:
    del y
BASE_DIR = Path(__file__).resolve().parent.parent
if v := os.getenv("A"):
    MIDDLEWARE += ['x', *BASE, f"{v!r:>{w}}" "b"]
elif a is not b:
    @decorated
    class Prod(Base, metaclass=M):
        def f(self, x=1, *a, **k) -> int:
            return [y for y in x if y]
else:
    with open(p) as f, g: DATABASES["default"]["X"] = {**a, 'b': (1,)}
for a, b in c: print(a); x = 1
while True: break
raise ImproperlyConfigured("x") from e
`;

function checkSpans(text: string): void {
  const { statements, problems } = parsePython(text);
  const seen = new Set<unknown>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) {
      return;
    }
    seen.add(value);
    if ('start' in value && 'end' in value && typeof value.start === 'number' && typeof value.end === 'number') {
      assert.ok(0 <= value.start && value.start <= value.end && value.end <= text.length, JSON.stringify(value));
    }
    for (const inner of Object.values(value)) {
      visit(inner);
    }
  };
  visit(statements);
  visit(problems);
}

describe('any text', () => {
  it('is read without throwing, for each prefix of a module', () => {
    for (let end = 0; end <= sample.length; end++) {
      checkSpans(sample.slice(0, end));
    }
  });

  it('is read without throwing, after random edits', () => {
    const piece = fc.constantFrom(
      '(',
      ')',
      '[',
      '{',
      '"',
      "'",
      '"""',
      'f"{',
      ':',
      '\n',
      '\n  ',
      '=',
      ',',
      '*',
      'not ',
      'if ',
      'else',
      '#',
      '\\',
      '\t',
      '가',
      'x',
    );
    fc.assert(
      fc.property(fc.nat(sample.length), fc.nat(20), fc.array(piece, { maxLength: 5 }), (at, cut, pieces) => {
        checkSpans(sample.slice(0, at) + pieces.join('') + sample.slice(at + cut));
      }),
      { numRuns: 300 },
    );
  });

  it('is read without throwing, however deep it nests', () => {
    for (const text of [
      '('.repeat(5000),
      `X = ${'['.repeat(3000)}${']'.repeat(3000)}`,
      `X = ${'not '.repeat(5000)}A`,
      `X = ${'a + '.repeat(5000)}b`,
      `X = ${'a and '.repeat(5000)}b`,
      'if x:\n'.repeat(50),
    ]) {
      checkSpans(text);
    }
  });
});
