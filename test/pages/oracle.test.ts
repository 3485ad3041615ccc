import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { defaultSettings } from '../../server/src/service/settings.ts';
import { allCases, filesOf, type NamedCase } from '../harness/cases.ts';
import { strictService, workspaceOf } from '../harness/service-lane.ts';

/** What depends on the machine and not on the text: files, names and rights that a test machine has not. */
const MACHINE =
  /host not found|cannot load certificate|open\(\)|getpwnam|getgrnam|mkdir\(\)|bind\(\)|Permission denied|No such file|BIO_new_file|still could not bind|stat\(\)|not found in upstream|dlopen\(\)/;

const version = /nginx\/(\S+)/.exec(spawnSync('nginx', ['-v'], { encoding: 'utf8' }).stderr ?? '')?.[1];
const skip = version === undefined ? 'nginx is not installed' : false;
const folder = mkdtempSync(join(tmpdir(), 'siteconf-oracle-'));
after(() => rmSync(folder, { recursive: true }));

interface Answer {
  readonly accepted: boolean;
  /** The message at which it stopped. */
  readonly refusal: string | undefined;
  readonly messages: readonly string[];
}

/** What the real Nginx says of the Nginx files of a case, put where the case has them below a folder of its own. */
function ask({ one }: NamedCase, name: string): Answer | undefined {
  const root = join(folder, name);
  const files = one.files.filter((file) => file.language === 'nginx');
  const moved = (text: string): string => text.replaceAll('/etc/nginx/', `${root}/etc/nginx/`);
  for (const { path, text } of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), moved(text));
  }
  const main = files.find(({ text }) => /^\s*(?:http|events|user|stream|mail)\b/m.test(text));
  let start = main && join(root, main.path);
  if (main === undefined) {
    const included = files.map(({ path }) => `include ${join(root, path)};`).join('\n');
    const inServer = files.every(
      ({ text }) => !/^\s*(?:server|upstream|map|limit_req_zone|proxy_cache_path)\b/m.test(text),
    );
    const http = inServer ? `server {\nlisten 8080;\n${included}\n}` : included;
    start = join(root, 'wrapped.conf');
    writeFileSync(start, `events {}\nhttp {\n${http}\n}\n`);
  } else if (!/^\s*events\b/m.test(main.text) && start !== undefined) {
    writeFileSync(start, `${moved(main.text)}\nevents {}\n`);
  }
  if (start === undefined || files.some(({ text }) => /\{%|\{\{/.test(text))) {
    return undefined;
  }
  const { status, stderr } = spawnSync('nginx', ['-t', '-p', root, '-c', start], { encoding: 'utf8' });
  const told = (level: string): string[] =>
    [...stderr.matchAll(new RegExp(`\\[${level}\\](?: \\d+#\\d+:)? (.*)$`, 'gm'))].map((match) =>
      (match[1] as string).replace(/ in \S+:\d+$/, '').replaceAll(root, ''),
    );
  return { accepted: status === 0, refusal: told('emerg')[0], messages: told('(?:emerg|warn)') };
}

for (const [index, named] of allCases().entries()) {
  const { one, name } = named;
  if (!one.files.some((file) => file.language === 'nginx')) {
    continue;
  }
  test(name, { skip }, (context) => {
    const snapshot = strictService().apply({
      workspace: workspaceOf(filesOf(one)),
      settings: { ...defaultSettings, nginxVersion: version },
    });
    const said = snapshot.findings().flatMap((finding) => (finding.nginx === undefined ? [] : [finding.nginx]));
    const refused = said.filter((finding) => finding.level === 'emerg');
    const answer = ask(named, `case-${index}`);
    if (answer === undefined) {
      context.skip('a template, which no Nginx reads as it is');
      return;
    }
    const first = answer.refusal;
    if (!answer.accepted && one.kind === 'Not reported' && refused.length === 0) {
      context.skip(`silent on purpose, since another file may mend it: ${first}`);
      return;
    }
    if (!answer.accepted && MACHINE.test(first ?? '')) {
      context.skip(`depends on this machine: ${first}`);
      return;
    }
    assert.equal(
      answer.accepted,
      refused.length === 0,
      `${answer.messages.join('\n')}\nours: ${JSON.stringify(refused)}`,
    );
    if (!answer.accepted) {
      assert.ok(
        refused.some((finding) => answer.messages.some((message) => message.startsWith(finding.message))),
        `Nginx: ${answer.messages.join('\n')}\nours: ${JSON.stringify(refused)}`,
      );
    }
  });
}
