import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stepsIn } from './steps.ts';
import { Workbench } from './workbench.ts';

let workbench: Workbench;
const site = 'etc/nginx/sites-available/shop';

const step = stepsIn(async () => {
  workbench = await Workbench.open('broken-site');
  return workbench;
});

step('opening a site file shows its findings', async () => {
  await workbench.openFile(site);
  await workbench.page.locator('.editor-instance .view-lines [class*="mtk"]').first().waitFor();
  await workbench.page.locator('.squiggly-error, .squiggly-warning').first().waitFor({ timeout: 60_000 });
  await workbench.screenshot('1 findings');
  const status = workbench.page.locator('.statusbar-item', { hasText: 'Nginx' });
  await status.waitFor();
});

step('a fault that is typed is underlined, and the light bulb mends it', async () => {
  const { page } = workbench;
  await workbench.openNewFile('etc/nginx/sites-available/typed');
  await workbench.type('server {\nlisten 80;\nserver_name shop.test;\nlocation /media/ {\nalias /srv/shop/media;');
  await workbench.squiggles('warning').first().waitFor({ timeout: 30_000 });
  await workbench.screenshot('2 typed');
  await page.keyboard.press('Control+.');
  const fix = page.locator('.action-widget .monaco-list-row.action').first();
  await fix.waitFor();
  await workbench.screenshot('3 light bulb');
  await page.keyboard.press('Enter');
  await workbench.lines.filter({ hasText: 'alias /srv/shop/media/;' }).waitFor();
  await workbench.squiggles('warning').first().waitFor({ state: 'detached' });
  await workbench.screenshot('4 fixed');
});

step('pointing at a finding explains it', async () => {
  await workbench.openFile(site);
  const squiggle = workbench.page.locator('.squiggly-error').first();
  await squiggle.waitFor();
  const box = await squiggle.boundingBox();
  assert.ok(box);
  await workbench.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await workbench.page.locator('.monaco-hover', { hasText: 'Why' }).waitFor();
  await workbench.screenshot('5 hover');
  await workbench.page.mouse.move(5, 5);
});

step('a rule is looked up from the palette', async () => {
  await workbench.command('Siteconf: Explain Rule');
  await workbench.rows
    .filter({ hasText: /^[a-z]+\/[a-z-]+/ })
    .first()
    .waitFor();
  await workbench.screenshot('6 rules');
  await workbench.input.fill('nginx/alias-traversal');
  await workbench.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: 'alias-traversal' }).waitFor();
  await workbench.page.keyboard.press('Enter');
  await workbench.page.locator('.tab.active', { hasText: 'alias-traversal' }).waitFor();
  await workbench.page.waitForTimeout(1500);
  await workbench.screenshot('7 rule');
});

step('a URL is followed from the palette, and a step leads to its line', async () => {
  await workbench.openFile(site);
  await workbench.command('Siteconf: Where Does This URL Go?');
  await workbench.page.locator('.quick-input-widget', { hasText: 'Where does this URL go?' }).waitFor();
  await workbench.input.fill('http://shop.example.com/media/a.png');
  await workbench.page.keyboard.press('Enter');
  const step = workbench.rows.filter({ hasText: 'The location takes /media/a.png' }).first();
  await step.waitFor();
  await workbench.screenshot('8 url');
  await step.click();
  await workbench.page.locator('.statusbar-item', { hasText: 'Ln 18' }).waitFor();
});

step('a snippet is inserted by its prefix', async () => {
  const { page } = workbench;
  await workbench.openNewFile('etc/nginx/sites-available/snippet');
  await workbench.type('server-dj');
  await page.locator('.suggest-widget .monaco-list-row', { hasText: 'server-django' }).first().waitFor();
  await workbench.screenshot('9 snippet list');
  await page.keyboard.press('Enter');
  await workbench.lines.filter({ hasText: 'proxy_set_header' }).first().waitFor();
  await workbench.screenshot('10 snippet');
});

step('a site is scaffolded from the palette', async () => {
  const { page } = workbench;
  await workbench.command('Siteconf: Scaffold Site');
  await page.locator('.quick-input-title', { hasText: '(1/' }).waitFor();
  await workbench.type('no domain!');
  await page.locator('.quick-input-message', { hasText: /\w/ }).waitFor();
  await workbench.screenshot('11 wrong answer');
  await page.keyboard.press('Control+A');
  await workbench.type('blog.example.kr');
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-title', { hasText: '(2/' }).waitFor();
  await workbench.screenshot('12 next question');
  const features = workbench.page.locator(
    '.quick-input-list .quick-input-list-checkbox, .quick-input-list .monaco-checkbox',
  );
  for (let answered = 0; answered < 20 && (await features.count()) === 0; answered++) {
    await page.keyboard.press('Enter');
    await page.waitForTimeout(300);
  }
  await workbench.screenshot('13 features');
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-title').waitFor();
  await page.locator('.quick-input-titlebar .codicon-checklist').click();
  await workbench.rows.filter({ hasText: 'Preview the files' }).waitFor();
  await workbench.screenshot('14 review');
  await page.keyboard.press('Enter');
  await workbench.rows.filter({ hasText: 'Write the files' }).waitFor();
  for (let row = 0; row < 8; row++) {
    await page.keyboard.press('ArrowDown');
  }
  await page.locator('.tab.active').waitFor();
  await page.waitForTimeout(1000);
  await workbench.screenshot('15 preview');
  await page.keyboard.press('Home');
  await page.keyboard.press('Control+Home');
  for (let row = 0; row < 30; row++) {
    await page.keyboard.press('ArrowUp');
    if (await workbench.rows.filter({ hasText: 'Write the files' }).and(page.locator('.focused')).count()) {
      break;
    }
  }
  await page.keyboard.press('Enter');
  await workbench.told('Files written');
  await workbench.screenshot('16 written');
  assert.equal(await page.locator('.tab', { hasText: 'blog' }).count(), 0, 'no preview stays open');
  const written = join(workbench.folder, 'srv/shop/deploy/etc/nginx/sites-available');
  assert.ok(existsSync(written), 'the site file is on the disk');
  const name = readdirSync(written)[0];
  assert.ok(name);
  assert.match(readFileSync(join(written, name), 'utf8'), /server_name blog\.example\.kr;/);
});

step('the server is started again from the palette', async () => {
  await workbench.command('Siteconf: Restart Language Server');
  await workbench.openFile(site);
  await workbench.page.locator('.squiggly-error, .squiggly-warning').first().waitFor({ timeout: 30_000 });
  await workbench.command('Siteconf: Show Output');
  await workbench.page.locator('.panel .output, .panel [id*="output"]').first().waitFor();
  await workbench.page.waitForTimeout(800);
  await workbench.screenshot('17 output');
});
