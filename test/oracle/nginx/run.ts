// Asks the real Nginx and the project the same configurations and prints how far they agree.
// usage: npm run oracle -- [COUNT] [SEED]
import { nginxVersion } from './judge.ts';
import { agreement, tryOut } from './trial.ts';

const [count = '2000', seed = '1'] = process.argv.slice(2);
const version = nginxVersion();
if (version === undefined) {
  process.stdout.write('no nginx on this machine: nothing was asked\n');
} else {
  const trial = tryOut(Number(seed), Number(count), version);
  for (const { edit, nginx, ours, text } of trial.disagreements) {
    const theirs = nginx === undefined ? 'accepts it' : `${nginx.line ?? '-'}: ${nginx.message}`;
    process.stdout.write(`[${edit}] Nginx: ${theirs}\n  ours: ${ours.join(' | ') || 'nothing'}\n`);
    if (process.env.SITECONF_ORACLE_TEXT !== undefined) {
      process.stdout.write(`${text.replace(/^/gm, '    ')}\n`);
    }
  }
  process.stdout.write(`nginx ${version}, seed ${seed}: ${agreement(trial)}\n`);
}
