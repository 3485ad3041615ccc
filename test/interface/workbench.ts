import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Locator, Page } from 'playwright-core';
import { startChromium } from '../../scripts/vscode/browser.mjs';
import { installCodeServer, newest } from '../../scripts/vscode/code-server.mjs';
import { installCommand, startServer } from '../../scripts/vscode/server.mjs';

const root = join(__dirname, '../..');
const screenshots = join(root, 'out/screenshots');

/** Enters a language pack without a word in it: VS Code takes its language from the packs that it knows. */
function enterLanguagePack(userData: string, language: string): void {
  mkdirSync(userData, { recursive: true });
  const words = join(userData, `${language}.i18n.json`);
  writeFileSync(words, JSON.stringify({ version: '1.0.0', contents: {} }));
  const extensions = [{ extensionIdentifier: { id: `siteconf-test.language-pack-${language}` }, version: '1.0.0' }];
  const pack = { hash: 'siteconf-test', label: language, extensions, translations: { vscode: words } };
  writeFileSync(join(userData, 'languagepacks.json'), JSON.stringify({ [language]: pack }));
}

/** The newest VS Code in a browser, with the packed extension installed, on a copy of an example. */
export class Workbench {
  readonly folder: string;
  readonly page: Page;
  readonly #scratch: string;
  readonly #browser: Browser;
  readonly #stop: () => Promise<void>;

  private constructor(scratch: string, folder: string, page: Page, browser: Browser, stop: () => Promise<void>) {
    this.#scratch = scratch;
    this.folder = folder;
    this.page = page;
    this.#browser = browser;
    this.#stop = stop;
  }

  /** @param locale the language that VS Code is set to, such as `ko`. */
  static open(example: string, locale = 'en'): Promise<Workbench> {
    return Workbench.#start(example, locale, (folder) => {
      cpSync(join(root, 'examples', example), folder, { recursive: true });
    });
  }

  /** The same in a folder in which there is nothing. */
  static openEmpty(name: string): Promise<Workbench> {
    return Workbench.#start(name, 'en', (folder) => mkdirSync(folder));
  }

  static async #start(name: string, locale: string, fill: (folder: string) => void): Promise<Workbench> {
    const scratch = mkdtempSync(join(tmpdir(), 'siteconf-interface-'));
    const folder = join(scratch, name);
    fill(folder);
    mkdirSync(screenshots, { recursive: true });
    const vscode = await installCodeServer(newest);
    const extensions = join(scratch, 'extensions');
    const [program = '', ...install] = installCommand(vscode, extensions, join(root, 'out/siteconf.vsix'));
    await promisify(execFile)(program, install);
    const userData = join(scratch, 'user');
    if (locale !== 'en') {
      enterLanguagePack(userData, locale);
    }
    const server = await startServer(vscode, { userData, extensions, locale });
    const browser = await startChromium();
    const page = await browser.newPage({ viewport: { width: 1360, height: 860 } });
    page.setDefaultTimeout(60_000);
    await page.goto(`http://127.0.0.1:${server.port}/?folder=${encodeURIComponent(folder)}`);
    await page.locator('.monaco-workbench .explorer-folders-view').first().waitFor({ timeout: 60_000 });
    await page.locator('.monaco-workbench .statusbar-item').first().waitFor({ timeout: 60_000 });
    return new Workbench(scratch, folder, page, browser, server.stop);
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#stop();
    rmSync(this.#scratch, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Keeps a picture for people to look at, once what moves has come to rest. */
  async screenshot(name: string): Promise<void> {
    await this.page.waitForTimeout(400);
    await this.page.screenshot({ path: join(screenshots, `${name}.png`) });
  }

  get input(): Locator {
    return this.page.locator('.quick-input-widget input[type="text"]');
  }

  get rows(): Locator {
    return this.page.locator('.quick-input-widget .quick-input-list .monaco-list-row');
  }

  get lines(): Locator {
    return this.page.locator('.editor-instance .view-lines .view-line');
  }

  squiggles(severity: 'error' | 'warning'): Locator {
    return this.page.locator(`.editor-instance .squiggly-${severity}`);
  }

  /** Waits for a notification. One that went by while the machine was busy is looked up behind the bell, as a person does. */
  async told(sentence: string): Promise<void> {
    const toast = this.page.locator('.notification-toast', { hasText: sentence });
    if (await appears(toast, 30_000)) {
      return;
    }
    await this.command('Notifications: Show Notifications');
    await this.page.locator('.notifications-center .notification-list-item', { hasText: sentence }).waitFor();
  }

  async clearNotifications(): Promise<void> {
    await this.command('Notifications: Clear All Notifications');
    await this.page.locator('.notification-toast').first().waitFor({ state: 'detached' });
  }

  /** Finds a command in the palette and runs it. */
  async command(title: string): Promise<void> {
    const row = this.rows.filter({ hasText: title }).first();
    // Just after the start the palette doesn't know the commands of extensions yet, and doesn't look again by itself.
    for (let tries = 0; tries < 20 && !(await row.isVisible()); tries++) {
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press('F1');
      await this.input.fill(`>${title}`);
      await row.waitFor({ timeout: 3000 }).catch(() => undefined);
    }
    await row.waitFor();
    await this.page.keyboard.press('Enter');
  }

  /** Opens a file by its path below the folder, as with Ctrl+P. */
  async openFile(path: string): Promise<void> {
    await this.page.keyboard.press('Control+P');
    const name = path.slice(path.lastIndexOf('/') + 1);
    await this.input.fill(join(this.folder, path));
    await this.page.locator(`.quick-input-list .monaco-list-row.focused[aria-label^="${name}"]`).waitFor();
    await this.page.keyboard.press('Enter');
    await this.page.locator('.tab.active', { hasText: name }).waitFor();
    await this.lines.first().waitFor();
  }

  /** Opens a new file without text. */
  async openNewFile(path: string): Promise<void> {
    writeFileSync(join(this.folder, path), '');
    await this.openFile(path);
  }

  /** Types as a person, with the editor's own completion of brackets and indentation. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text, { delay: 15 });
  }
}

function appears(locator: Locator, timeout: number): Promise<boolean> {
  return locator.waitFor({ timeout }).then(
    () => true,
    () => false,
  );
}
