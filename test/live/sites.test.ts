import { join } from 'node:path';
import { test } from 'node:test';
import { defaultAnswers } from '../../server/src/scaffold/answers/answers.ts';
import { planStarter } from '../../server/src/scaffold/starter.ts';
import { machineNeeds, packages, runInside } from './lane.ts';
import { newPython, npmCache, wheelFolder } from './wheels.ts';

/** What the third site, which starts from nothing with the newest Django, needs; or why it can't be had here. */
function starterMeans(): { means: readonly string[] } | { reason: string } {
  const bin = newPython();
  if (bin === undefined) {
    return { reason: 'there is no Python that the newest Django runs on' };
  }
  const wheels = wheelFolder(join(bin, 'python3'), ['Django', ...packages]);
  if ('reason' in wheels) {
    return wheels;
  }
  const manifest = planStarter(defaultAnswers()).find((file) => file.path === 'package.json');
  const modules = npmCache(manifest?.text ?? '');
  return 'reason' in modules ? modules : { means: [bin, wheels.folder, modules.folder] };
}

test('sites on one server, put there by their own scripts', { timeout: 15 * 60_000 }, async (t) => {
  const wheels = machineNeeds(t);
  if (wheels === undefined) {
    return;
  }
  const starter = starterMeans();
  if ('reason' in starter) {
    await t.test('a third site, from an empty folder', (inner) => inner.skip(starter.reason));
  }
  await runInside(t, 'inside.ts', [wheels, ...('means' in starter ? starter.means : [])], 20);
});
