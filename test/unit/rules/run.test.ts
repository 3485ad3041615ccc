import assert from 'node:assert/strict';
import { test } from 'node:test';
import { message } from '../../../server/src/base/message.ts';
import { workspacePath } from '../../../server/src/base/path.ts';
import { allStatements } from '../../../server/src/dialects/nginx/read.ts';
import { defineRule, type Rule } from '../../../server/src/rules/define.ts';
import { createService } from '../../../server/src/service/service.ts';
import { defaultSettings } from '../../../server/src/service/settings.ts';
import { workspaceOf } from '../../harness/service-lane.ts';

/** A rule that says something of each `sendfile`, with a fix that takes it away. */
const noSendfile = defineRule({
  id: 'nginx/sendfile',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'proven',
  needs: ['nginx'],
  fix: 'safe',
  sources: [],
  messages: { found: 'Here is {name}.', remove: 'Remove it' },
  check({ site, report }) {
    for (const configuration of site.configurations) {
      for (const { directive, file } of allStatements(configuration.statements)) {
        if (directive.name.value === 'sendfile') {
          report({
            path: file.path,
            span: directive.name.span,
            message: 'found',
            values: { name: directive.name.value },
            fixes: [
              {
                title: message('Remove it'),
                kind: 'safe',
                edits: [{ path: file.path, span: directive.span, newText: '' }],
              },
            ],
          });
        }
      }
    }
  },
});

const thrower: Rule = {
  ...noSendfile,
  id: 'nginx/thrower',
  check: () => {
    throw new Error('no');
  },
};

const path = workspacePath('/etc/nginx/nginx.conf');

function check(text: string, rules: readonly Rule[], settings = {}, log: (rule: string) => void = assert.fail) {
  const service = createService({ log, rules });
  return service.apply({
    workspace: workspaceOf(new Map([[path, text]])),
    settings: { ...defaultSettings, rules: settings },
  });
}

const text = 'events {}\nhttp {\n  sendfile on;\n  server { sendfile off; }\n}\n';

test('a rule that throws is isolated and logged; the others still answer', () => {
  const logged: string[] = [];
  const findings = check(text, [thrower, noSendfile], {}, (rule) => logged.push(rule)).findings();
  assert.deepEqual([findings.length, logged], [2, ['nginx/thrower']]);
});

test('a message that the rule has not is a fault of the rule, not an empty sentence', () => {
  const logged: string[] = [];
  const bad: Rule = { ...noSendfile, messages: {} };
  assert.equal(check(text, [bad], {}, (rule) => logged.push(rule)).findings().length, 0);
  assert.deepEqual(logged, ['nginx/sendfile']);
});

test('settings switch a rule off or change its severity; a report may only be milder', () => {
  const severity = (rule: Rule, settings: object) => check(text, [rule], settings).findings()[0]?.severity;
  const saying = (one: 'error' | 'hint'): Rule => ({
    ...noSendfile,
    check: ({ site, report }) => noSendfile.check({ site, report: (said) => report({ ...said, severity: one }) }),
  });
  assert.deepEqual(
    [
      severity(noSendfile, {}),
      severity(noSendfile, { 'nginx/sendfile': 'off' }),
      severity(noSendfile, { 'nginx/sendfile': 'error' }),
      severity(saying('error'), {}),
      severity(saying('hint'), { 'nginx/sendfile': 'error' }),
    ],
    ['warning', undefined, 'error', 'warning', 'hint'],
  );
});

const suppressed: [name: string, line: string, left: number][] = [
  ['next line', '# siteconf-disable-next-line nginx/sendfile\n  sendfile on;', 1],
  [
    'next line, several rules and a reason',
    '# siteconf-disable-next-line a/b, nginx/sendfile -- we know\n  sendfile on;',
    1,
  ],
  [
    'next line, stacked',
    '# siteconf-disable-next-line a/b\n # siteconf-disable-next-line nginx/sendfile\nsendfile on;',
    1,
  ],
  ['not the line after next', '# siteconf-disable-next-line nginx/sendfile\n\n  sendfile on;', 2],
  ['same line', 'sendfile on; # siteconf-disable-line nginx/sendfile', 1],
  ['all', 'sendfile on; # siteconf-disable-line all', 1],
  ['the whole file', 'sendfile on;\n# siteconf-disable-file nginx/sendfile', 0],
  ['another rule', 'sendfile on; # siteconf-disable-line nginx/other', 2],
  ['no rule at all', 'sendfile on; # siteconf-disable-line', 2],
  ['a rule only in the reason', 'sendfile on; # siteconf-disable-line a/b -- not nginx/sendfile', 2],
];
for (const [name, line, left] of suppressed) {
  test(`a comment allows: ${name}`, () => {
    const changed = text.replace('sendfile on;', line);
    assert.equal(check(changed, [noSendfile]).findings().length, left);
  });
}

test('actions: the fix first, then comments that allow it, then the explanation; each comment works', () => {
  const snapshot = check(text, [noSendfile]);
  const offset = text.indexOf('sendfile on');
  const actions = snapshot.actions(path, { start: offset, end: offset });
  assert.deepEqual(
    actions.map(({ kind, title, preferred }) => [kind, snapshot.say(title), preferred]),
    [
      ['fix', 'Remove it', true],
      ['suppress', 'Allow nginx/sendfile on this line', false],
      ['suppress', 'Allow nginx/sendfile in this file', false],
      ['explain', 'Explain nginx/sendfile', false],
    ],
  );
  const left = actions
    .filter((action) => action.kind === 'suppress')
    .map(({ edits }) => {
      const edit = edits[0];
      assert.ok(edit);
      return check(text.slice(0, edit.span.start) + edit.newText + text.slice(edit.span.end), [noSendfile]).findings()
        .length;
    });
  assert.deepEqual(left, [1, 0]);
});

test('fix-all takes every safe fix and nothing twice', () => {
  const twin: Rule = { ...noSendfile, id: 'nginx/twin' };
  assert.equal(check(text, [noSendfile, twin]).fixAll(path).length, 2);
});

test('a rule may tell of each place once, by what it reports there first', () => {
  const twice: Rule = {
    ...noSendfile,
    messages: { ...noSendfile.messages, again: 'Here is {name} again.' },
    check: ({ site, report }) =>
      noSendfile.check({
        site,
        report: (first) => {
          report(first);
          report({ ...first, message: 'again' });
        },
      }),
  };
  const text = 'events {}\nhttp { sendfile on; }\n';
  const told = (rule: Rule): string[] =>
    check(text, [rule])
      .findings()
      .map((finding) => finding.message.template);
  assert.deepEqual(told({ ...twice, oncePerPlace: true }), ['Here is {name}.']);
  assert.equal(told(twice).length, 2);
});
