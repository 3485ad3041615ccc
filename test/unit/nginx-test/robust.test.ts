import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Hosts } from '../../../server/src/host/machine/hosts.ts';
import { createMachine } from '../../../server/src/host/machine/machine.ts';
import { Random } from '../../harness/random.ts';
import { Generator } from '../../oracle/nginx/generate.ts';
import { mutate } from '../../oracle/nginx/mutate.ts';
import { ask } from './ask.ts';
import cases from './cases.generated.json';

const CONTEXTS = ['main', 'http', 'server', 'location', 'stream', 'upstream', 'if in location', 'mail'] as const;

/** A machine on which nothing is as the configuration wants it. */
const machine = createMachine({ root: '/', hosts: new Hosts(), prefix: '/nowhere' });

function check(text: string, random: Random): void {
  const findings = ask(text, { context: random.pick(CONTEXTS), machine: random.chance(0.5) ? machine : undefined });
  for (const { span, message, line } of findings) {
    assert.ok(span.start >= 0 && span.start <= span.end && span.end <= text.length, message);
    assert.ok(line === undefined || line >= 0, message);
  }
  assert.ok(findings.filter(({ first }) => first).length <= 1);
}

test('bytes without sense, cut and joined texts never make it throw', () => {
  const random = new Random(7);
  const generator = new Generator('1.31.5', random);
  const alphabet = [...'{};"\'\\$#() \n\tabz0~*=@/.:%', 'server ', 'location ', 'if ', 'é', '\u{1f600}', '\ud800'];
  for (let round = 0; round < 400; round++) {
    const noise = Array.from({ length: random.below(60) }, () => random.pick(alphabet)).join('');
    check(noise, random);
    const one = random.pick(cases).config;
    const other = generator.make();
    check(one.slice(0, random.below(one.length)) + other.slice(random.below(other.length)), random);
    check(other.slice(0, random.below(other.length)) + noise, random);
    const mutant = mutate(other, random);
    check(mutant?.text ?? noise, random);
  }
});

test('the same text has the same answers', () => {
  const text = new Generator('1.31.5', new Random(3)).make();
  const plain = () => ask(text).map(({ message, line, span }) => `${line} ${span.start} ${message}`);
  assert.deepEqual(plain(), plain());
});

test('a long text that is no configuration is answered soon', () => {
  const text = Array.from({ length: 20_000 }, (_, line) => `word${line} another thing;\r`).join('\n');
  const started = performance.now();
  assert.equal(ask(text).length > 10_000, true);
  assert.ok(performance.now() - started < 10_000);
});

test('a block in which every semicolon is forgotten takes time in proportion', () => {
  const text = (lines: number): string =>
    `events {}\nhttp {\n    server {\n        location / {\n${'            proxy_set_header Host $host\n'.repeat(lines)}        }\n    }\n}\n`;
  const time = (lines: number): number => {
    const started = process.cpuUsage();
    assert.equal(ask(text(lines)).length, lines);
    const { user, system } = process.cpuUsage(started);
    return (user + system) / 1000;
  };
  time(1000);
  const few = Math.min(time(2000), time(2000));
  assert.ok(time(16_000) < Math.max(few, 20) * 8 * 4);
});
