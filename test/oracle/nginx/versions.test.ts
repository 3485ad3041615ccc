import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { applyEdits } from '../../../server/src/base/text-edit.ts';
import {
  acceptsCount,
  type DirectiveFact,
  directiveNames,
  directivesNamed,
} from '../../../server/src/facts/nginx/directive-facts.ts';
import type { FactContext } from '../../../server/src/facts/nginx/rows.ts';
import { newestVersion } from '../../../server/src/facts/nginx/version.ts';
import { nginxVersion } from '../../harness/nginx-version.ts';
import { ourFindings } from './judge.ts';

const folder = mkdtempSync(join(tmpdir(), 'siteconf-versions-'));
after(() => rmSync(folder, { recursive: true }));

/** The module that knows the directives of `stream`, where Debian keeps it. */
const STREAM = '/usr/lib/nginx/modules/ngx_stream_module.so';

/** What stands around a statement, by its context. */
const AROUND: Readonly<Partial<Record<FactContext, readonly [string, string]>>> = {
  any: ['', '\nevents {}'],
  main: ['', '\nevents {}'],
  events: ['events { ', ' }'],
  http: ['events {} http { ', ' }'],
  server: ['events {} http { server { listen 18298 ssl; ', ' } }'],
  location: ['events {} http { server { location / { ', ' } } }'],
  upstream: ['events {} http { upstream u { ', ' server 127.0.0.1; } }'],
  ...(existsSync(STREAM)
    ? {
        stream: [`load_module ${STREAM}; events {} stream { `, ' }'],
        'stream/server': [`load_module ${STREAM}; events {} stream { server { listen 18299; `, ' } }'],
      }
    : {}),
};

const VALUES: Readonly<Record<string, string>> = {
  flag: 'on',
  num: '16',
  size: '4k',
  off: '4k',
  msec: '10s',
  sec: '10s',
  str: 'name',
  complex_value: '$uri',
};

/** A statement of a directive whose shape fits, with values that its type takes. */
function statementOf(fact: DirectiveFact): string {
  const value = fact.words[0] ?? VALUES[fact.type ?? ''] ?? (fact.args.kind === 'flag' ? 'on' : '10');
  const count = [1, 2, 3, 0, 4].find((one) => acceptsCount(fact.args, one)) ?? 1;
  const words = [fact.name, ...Array.from({ length: count }, () => value)].join(' ');
  return fact.block === undefined ? `${words};` : `${words} {}`;
}

/** The directives of Nginx itself that came, went or were replaced since 1.14, each with the context to ask in. */
function changed(): { fact: DirectiveFact; context: FactContext }[] {
  return [...directiveNames()].flatMap((name) =>
    directivesNamed(name, newestVersion)
      .filter(
        (fact) =>
          fact.thirdParty === undefined &&
          !fact.commercial &&
          (fact.since !== undefined || fact.removedIn !== undefined || fact.deprecated !== undefined),
      )
      .flatMap((fact) => {
        const context = fact.contexts.find((one) => AROUND[one] !== undefined);
        return context === undefined ? [] : [{ fact, context }];
      }),
  );
}

/** What the real Nginx says of a text: whether it knows the directive, and whether it calls it old. */
function told(text: string): readonly string[] {
  const file = join(folder, 'asked.conf');
  writeFileSync(file, text);
  const { stderr } = spawnSync('nginx', ['-t', '-p', folder, '-c', file, '-e', 'stderr', '-g', 'pid asked.pid;'], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  return [...stderr.matchAll(/\[(?:emerg|warn)\] \d+#\d+: (.*?)(?: in \S+:\d+)?$/gm)]
    .map((match) => match[1] ?? '')
    .filter(ofVersion);
}

const ofVersion = (message: string): boolean => /unknown directive|not allowed here|deprecated|obsolete/.test(message);

test('what came, went or grew old is known to the version that has it, and to no other', (context) => {
  const version = nginxVersion();
  if (version === undefined) {
    context.skip('there is no nginx on this machine');
    return;
  }
  const all = changed();
  const wrong: string[] = [];
  let mended = 0;
  for (const { fact, context: place } of all) {
    const [open, close] = AROUND[place] as readonly [string, string];
    const text = `${open}\n${statementOf(fact)}\n${close}\n`;
    const theirs = told(text);
    const findings = ourFindings(text, 'main', version).filter(({ message }) => ofVersion(message));
    const ours = findings.map(({ message }) => message);
    if (theirs.join('\n') !== ours.join('\n')) {
      wrong.push(`${statementOf(fact)} in ${place}\nNginx: ${theirs.join(' | ')}\nours:  ${ours.join(' | ')}`);
    }
    const fix = findings[0]?.fixes[0];
    if (fix !== undefined) {
      mended++;
      const after = applyEdits(text, [fix, ...(fix.also ?? [])]);
      const still = told(after);
      if (after === text || still.length > 0) {
        wrong.push(`${text}mended:\n${after}Nginx: ${still.join(' | ')}`);
      }
    }
  }
  context.diagnostic(
    `nginx ${version}: ${all.length} directives that changed, ${mended} mended, ${wrong.length} answered otherwise`,
  );
  assert.ok(all.length > 100 && mended > 3, `${all.length} ${mended}`);
  assert.equal(wrong.length, 0, wrong.join('\n\n'));
});
