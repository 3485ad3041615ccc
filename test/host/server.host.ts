import assert from 'node:assert/strict';
import { commands, extensions, TabInputWebview, window } from 'vscode';
import { closeAll, code, findings, open, until, write } from './editor.ts';

describe('the server', () => {
  afterEach(closeAll);

  it('answers again after a restart', async () => {
    const uri = await write(
      'etc/nginx/sites-available/restart',
      'server {\n    listen 80;\n    server_name shop.test;\n    location /media { alias /srv/shop/media/; }\n}\n',
    );
    await open(uri);
    const wanted = (found: readonly { code?: unknown }[]): boolean => found.length > 0;
    await findings(uri, wanted, 'a finding');
    await commands.executeCommand('siteconf.restartServer');
    const found = await findings(uri, wanted, 'a finding after the restart');
    assert.ok(found.some((it) => code(it) === 'nginx/alias-traversal'));
  });

  it('explains a rule in a preview', async () => {
    await commands.executeCommand('siteconf.explainRule', 'nginx/alias-traversal');
    await until(
      'the preview',
      window.tabGroups.onDidChangeTabs,
      () => window.tabGroups.activeTabGroup.activeTab?.input instanceof TabInputWebview || undefined,
    );
    assert.match(window.tabGroups.activeTabGroup.activeTab?.label ?? '', /alias-traversal/);
  });

  it('is started by the extension, which runs in an untrusted workspace too', () => {
    const extension = extensions.getExtension('siteconf.siteconf');
    assert.ok(extension?.isActive);
    const manifest = extension.packageJSON as { capabilities: { untrustedWorkspaces: { supported: unknown } } };
    assert.equal(manifest.capabilities.untrustedWorkspaces.supported, 'limited');
  });
});
