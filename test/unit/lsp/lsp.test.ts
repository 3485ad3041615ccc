import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import {
  CancellationTokenSource,
  type Diagnostic,
  type TextEdit,
  type WorkspaceDiagnosticReport,
} from 'vscode-languageserver/node';
import type { Requests } from '../../../server/src/lsp/wire.ts';
import { certbotServers, djangoLocation } from '../../../server/src/scaffold/blocks/nginx.ts';
import { type EditorOptions, pulling, startEditor } from '../../harness/editor.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'siteconf-lsp-')));
after(() => rmSync(folder, { recursive: true }));

const hole = 'server {\n    location /media {\n        alias /srv/media/;\n    }\n}\n';
const sound = hole.replace('/media {', '/media/ {');

function put(path: string, text: string): string {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
  return pathToFileURL(join(folder, path)).href;
}

const folderUri = (name: string): string => pathToFileURL(join(folder, name)).href;

const codes = (diagnostics: readonly Diagnostic[]) => diagnostics.map((one) => one.code);

const whole = { start: { line: 0, character: 0 }, end: { line: 100, character: 0 } };

function edited(text: string, edits: readonly TextEdit[]): string {
  const lines = text.split('\n');
  const offset = ({ line, character }: TextEdit['range']['start']): number =>
    lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0) + character;
  return [...edits]
    .sort((one, other) => offset(other.range.start) - offset(one.range.start))
    .reduce(
      (all, edit) => all.slice(0, offset(edit.range.start)) + edit.newText + all.slice(offset(edit.range.end)),
      text,
    );
}

async function withEditor(
  options: EditorOptions,
  use: (editor: Awaited<ReturnType<typeof startEditor>>) => Promise<void>,
): Promise<void> {
  const editor = await startEditor(options);
  try {
    await use(editor);
  } finally {
    assert.equal(await editor.end(), 0, editor.log.join('\n'));
  }
}

test('an editor that pulls: findings as typed, with code, link, related places; hover, fixes, fix-all', async () => {
  const uri = put('pull/sites-available/shop', sound);
  await withEditor({ folders: [folderUri('pull')], initializationOptions: { explainRule: true } }, async (editor) => {
    assert.deepEqual(editor.answer.capabilities.diagnosticProvider, {
      interFileDependencies: true,
      workspaceDiagnostics: true,
      identifier: 'siteconf',
    });
    await editor.open(uri, 'nginx', sound);
    assert.deepEqual(await editor.pull(uri), []);
    await editor.change(uri, 2, hole);
    const diagnostics = await editor.pull(uri);
    assert.deepEqual(codes(diagnostics), ['nginx/alias-traversal']);
    const [diagnostic] = diagnostics;
    assert.ok(diagnostic);
    assert.equal(diagnostic.source, 'siteconf');
    assert.match(diagnostic.codeDescription?.href ?? '', /^https:/);
    assert.equal(diagnostic.relatedInformation?.[0]?.location.uri, uri);

    const hover = await editor.hover(uri, 2, 16);
    assert.match(JSON.stringify(hover), /\*\*nginx\/alias-traversal\*\*/);
    assert.doesNotMatch(JSON.stringify(hover), /(?:"|\\n)#{1,3} /);
    assert.equal(await editor.hover(uri, 0, 0), null);

    const quick = await editor.actions({
      textDocument: { uri },
      range: diagnostic.range,
      context: { diagnostics: [diagnostic] },
    });
    assert.deepEqual(
      quick.map(({ kind, isPreferred, command }) => [kind, isPreferred ?? false, command?.command ?? '']),
      [
        ['quickfix', true, ''],
        ['quickfix', false, ''],
        ['quickfix', false, ''],
        ['quickfix', false, 'siteconf.explainRule'],
      ],
    );
    for (const action of quick.slice(0, 3)) {
      const text = edited(hole, action.edit?.changes?.[uri] ?? []);
      await editor.change(uri, 3, text);
      assert.deepEqual(await editor.pull(uri), [], text);
    }
    await editor.change(uri, 4, hole);
    const all = await editor.actions({
      textDocument: { uri },
      range: whole,
      context: { diagnostics: [], only: ['source.fixAll'] },
    });
    assert.deepEqual(
      all.map((action) => action.kind),
      ['source.fixAll.siteconf'],
    );
    assert.equal(edited(hole, all[0]?.edit?.changes?.[uri] ?? []), sound);
  });
});

test('an editor that pulls gets the findings of files that are not open, and only what changed', async () => {
  const uri = put('workspace/sites-available/shop', hole);
  await withEditor({ folders: [folderUri('workspace')] }, async (editor) => {
    const ask = (previousResultIds: { uri: string; value: string }[]): Promise<WorkspaceDiagnosticReport> =>
      editor.connection.sendRequest('workspace/diagnostic', { previousResultIds });
    const first = await ask([]);
    assert.deepEqual(
      first.items.map((item) => [item.uri, item.kind]),
      [[uri, 'full']],
    );
    const previous = first.items.map((item) => ({ uri: item.uri, value: item.resultId ?? '' }));
    assert.equal((await ask(previous)).items[0]?.kind, 'unchanged');
    put('workspace/sites-available/shop', sound);
    await editor.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri, type: 2 }] });
    const [gone] = (await ask(previous)).items;
    assert.deepEqual([gone?.kind, gone?.kind === 'full' && gone.items.length], ['full', 0]);
  });
});

