import assert from 'node:assert/strict';
import { commands, Position, Range, Selection, SnippetString, Uri, window, workspace } from 'vscode';
import { closeAll, folder, open, until, write } from './editor.ts';

describe('the language', () => {
  afterEach(closeAll);

  const cases: [path: string, text: string, language: string][] = [
    ['etc/nginx/nginx.conf', 'events {}\n', 'nginx'],
    ['etc/nginx/conf.d/gzip.conf', 'gzip on;\n', 'nginx'],
    ['etc/nginx/snippets/proxy', 'proxy_pass http://127.0.0.1:8000;\n', 'nginx'],
    ['etc/nginx/shop', '# shop\nserver { }\n', 'nginx'],
    ['deploy/nginx/templates/default.conf.template', 'server { listen ${PORT}; }\n', 'nginx'],
    ['deploy/site', 'server {\n}\n', 'nginx'],
  ];
  for (const [path, text, language] of cases) {
    it(`is ${language} for ${path}`, async () => {
      const document = await open(await write(`language/${path}`, text));
      await until(
        `the language of ${path}`,
        workspace.onDidOpenTextDocument,
        () => workspace.textDocuments.find((it) => it.uri.path === document.uri.path && it.languageId === language),
        10_000,
      );
    });
  }

  for (const [path, text] of [
    ['etc/apache2/sites.conf', '<VirtualHost *:80>\n'],
    ['etc/redis/redis.conf', 'port 6379\n'],
    ['deploy/nginx/Dockerfile', 'FROM nginx\n'],
    ['deploy/nginx/README.md', '# Nginx\n'],
  ] as const) {
    it(`is not nginx for ${path}`, async () => {
      const document = await open(await write(`language/${path}`, text));
      assert.notEqual(document.languageId, 'nginx');
    });
  }

  it('comments a line with #', async () => {
    const document = await open(await write('language/etc/nginx/conf.d/comment.conf', 'gzip on;\n'));
    await commands.executeCommand('editor.action.commentLine');
    await until(
      'the comment',
      workspace.onDidChangeTextDocument,
      () => document.getText().startsWith('# gzip') || undefined,
    );
  });

  it('takes the sign of a variable into the word', async () => {
    const document = await open(
      await write('language/etc/nginx/conf.d/word.conf', 'proxy_set_header Host $http_host;\n'),
    );
    const word = document.getWordRangeAtPosition(new Position(0, 25));
    assert.equal(word && document.getText(word), '$http_host');
  });

  it('offers its snippets, and what one inserts has no placeholder left that is no text', async () => {
    const document = await open(await write('language/etc/nginx/sites-available/snippet', '\n'));
    const list = await commands.executeCommand<{ items: { label: unknown; insertText?: unknown; kind?: number }[] }>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      new Position(0, 0),
    );
    const snippets = list.items.filter(({ insertText }) => insertText instanceof SnippetString);
    const site = snippets.find(
      ({ insertText }) => insertText instanceof SnippetString && /server\s*\{/.test(insertText.value),
    );
    assert.ok(site, `a server block is among ${snippets.length} snippets`);
    const editor = window.activeTextEditor;
    assert.ok(editor && site.insertText instanceof SnippetString);
    editor.selection = new Selection(0, 0, 0, 0);
    await editor.insertSnippet(site.insertText, new Range(0, 0, 0, 0));
    assert.match(document.getText(), /server \{[\s\S]*listen /);
    assert.doesNotMatch(document.getText(), /\$\{\d|\$\d/);
  });

  it('is contributed with what its files need', () => {
    assert.ok(folder() instanceof Uri);
    const settings = workspace.getConfiguration('editor', { languageId: 'nginx' });
    assert.equal(settings.get('tabSize'), 4);
  });
});
