// Runs in fresh namespaces: puts each fault of containers into two of them, asks them over HTTP, mends the fault and asks again.
// usage: inside.ts EMPTY-FOLDER PYTHON; prints one JSON object per fault
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { workspacePath } from '../../../server/src/base/path.ts';
import { applyEdits } from '../../../server/src/base/text-edit.ts';
import { memoryWorkspace } from '../../../server/src/base/workspace.ts';
import type { Finding } from '../../../server/src/rules/finding.ts';
import { rules } from '../../../server/src/rules/registry.ts';
import { runRules } from '../../../server/src/rules/run.ts';
import { readSite } from '../../../server/src/site/read.ts';
import { type ContainerFault, containerFaults, project } from './cases.ts';
import { Containers, composeFile, type Service, type Services } from './compose.ts';

const [folder = '', python = ''] = process.argv.slice(2);
const containers = new Containers(folder, ['web', 'nginx']);

const configuration = '/deploy/default.conf';
const compose = '/compose.yaml';

function findings(texts: ReadonlyMap<string, string>): Finding[] {
  const files = new Map([...texts].map(([path, text]) => [workspacePath(path), text]));
  return runRules(rules, readSite(memoryWorkspace([workspacePath('/')], files)), {}, (rule, error) => {
    throw new Error(`${rule}: ${error}`);
  });
}

function commandOf(name: string, { command = '' }: Service): string {
  return name === 'nginx' ? 'nginx -g "daemon off;"' : command.replace(/^gunicorn/, `${python} -m gunicorn`);
}

function status(path: string): Promise<number> {
  return new Promise((done) => {
    const asked = request({ host: '10.9.0.3', path, headers: { Host: 'shop.test' }, agent: false }, (response) => {
      response.resume();
      done(response.statusCode ?? 0);
    });
    asked.once('error', () => done(0));
    asked.end();
  });
}

/** Asks until the answers are as expected, since programs need a while to start. */
async function visit(services: Services, nginx: string, expected: readonly number[]): Promise<void> {
  containers.write(`project${configuration}`, nginx);
  containers.up(services, commandOf);
  try {
    let seen: number[] = [];
    for (let tries = 0; tries < 60 && seen.join() !== expected.join(); tries++) {
      await new Promise((done) => setTimeout(done, 250));
      seen = [await status('/'), await status('/static/a.css')];
    }
    assert.deepEqual(seen, expected);
    if (expected[0] === 502) {
      // A program that is still starting is refused too; this one must stay so once it listens.
      await new Promise((done) => setTimeout(done, 4000));
      assert.equal(await status('/'), 502);
    }
  } finally {
    await containers.down();
  }
}

async function show({ rule, nginx, services, broken, mended }: ContainerFault): Promise<void> {
  const texts = new Map([
    [configuration, nginx],
    [compose, composeFile(services)],
    ...Object.entries(project).map(([path, text]) => [`/${path}`, text] as const),
  ]);
  const [found, ...more] = findings(texts);
  assert.deepEqual([found?.rule, more.map((one) => one.rule)], [rule, []]);
  await visit(services, nginx, broken);
  if (mended === undefined) {
    const [fix] = found?.fixes ?? [];
    assert.ok(fix, 'the rule has a fix');
    for (const { path, span, newText } of fix.edits) {
      texts.set(path, applyEdits(texts.get(path) ?? '', [{ span, newText }]));
    }
  } else {
    texts.set(compose, composeFile(mended));
  }
  assert.deepEqual(findings(texts), []);
  const after: { services: Services } = JSON.parse(texts.get(compose) ?? '');
  await visit(after.services, texts.get(configuration) ?? '', [200, 200]);
}

async function main(): Promise<void> {
  for (const [path, text] of Object.entries(project)) {
    containers.write(`project/${path}`, text);
  }
  containers.write('volumes/static/a.css', 'body {}');
  for (const fault of containerFaults) {
    const start = Date.now();
    const error = await show(fault).then(
      () => undefined,
      (caught: Error) => `${caught.stack}\n${containers.said}`,
    );
    const seconds = (Date.now() - start) / 1000;
    process.stdout.write(
      `${JSON.stringify({ name: fault.rule, ...(error === undefined ? {} : { error }), seconds })}\n`,
    );
  }
}

main();