test('an editor that does not pull is told, also when another file or the settings change', async () => {
  const uri = put('push/etc/nginx/sites-available/shop', hole);
  const capabilities = { textDocument: { publishDiagnostics: { relatedInformation: true } }, workspace: {} };
  await withEditor({ capabilities, folders: [folderUri('push')] }, async (editor) => {
    assert.equal(editor.answer.capabilities.diagnosticProvider, undefined);
    assert.deepEqual(codes(await editor.pushed(uri, (found) => found.length > 0)), ['nginx/alias-traversal']);
    await editor.open(uri, 'nginx', sound);
    await editor.pushed(uri, (found) => found.length === 0);
    await editor.close(uri);
    await editor.pushed(uri, (found) => found.length === 1);
    await editor.connection.sendNotification('workspace/didChangeConfiguration', {
      settings: { siteconf: { rules: { 'nginx/alias-traversal': 'hint' } } },
    });
    assert.equal((await editor.pushed(uri, (found) => found[0]?.severity === 4)).length, 1);
    put('push/etc/nginx/sites-available/shop', sound);
    await editor.pushed(uri, (found) => found.length === 0);
  });
});

test('settings come from the client; a rule can be switched off', async () => {
  const uri = put('settings/sites-available/shop', hole);
  const settings = { rules: { 'nginx/alias-traversal': 'off', 'no/such': 'error', 'nginx/user-root': 7 } };
  await withEditor({ folders: [folderUri('settings')], settings }, async (editor) => {
    await editor.open(uri, 'nginx', hole);
    await editor.connection.sendRequest('siteconf/rules', null);
    assert.deepEqual(await editor.pull(uri), []);
  });
});

