// Runs made-up sites in the real Nginx, Uvicorn, Gunicorn and Django, and holds our findings against what a browser meets.
// usage: npm run oracle:site -- [COUNT] [SEED] [SHOWN]
import { compareSites } from './compare.ts';
import { djangoPythons, missingPrograms } from './needs.ts';
import { disagreements, summary, tell } from './report.ts';

async function main(): Promise<void> {
  const [count = '400', seed = '1', shown = '10'] = process.argv.slice(2);
  const found = djangoPythons();
  const missing = missingPrograms() ?? found.missing;
  if (missing !== undefined) {
    console.log(`skipped: ${missing}`);
    return;
  }
  const started = Date.now();
  const answers = await compareSites(Number(count), Number(seed), found.pythons);
  const apart = disagreements(answers);
  console.log(apart.slice(0, Number(shown)).map(tell).join('\n'));
  console.log(summary(answers));
  console.log(
    `seed ${seed}: ${count} sites in ${((Date.now() - started) / 1000).toFixed(1)} s, ${apart.length} disagreements`,
  );
  process.exitCode = apart.length === 0 ? 0 : 1;
}

void main();
