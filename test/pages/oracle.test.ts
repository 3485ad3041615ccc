import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { after, test } from 'node:test';
import { defaultSettings } from '../../server/src/service/settings.ts';
import { allCases, filesOf, type NamedCase } from '../harness/cases.ts';
import { findingsOnMachine, strictService, workspaceOf } from '../harness/service-lane.ts';
import { CopiedMachine } from '../oracle/nginx/machine.ts';
import { giveMachine, wantedOfMachine } from '../oracle/nginx/machine-supplies.ts';

const version = /nginx\/(\S+)/.exec(spawnSync('nginx', ['-v'], { encoding: 'utf8' }).stderr ?? '')?.[1];
const made = version === undefined ? { refusal: 'nginx is not installed' } : CopiedMachine.make();
const skip = 'refusal' in made ? made.refusal : false;
after(() => 'refusal' in made || made.close());

/** What the packages of this machine put where a case has files of its own. */
const installed = ['modules-enabled', 'sites-enabled', 'conf.d'].flatMap((name) => {
  const folder = `/etc/nginx/${name}`;
  return existsSync(folder) ? readdirSync(folder).map((file) => `${folder}/${file}`) : [];
});

/**
 * Asks real Nginx about the files of a case, where the case has them. What they need beside them is put there, unless the machine is what
 * the case is about.
 * @param expected the refusals that are ours. @returns what Nginx refuses; nothing where it accepts.
 */
function ask(machine: CopiedMachine, { one, onMachine }: NamedCase, expected: readonly string[]): readonly string[] {
  machine.empty();
  for (const path of installed) {
    machine.write(path, '');
  }
  const files = one.files.filter((file) => file.language === 'nginx');
  for (const { path, text } of onMachine ? one.files : files) {
    machine.write(path, text);
  }
  const main = files.find(({ text }) => /^\s*(?:http|events|user|stream|mail)\b/m.test(text));
  let start = main?.path ?? '/etc/nginx/siteconf-main.conf';
  if (main === undefined) {
    const included = files.map(({ path }) => `include ${path};`).join('\n');
    const inServer = files.every(
      ({ text }) => !/^\s*(?:server|upstream|map|limit_req_zone|proxy_cache_path)\b/m.test(text),
    );
    machine.write(start, `events {}\nhttp {\n${inServer ? `server {\nlisten 8080;\n${included}\n}` : included}\n}\n`);
  } else if (!/^\s*events\b/m.test(main.text)) {
    start = `${main.path}.whole`;
    machine.write(start, `${main.text}\nevents {}\n`);
  }
  const given = new Set<string>();
  for (;;) {
    const told = machine.nginx(['-t', '-c', start, '-e', 'stderr']);
    const messages = [...told.matchAll(/\[emerg\](?: \d+#\d+:)? (.*)$/gm)].map((match) =>
      (match[1] as string).replace(/ in \S+:\d+$/, ''),
    );
    const [first = ''] = messages;
    const isMeant = onMachine || expected.some((message) => first.startsWith(message));
    const supply = isMeant ? undefined : wantedOfMachine(first);
    if (supply === undefined || given.has(supply)) {
      return messages;
    }
    given.add(supply);
    giveMachine(machine, supply);
  }
}

for (const named of allCases()) {
  const { one, name } = named;
  if (!one.files.some((file) => file.language === 'nginx')) {
    continue;
  }
  test(name, { skip }, (context) => {
    assert.ok(!('refusal' in made));
    if (one.files.some(({ language, text }) => language === 'nginx' && /\{%|\{\{/.test(text))) {
      context.skip('a template, which no Nginx reads as it is');
      return;
    }
    const settings = { ...defaultSettings, nginxVersion: version };
    const files = filesOf(one);
    const findings = named.onMachine
      ? findingsOnMachine(files, settings)
      : strictService()
          .apply({ workspace: workspaceOf(files), settings })
          .findings();
    const refused = findings.flatMap(({ nginx }) => (nginx?.level === 'emerg' ? [nginx.message] : []));
    const told = ask(made, named, refused);
    if (/^dlopen\(\)/.test(told[0] ?? '')) {
      context.skip(`a module that isn't installed here: ${told[0]}`);
      return;
    }
    if (findings.some(({ rule }) => rule === 'nginx/module-not-loaded')) {
      assert.match(told[0] ?? '', /^unknown directive/);
      return;
    }
    if (told.length > 0 && one.kind === 'Not reported' && refused.length === 0) {
      context.skip(`silent on purpose, since another file may mend it: ${told[0]}`);
      return;
    }
    const both = `Nginx: ${told.join('\n')}\nours: ${refused.join('\n')}`;
    assert.equal(told.length > 0, refused.length > 0, both);
    assert.ok(told.length === 0 || refused.some((message) => told.some((one) => one.startsWith(message))), both);
  });
}