test('Korean for a Korean editor', async () => {
  const uri = put('korean/sites-available/shop', hole);
  await withEditor({ folders: [folderUri('korean')], locale: 'ko' }, async (editor) => {
    await editor.open(uri, 'nginx', hole);
    const [diagnostic] = await editor.pull(uri);
    assert.match(String(diagnostic?.message), /[가-힣]/);
    assert.match(JSON.stringify(await editor.hover(uri, 2, 16)), /#### 왜/);
  });
});

test('a new document that is nowhere on the disk is checked', async () => {
  await withEditor({}, async (editor) => {
    await editor.open('untitled:Untitled-1', 'nginx', hole);
    assert.deepEqual(codes(await editor.pull('untitled:Untitled-1')), ['nginx/alias-traversal']);
  });
});

test('several folders are read together; a folder that comes later is read too', async () => {
  const one = put('multi/one/sites-available/shop', hole);
  const two = put('multi/two/sites-available/shop', hole);
  await withEditor({ folders: [folderUri('multi/one'), folderUri('multi/two')] }, async (editor) => {
    const report: WorkspaceDiagnosticReport = await editor.connection.sendRequest('workspace/diagnostic', {
      previousResultIds: [],
    });
    assert.deepEqual(report.items.map((item) => item.uri).sort(), [one, two]);
  });
});

test('requests of our own: rules, explanations, the steps of a scaffold; nothing is written unasked', async () => {
  const target = pathToFileURL(join(folder, 'scaffold')).href;
  mkdirSync(join(folder, 'scaffold'));
  await withEditor({}, async ({ connection }) => {
    const ask = <M extends keyof Requests>(method: M, params: Requests[M]['params']): Promise<Requests[M]['result']> =>
      connection.sendRequest(method, params);
    const rules = await ask('siteconf/rules', null);
    assert.ok(rules.every(({ id, summary }) => id !== '' && summary !== ''));
    assert.match((await ask('siteconf/explain', { rule: 'nginx/user-root' })) ?? '', /^# nginx\/user-root\n/);
    assert.equal(await ask('siteconf/explain', { rule: 'toString' }), null);
    const answers = { domains: 'shop.example.org', projectPath: '/srv/shop' };
    const place = { target, folder: null, before: [] };
    const fromNothing = [{ folder: null, answers: { starter: true } }];
    assert.deepEqual(await ask('siteconf/scaffold/proposals', { folder: target }), fromNothing);
    const project = 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "kiosk.settings")\n';
    put('scaffold-from/manage.py', project);
    put('scaffold-from/kiosk/asgi.py', `${project}from django.core.asgi import get_asgi_application\n`);
    put('scaffold-from/kiosk/settings.py', 'ALLOWED_HOSTS = ["kiosk.example.org", "www.kiosk.example.org"]\n');
    const [proposed] = await ask('siteconf/scaffold/proposals', { folder: folderUri('scaffold-from') });
    assert.deepEqual(
      [proposed?.folder, proposed?.answers.domains, proposed?.answers.celery],
      ['', 'kiosk.example.org www.kiosk.example.org', false],
    );
    const questions = await ask('siteconf/scaffold/questions', { answers, place });
    assert.ok(questions.length > 5);
    const validate = (key: string, value: string) => ask('siteconf/scaffold/validate', { key, value, answers, place });
    assert.equal(await validate('projectPath', '/srv/shop'), null);
    assert.match((await validate('projectPath', 'shop')) ?? '', /begins with/);
    const second = { target, folder: null, before: [answers] };
    const offered = await ask('siteconf/scaffold/questions', {
      answers: { domains: 'blog.example.org' },
      place: second,
    });
    assert.equal(offered.find(({ key }) => key === 'port')?.default, '8001');
    const clash = { key: 'port', value: '8000', answers: { domains: 'blog.example.org' }, place: second };
    assert.match((await ask('siteconf/scaffold/validate', clash)) ?? '', /taken by shop; 8001 is free/);
    const sites = [{ folder: null, answers }];
    const twice = await ask('siteconf/scaffold/plan', { sites: [...sites, ...sites], folder: target });
    assert.ok(twice.problems.some(({ site, key }) => site === 1 && key === 'domains'));
    const plan = await ask('siteconf/scaffold/plan', { sites, folder: target });
    assert.deepEqual([plan.problems, plan.notes.length], [[], 1]);
    assert.ok(plan.files.every((file) => file.state === 'create'));
    assert.deepEqual(readdirSync(join(folder, 'scaffold')), []);
    assert.deepEqual(await ask('siteconf/scaffold/write', { folder: target, files: plan.files }), {
      problem: null,
      forgotten: null,
    });
    assert.ok(readdirSync(join(folder, 'scaffold')).length > 0);
    const without = await ask('siteconf/scaffold/plan', {
      sites: [{ folder: null, answers: { ...answers, celery: false } }],
      folder: target,
    });
    assert.match(without.notes[0]?.advice ?? '', /shop-worker\.service, .*shop-flower\.service/);
    const last = await ask('siteconf/undo/last', { folders: [target] });
    assert.equal(last?.files.length, plan.files.length);
    assert.equal(await ask('siteconf/undo/last', { folders: [folderUri('scaffold-from')] }), null);
    assert.equal(await ask('siteconf/undo/run', { folders: [target], id: 'another' }), null);
    const undone = await ask('siteconf/undo/run', { folders: [target], id: last?.id ?? '' });
    assert.deepEqual([undone?.problem, undone?.removed.length, undone?.kept], [null, plan.files.length, []]);
    assert.equal(await ask('siteconf/undo/last', { folders: [target] }), null);
    assert.deepEqual(readdirSync(join(folder, 'scaffold')), []);
  });
});

test('a cancelled request is answered as cancelled, and strange requests end nothing', async () => {
  const uri = put('strange/sites-available/shop', hole);
  await withEditor({ capabilities: pulling }, async (editor) => {
    await editor.open(uri, 'nginx', hole);
    await editor.change(uri, 2, '\u0000{{{{;;;}}}}\ud800');
    await editor.pull(uri);
    await editor.pull('file:///not/open');
    await editor.pull('weird:scheme');
    await editor.hover(uri, 9999, 9999);
    await assert.rejects(editor.connection.sendRequest('siteconf/nothing', {}), /[Uu]nhandled method/);
    const cancelled = new CancellationTokenSource();
    const params = { textDocument: { uri } };
    // While the server is busy with a long text, the next request and its cancellation both wait.
    await editor.change(uri, 3, hole.repeat(6000));
    const busy = editor.connection.sendRequest('textDocument/diagnostic', params);
    const request = editor.connection.sendRequest('textDocument/diagnostic', params, cancelled.token);
    cancelled.cancel();
    await assert.rejects(request, /cancelled/);
    await busy;
    await editor.change(uri, 4, hole);
    assert.deepEqual(codes(await editor.pull(uri)), ['nginx/alias-traversal']);
  });
});

test('HTTPS: the files that may take part, what changes in them, and both are written', async () => {
  const secure = `${certbotServers('shop.example.com', '20m', [djangoLocation('/', '127.0.0.1:8000')])}\n`;
  const site = put('https/sites-available/shop', secure);
  const environment = put('https/shop.env', 'DJANGO_HTTPS=off\n');
  put('https/other.env', 'A=1\n');
  await withEditor({ folders: [folderUri('https')] }, async (editor) => {
    const ask = <M extends keyof Requests>(method: M, params: Requests[M]['params']): Promise<Requests[M]['result']> =>
      editor.connection.sendRequest(method, params);
    assert.deepEqual(await ask('siteconf/https/files', { uri: null }), { sites: [site], environments: [environment] });
    const plan = await ask('siteconf/https/plan', { site, environment });
    assert.deepEqual(plan, {
      problem: null,
      changes: [{ uri: environment, before: 'DJANGO_HTTPS=off\n', after: 'DJANGO_HTTPS=on\n' }],
    });
    put('https/shop.env', 'DJANGO_HTTPS=off\nB=1\n');
    assert.match((await ask('siteconf/https/write', plan)).problem ?? '', /changed meanwhile/);
    const again = await ask('siteconf/https/plan', { site, environment });
    assert.deepEqual(await ask('siteconf/https/write', again), { problem: null, forgotten: null });
    assert.equal(readFileSync(join(folder, 'https/shop.env'), 'utf8'), 'DJANGO_HTTPS=on\nB=1\n');
    const folders = [folderUri('https')];
    const last = await ask('siteconf/undo/last', { folders });
    assert.deepEqual((await ask('siteconf/undo/run', { folders, id: last?.id ?? '' }))?.restored, ['shop.env']);
    assert.equal(readFileSync(join(folder, 'https/shop.env'), 'utf8'), 'DJANGO_HTTPS=off\nB=1\n');
  });
});

test('the real nginx -t: the main file of a site, and how its output compares', async () => {
  const main = put('compare/nginx.conf', 'events {}\nhttp {\n    include sites-enabled/*;\n}\n');
  const site = put('compare/sites-enabled/shop', 'server {\n    lisen 80;\n}\n');
  await withEditor({ folders: [folderUri('compare')], locale: 'ko' }, async (editor) => {
    const ask = <M extends keyof Requests>(method: M, params: Requests[M]['params']): Promise<Requests[M]['result']> =>
      editor.connection.sendRequest(method, params);
    assert.deepEqual(await ask('siteconf/nginx/mains', { uri: site }), [main]);
    assert.deepEqual(await ask('siteconf/nginx/mains', { uri: null }), [main]);
    const output = `nginx: [emerg] unknown directive "lisen" in ${join(folder, 'compare/sites-enabled/shop')}:2\n`;
    const { agrees, verdict, complaints } = await ask('siteconf/nginx/compare', { main, output, version: '1.22.1' });
    assert.equal(agrees, true, verdict);
    assert.match(verdict, /[가-힣].*unknown directive "lisen"/);
    assert.deepEqual(complaints, [
      {
        uri: site,
        range: { start: { line: 1, character: 4 }, end: { line: 1, character: 13 } },
        severity: 'error',
        message: 'unknown directive "lisen"',
      },
    ]);
    assert.equal((await ask('siteconf/nginx/compare', { main: site, output, version: null })).agrees, null);
  });
});
