// Holds our routing against the real nginx. usage: tsx test/oracle/routing/oracle.ts [pairs] [seed] [shown]

import { nginxVersion } from '../../harness/nginx-version.ts';
import { aspects } from './compare.ts';
import { compareRandomly } from './run.ts';

async function main(): Promise<void> {
  const version = nginxVersion();
  if (version === undefined) {
    console.log('skipped: nginx is not installed');
    return;
  }
  const [pairs = '2000', seed = '1', shown = '5'] = process.argv.slice(2);
  const started = Date.now();
  const result = await compareRandomly(Number(pairs), Number(seed));
  for (const disagreement of result.disagreements.slice(0, Number(shown))) {
    console.log('----');
    console.log(disagreement.world);
    console.log(disagreement.request);
    for (const { aspect, said, real } of disagreement.differences) {
      console.log(`  ${aspect}\n    said ${said}\n    real ${real}`);
    }
  }
  const share = (count: number) => `${((100 * count) / result.pairs).toFixed(3)} %`;
  console.log(
    `nginx ${version}, seed ${seed}: ${result.pairs} pairs in ${((Date.now() - started) / 1000).toFixed(1)} s`,
  );
  console.log(`agreement: ${result.agreed} (${share(result.agreed)}); "depends on": ${result.open}`);
  for (const aspect of aspects) {
    const wrong = result.disagreements.filter((one) => one.differences.some((two) => two.aspect === aspect)).length;
    console.log(`  ${aspect}: ${result.pairs - wrong} (${share(result.pairs - wrong)})`);
  }
  console.log(`configurations that nginx refused and that were left out: ${result.refused}`);
  process.exitCode = result.agreed / result.pairs >= 0.999 ? 0 : 1;
}

void main();
