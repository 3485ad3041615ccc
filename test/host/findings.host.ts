import assert from 'node:assert/strict';
import { commands, type Hover, MarkdownString, Position, window, workspace } from 'vscode';
import { actionsAt, apply, closeAll, code, findings, open, write } from './editor.ts';

const broken = `server {
    listen 80;
    server_name shop.test;
    location /media/ {
        alias /srv/shop/media;
    }
    location /files {
        alias /srv/shop/files/;
    }
    location /robots.txt {
        alias /srv/shop/robots.txt;
    }
}
`;

describe('findings', () => {
  afterEach(closeAll);

  it('are shown for every Nginx file of the broken example that is opened', async () => {
    const files = await workspace.findFiles('**/sites-{available,enabled}/*');
    assert.ok(files.length > 0, 'the example has site files');
    let seen = 0;
    for (const uri of files) {
      const document = await open(uri);
      assert.equal(document.languageId, 'nginx');
      seen += (await findings(uri, (found) => found.length > 0, `a finding in ${uri.path}`)).length;
    }
    assert.ok(seen > 0);
  });

  it('disappear when their quick fix is applied', async () => {
    const uri = await write('etc/nginx/sites-available/quick-fix', broken);
    const document = await open(uri);
    const [first] = (
      await findings(uri, (found) => found.some((it) => code(it) === 'nginx/alias-missing-slash'), 'the missing slash')
    ).filter((it) => code(it) === 'nginx/alias-missing-slash');
    assert.ok(first);
    assert.equal(document.getText(first.range).includes('/srv/shop/media'), true, 'the finding stands on the path');
    const fix = (await actionsAt(uri, first.range)).find((action) => action.edit && action.isPreferred);
    assert.ok(fix, 'the light bulb offers a fix');
    await apply(fix);
    assert.match(document.getText(), /alias \/srv\/shop\/media\/;/);
    await findings(uri, (found) => found.every((it) => code(it) !== 'nginx/alias-missing-slash'), 'the finding to go');
  });

  it('are explained by the page of their rule on hover', async () => {
    const uri = await write('etc/nginx/sites-available/hover', broken);
    await open(uri);
    const found = await findings(uri, (all) => all.length > 0, 'a finding');
    const finding = found.find((it) => code(it) === 'nginx/alias-traversal') ?? found[0];
    assert.ok(finding);
    const hovers = await commands.executeCommand<Hover[]>(
      'vscode.executeHoverProvider',
      uri,
      new Position(finding.range.start.line, finding.range.start.character + 1),
    );
    const text = hovers
      .flatMap((hover) => hover.contents)
      .map((content) => (content instanceof MarkdownString ? content.value : String(content)))
      .join('\n');
    assert.ok(text.includes(code(finding)), `the hover names the rule: ${text.slice(0, 300)}`);
    assert.match(text, /Why|왜/);
  });

  it('can be allowed by a comment, which the light bulb writes', async () => {
    const uri = await write('etc/nginx/sites-available/allowed', broken);
    const document = await open(uri);
    const found = await findings(uri, (all) => all.some((it) => code(it) === 'nginx/alias-traversal'), 'the traversal');
    const finding = found.find((it) => code(it) === 'nginx/alias-traversal');
    assert.ok(finding);
    const allow = (await actionsAt(uri, finding.range)).find((action) =>
      [...(action.edit?.entries() ?? [])].some(([, edits]) =>
        edits.some((edit) => edit.newText.includes('siteconf-disable-next-line nginx/alias-traversal')),
      ),
    );
    assert.ok(allow, 'the light bulb offers to allow it');
    await apply(allow);
    assert.match(document.getText(), /# siteconf-disable-next-line nginx\/alias-traversal\n/);
    await findings(uri, (all) => all.every((it) => code(it) !== 'nginx/alias-traversal'), 'the finding to go');
  });

  it('follow the text as it is typed', async () => {
    const uri = await write(
      'etc/nginx/sites-available/typed',
      'server {\n    listen 80;\n    server_name shop.test;\n    \n}\n',
    );
    await open(uri);
    const editor = window.activeTextEditor;
    assert.ok(editor);
    await editor.edit((edit) => edit.insert(new Position(3, 4), 'location /media { alias /srv/shop/media/; }'));
    await findings(uri, (found) => found.some((it) => code(it) === 'nginx/alias-traversal'), 'the traversal');
  });

  it('are fixed together where that is safe', async () => {
    const uri = await write('etc/nginx/sites-available/fix-all', broken);
    const document = await open(uri);
    await findings(uri, (found) => found.some((it) => code(it) === 'nginx/alias-missing-slash'), 'the missing slash');
    await commands.executeCommand('siteconf.fixAll');
    assert.match(document.getText(), /alias \/srv\/shop\/media\/;/, 'the safe one is fixed');
    assert.match(document.getText(), /location \/robots\.txt \{/, 'the unsafe one is left to the person');
  });

  it('have the severity that the settings give their rule', async () => {
    const uri = await write('etc/nginx/sites-available/severity', broken);
    await open(uri);
    await findings(uri, (found) => found.some((it) => code(it) === 'nginx/alias-traversal'), 'the traversal');
    const rules = workspace.getConfiguration('siteconf', uri);
    await rules.update('rules', { 'nginx/alias-traversal': 'off' }, false);
    try {
      await findings(uri, (found) => found.every((it) => code(it) !== 'nginx/alias-traversal'), 'the rule to be off');
    } finally {
      await rules.update('rules', undefined, false);
    }
    await findings(uri, (found) => found.some((it) => code(it) === 'nginx/alias-traversal'), 'the traversal again');
  });
});
