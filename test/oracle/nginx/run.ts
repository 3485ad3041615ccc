// Asks the real Nginx and the project the same configurations and prints how far they agree.
// usage: npm run oracle -- [--corpus FOLDER | --patterns] [--keep FOLDER] [COUNT] [SEED]
// Without --corpus the configurations are made up; with it they are the real files of a folder, as they are and with one edit each.
// With --patterns regular expressions are asked, made up of right and wrong pieces.
// --keep: each text on which they differ is written to that folder, by the number that is printed with it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { nginxVersion } from '../../harness/nginx-version.ts';
import { readCorpus } from './corpus.ts';
import { tryCorpus } from './corpus-trial.ts';
import { Judge } from './judge.ts';
import { comparePatternVerdicts } from './patterns.ts';
import { type Disagreement, told, tryOut } from './trial.ts';

const { values, positionals } = parseArgs({
  options: { corpus: { type: 'string' }, keep: { type: 'string' }, patterns: { type: 'boolean' } },
  allowPositionals: true,
});
const [count = '2000', seed = '1'] = positionals;
const say = (line: string): boolean => process.stdout.write(`${line}\n`);

const version = nginxVersion();
if (version === undefined) {
  say('no nginx on this machine: nothing was asked');
} else if (values.patterns) {
  askPatterns(version);
} else if (values.corpus === undefined) {
  const trial = tryOut(Number(seed), Number(count), version);
  tellGroups(trial.disagreements);
  say(`nginx ${version}, seed ${seed}: ${trial.agreement()}`);
} else {
  void askCorpus(values.corpus, version);
}

function askPatterns(version: string): void {
  const judge = new Judge();
  const { refused, disagreements } = comparePatternVerdicts(judge, Number(count), Number(seed));
  judge.close();
  for (const { pattern, nginx, ours } of disagreements) {
    say(`${JSON.stringify(pattern)}\n  Nginx: ${nginx ?? 'accepted'}\n  ours:  ${ours ?? 'accepted'}`);
  }
  say(`nginx ${version}, seed ${seed}: ${count} patterns, ${refused} refused, ${disagreements.length} disagreements`);
}

async function askCorpus(folder: string, version: string): Promise<void> {
  const samples = readCorpus(folder);
  if (samples === undefined) {
    say(`${folder}/index.jsonl can't be read: nothing was asked`);
    return;
  }
  const trial = await tryCorpus(samples, Number(seed), Number(count), version);
  if ('refusal' in trial) {
    say(`${trial.refusal}: nothing was asked`);
    return;
  }
  tellGroups([trial.healthy, trial.refused, trial.mutants].flatMap(({ disagreements }) => disagreements));
  for (const [file, message] of trial.left) {
    say(`left out, since Nginx refuses it for what isn't here: ${file}: ${message}`);
  }
  say(`nginx ${version}, as they are: ${trial.healthy.agreement()}`);
  say(`nginx ${version}, refused as they are: ${trial.refused.agreement()}`);
  say(`nginx ${version}, one edit, seed ${seed}: ${trial.mutants.agreement()}`);
}

/** Prints the disagreements, those of one kind together, the most frequent kind last. */
function tellGroups(disagreements: readonly Disagreement[]): void {
  const groups = new Map<string, Disagreement[]>();
  for (const one of disagreements) {
    groups.set(kindOf(one), [...(groups.get(kindOf(one)) ?? []), one]);
  }
  for (const [kind, group] of [...groups].sort(([, one], [, other]) => one.length - other.length)) {
    say(`\n${group.length} × ${kind}`);
    for (const one of group) {
      say(kept(one) + told([one]));
    }
  }
  say('');
}

let keptTexts = 0;

/** Writes the text where it is wanted. @returns its number in front of what is told of it. */
function kept({ text }: Disagreement): string {
  if (values.keep === undefined) {
    return '';
  }
  mkdirSync(values.keep, { recursive: true });
  keptTexts++;
  writeFileSync(join(values.keep, `${keptTexts}.conf`), text);
  return `${keptTexts}.conf `;
}

/** What is at odds, and about which kind of message. */
function kindOf({ nginx, comparison, ours }: Disagreement): string {
  const what = !comparison.verdict ? 'verdict' : comparison.message ? 'line' : 'message';
  const told = nginx?.message ?? `${ours[0] ?? ''}`.replace(/^\S+: /, '');
  return `${what}: ${nginx === undefined ? 'accepted, ours: ' : ''}${told.replace(/"[^"]*"/g, '""').slice(0, 100)}`;
}
