import { stepsIn } from './steps.ts';
import { Workbench } from './workbench.ts';

let workbench: Workbench;
const site = 'etc/nginx/sites-available/shop';

const step = stepsIn(async () => {
  workbench = await Workbench.open('broken-site', 'ko');
  return workbench;
});

step('a Korean VS Code shows findings, commands and questions in Korean', async () => {
  const { page } = workbench;
  await workbench.openFile(site);
  await workbench.squiggles('error').first().waitFor({ timeout: 60_000 });
  await page.keyboard.press('Control+Shift+M');
  await page
    .locator('.markers-panel .monaco-list-row', { hasText: /[가-힣]{2}/ })
    .first()
    .waitFor();
  await workbench.screenshot('ko 1 problems');
  await workbench.command('Siteconf: 규칙 설명 보기');
  await page.locator('.quick-input-title', { hasText: '규칙 설명 보기' }).waitFor();
  await workbench.rows
    .filter({ hasText: /[가-힣]{2}/ })
    .first()
    .waitFor();
  await workbench.screenshot('ko 2 rules');
  await page.keyboard.press('Escape');
  await workbench.command('Siteconf: 사이트 설정 만들기');
  await page.locator('.quick-input-title', { hasText: '사이트 설정 만들기' }).waitFor();
  await page.locator('.quick-input-message', { hasText: /[가-힣]{2}/ }).waitFor();
  await workbench.type('틀림!');
  await workbench.screenshot('ko 3 question');
});
