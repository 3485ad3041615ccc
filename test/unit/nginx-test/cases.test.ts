import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask } from './ask.ts';
import cases from './cases.generated.json';

type Message = readonly [level: string, text: string, line: number, file?: string];

/** The files that the cases include. */
const FILES = {
  'sub/ok.inc': 'root /a;\n',
  'sub/bad.inc': '\n\nfoo;\n',
  'sub/open.inc': 'location / {\n',
  'sub/close.inc': 'index a;\n}\n',
  'sub/half.inc': 'index a',
  'sub/self.inc': 'include sub/self2.inc;\n',
  'sub/self2.inc': 'foo;\n',
  'sub/types.inc': 'text/x x;\n',
  'sub/map.inc': 'a b;\n',
};

/** What only the machine can tell. */
const MACHINE = /host not found|getpwnam|getgrnam|open\(\) "|cannot load certificate|no port in "127/;
/** The line of a text with control characters is lost in the answers as they were kept. */
const CUT = /^(?:invalid value "o|unknown directive "index)$/;

/** A template's mark stands in it: then siteconf is silent. */
const TEMPLATES = new Set(['dollar double brace']);

function expected(messages: readonly Message[]): readonly Message[] {
  return messages.filter(([level, text]) => (level === 'emerg' || level === 'warn') && !MACHINE.test(text));
}

function plain(text: string): string {
  return text.replaceAll('@DIR@', '/etc/nginx').replace('/etc/nginx/c.conf', '/etc/nginx/nginx.conf');
}

for (const version of ['1.22.1', '1.31.5'] as const) {
  test(`the answers of Nginx ${version}`, async (context) => {
    let asked = 0;
    for (const { name, config, results } of cases) {
      const messages = results[version] as unknown as readonly Message[];
      if (TEMPLATES.has(name) || messages.some(([, text]) => CUT.test(text))) {
        continue;
      }
      asked++;
      await context.test(name, () => {
        const findings = ask(plain(config), { version, files: FILES });
        const ours = findings.map(({ level, message, line, file }) => ({
          level,
          message,
          line: line === undefined ? 0 : line + 1,
          file: file.path,
        }));
        for (const [level, text, line, file] of expected(messages)) {
          const message = plain(text);
          const found = ours.some(
            (one) =>
              one.level === level &&
              one.message === message &&
              one.line === line &&
              (file === undefined || one.file.endsWith(file)),
          );
          assert.ok(found, `Nginx says ${level} ${line}: ${message}\nwe say ${JSON.stringify(ours, null, 1)}`);
        }
        const refuses = messages.some(([level]) => level === 'emerg');
        if (!refuses) {
          assert.deepEqual(
            ours.filter((one) => one.level === 'emerg'),
            [],
            'Nginx accepts it',
          );
        }
        const first = messages.find(([level]) => level === 'emerg');
        if (first !== undefined && !MACHINE.test(first[1])) {
          assert.equal(findings.find((finding) => finding.first)?.message, plain(first[1]));
        }
      });
    }
    assert.ok(asked > 395, `${asked} cases were asked`);
  });
}
