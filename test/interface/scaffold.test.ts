import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { asCertbotLeaves } from '../harness/certbot.ts';
import { stepsIn } from './steps.ts';
import { Workbench } from './workbench.ts';

let workbench: Workbench;

const step = stepsIn(async () => {
  workbench = await Workbench.openEmpty('server');
  return workbench;
});

function put(path: string, text: string): void {
  mkdirSync(dirname(join(workbench.folder, path)), { recursive: true });
  writeFileSync(join(workbench.folder, path), text);
}

const text = (path: string): string => readFileSync(join(workbench.folder, path), 'utf8');

function files(): string[] {
  const all = readdirSync(workbench.folder, { recursive: true, encoding: 'utf8' });
  return all.filter((path) => statSync(join(workbench.folder, path)).isFile()).sort();
}

/** Answers the domain and takes the defaults for the rest, up to the review. */
async function answer(domain: string): Promise<void> {
  await workbench.page.locator('.quick-input-title', { hasText: /\(1\// }).waitFor();
  await workbench.type(domain);
  await workbench.page.keyboard.press('Enter');
  await workbench.page.locator('.quick-input-title', { hasText: /\(2\// }).waitFor();
  await workbench.page.locator('.quick-input-titlebar .codicon-checklist').click();
  await workbench.rows.filter({ hasText: 'Preview the files' }).waitFor();
}

async function pick(row: string): Promise<void> {
  await workbench.rows.filter({ hasText: row }).first().click();
}

/** The modal that asks before something is written. */
const modal = (sentence: string) => workbench.page.locator('.monaco-dialog-box', { hasText: sentence });

step('two Django projects are asked for, and the second keeps off the first', async () => {
  await workbench.command('Siteconf: Scaffold Site');
  await answer('shop.example.kr');
  await workbench.screenshot('s1 review');
  await pick('Add another Django project');
  await answer('blog.example.kr');
  await workbench.rows.filter({ hasText: '8001' }).waitFor();
  await pick('Port of Django');
  await workbench.page.keyboard.press('Control+A');
  await workbench.type('8000');
  await workbench.page.locator('.quick-input-message', { hasText: 'taken by shop; 8001 is free' }).waitFor();
  await workbench.screenshot('s2 taken');
  await workbench.page.keyboard.press('Control+A');
  await workbench.type('8001');
  await workbench.page.keyboard.press('Enter');
  await pick('Preview the files');
  await workbench.rows.filter({ hasText: 'Until HTTPS stands' }).first().waitFor();
  await workbench.screenshot('s3 preview of two');
  await pick('Write the files');
  await workbench.told('Files written');
  assert.match(text('blog/deploy/etc/systemd/system/blog-web.service'), /--port 8001\n/);
  assert.match(text('shop/deploy/etc/nginx/sites-available/shop'), /server_name shop\.example\.kr;/);
  assert.ok(
    existsSync(join(workbench.folder, 'blog/frontend/main.jsx')),
    'a project to start from, in an empty folder',
  );
});

step('undo asks, and leaves what was edited since', async () => {
  put('shop/deploy/README.md', '# mine\n');
  await workbench.clearNotifications();
  await workbench.command('Siteconf: Undo Scaffold or HTTPS');
  await modal('Undo what Siteconf wrote last?').waitFor();
  await workbench.screenshot('s4 undo');
  await workbench.page.keyboard.press('Escape');
  assert.ok(existsSync(join(workbench.folder, 'blog/manage.py')), 'nothing is undone by Escape');
  await workbench.command('Siteconf: Undo Scaffold or HTTPS');
  await modal('Undo what Siteconf wrote last?').locator('.monaco-button', { hasText: 'Undo' }).click();
  await workbench.told('Changed since, so kept: shop/deploy/README.md');
  await workbench.screenshot('s5 undone');
  assert.deepEqual(files(), ['shop/deploy/README.md']);
  await workbench.clearNotifications();
  await workbench.command('Siteconf: Undo Scaffold or HTTPS');
  await workbench.told('There is nothing to undo');
});

step('a file in the way is shown as a diff and kept, unless the person says otherwise', async () => {
  const site = 'deploy/etc/nginx/sites-available/shop';
  put('shop/deploy/README.md', '');
  put(site, '# my own site\n');
  put('deploy/deploy.sh', '# my own script\n');
  put('.gitignore', '*.pyc\n');
  await workbench.clearNotifications();
  await workbench.command('Siteconf: Scaffold Site');
  await answer('shop.example.kr');
  await pick('Preview the files');
  const conflict = workbench.rows.filter({ hasText: 'there with another text' }).filter({ hasText: 'Nginx site' });
  await conflict.click();
  await workbench.page.locator('.tab.active', { hasText: 'there ↔ planned' }).waitFor();
  await workbench.page.locator('.editor.original .view-line', { hasText: /my.own.site/ }).waitFor();
  await workbench.page.locator('.editor.modified .view-line', { hasText: 'server_name' }).first().waitFor();
  await workbench.screenshot('s6 diff');
  await pick('Write the files');
  await workbench.page.locator('.quick-input-title', { hasText: 'there with another text' }).waitFor();
  await workbench.screenshot('s7 overwrite');
  await pick('deploy/deploy.sh');
  await workbench.page.locator('.quick-input-widget', { hasText: '1 Selected' }).waitFor();
  await workbench.page.locator('.quick-input-widget .monaco-button', { hasText: 'OK' }).click();
  await workbench.told('Files written');
  assert.equal(text(site), '# my own site\n');
  assert.match(text('deploy/deploy.sh'), /^#!\/bin\/sh\n/);
  assert.match(text('.gitignore'), /^\*\.pyc\n\/\.venv\/\n/);
});

step('undo brings back what was overwritten', async () => {
  await workbench.clearNotifications();
  await workbench.command('Siteconf: Undo Scaffold or HTTPS');
  await modal('Undo what Siteconf wrote last?').locator('.monaco-button', { hasText: 'Undo' }).click();
  await workbench.told('Undone');
  assert.equal(text('deploy/deploy.sh'), '# my own script\n');
  assert.equal(text('.gitignore'), '*.pyc\n');
  assert.deepEqual(files(), [
    '.gitignore',
    'deploy/deploy.sh',
    'deploy/etc/nginx/sites-available/shop',
    'shop/deploy/README.md',
  ]);
});

step('HTTPS is turned on after the changes were shown, and not by Escape', async () => {
  const site = 'etc/nginx/sites-available/kiosk';
  const plain =
    'server {\n    listen 80;\n    listen [::]:80;\n    server_name shop.example.kr www.shop.example.kr;\n\n    location / {\n        proxy_pass http://127.0.0.1:8000;\n    }\n}\n';
  const certified = asCertbotLeaves(plain, ['shop.example.kr'], '/etc/letsencrypt/live/kiosk');
  put(site, certified);
  put('srv/kiosk.env', 'DJANGO_HTTPS=off\n');
  await workbench.clearNotifications();
  await workbench.openFile(site);
  // The server hears of the new files a moment later.
  await workbench.page.waitForTimeout(3000);
  await workbench.command('Siteconf: Enable HTTPS');
  await modal('Turn HTTPS on?').waitFor();
  await workbench.page.locator('.tab', { hasText: 'there ↔ planned' }).first().waitFor();
  await workbench.screenshot('s8 https');
  await workbench.page.keyboard.press('Escape');
  await modal('Turn HTTPS on?').waitFor({ state: 'detached' });
  assert.deepEqual([text(site), text('srv/kiosk.env')], [certified, 'DJANGO_HTTPS=off\n']);
  await workbench.openFile(site);
  await workbench.command('Siteconf: Enable HTTPS');
  await modal('Turn HTTPS on?').locator('.monaco-button', { hasText: 'Write the Files' }).click();
  await workbench.told('HTTPS is turned on');
  await workbench.screenshot('s9 https on');
  assert.equal(text('srv/kiosk.env'), 'DJANGO_HTTPS=on\n');
  assert.match(text(site), /X-Forwarded-Proto \$scheme/);
  assert.match(text(site), /if \(\$host = www\.shop\.example\.kr\)/);
});
