import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

/** What `scripts/test-host.mjs` reads when VS Code has ended. */
export interface HostResult {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Called by VS Code in its extension host, once, with the extension under test installed. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, reporter: Mocha.reporters.Base });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  require('./suites.ts');
  const result = await new Promise<HostResult>((resolve) => {
    const runner = mocha.run(() => {
      const { passes = 0, failures = 0, pending = 0 } = runner.stats ?? {};
      resolve({ passed: passes, failed: failures, skipped: pending });
    });
    runner.on('pass', (test) => console.log(`✔ ${test.fullTitle()} (${test.duration} ms)`));
    runner.on('pending', (test) => console.log(`﹣ ${test.fullTitle()}`));
    runner.on('fail', (test, error: Error) => console.log(`✖ ${test.fullTitle()}\n${error.stack ?? error.message}`));
  });
  const path = process.env.SITECONF_HOST_RESULT;
  if (path) {
    writeFileSync(path, JSON.stringify(result));
  }
  if (result.failed > 0) {
    throw new Error(`${result.failed} tests failed`);
  }
}
