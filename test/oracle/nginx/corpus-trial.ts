import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { check } from '../../../server/src/cli/check.ts';
import type { ContextName } from '../../../server/src/dialects/nginx/configuration.ts';
import { Random } from '../../harness/random.ts';
import type { Sample } from './corpus.ts';
import { type Answer, ASKED, isOfMachine, isOfModule, Judge } from './judge.ts';
import { CopiedMachine } from './machine.ts';
import { mutate } from './mutate.ts';
import { Supplies } from './supplies.ts';
import { Trial } from './trial.ts';

/** The contexts that the command line can be told; it finds the others itself. */
const TOLD: readonly ContextName[] = ['main', 'http', 'server', 'location'];

/** Asks siteconf as a person does: `siteconf check --separate --context CONTEXT FILE`. */
class Person {
  readonly #folder = mkdtempSync(join(tmpdir(), 'siteconf-person-'));
  readonly #version: string;

  constructor(version: string) {
    this.#version = version;
  }

  /** @returns the findings that stand for words of Nginx, in the order in which they are printed. */
  async ask(name: string, text: string, context: ContextName): Promise<readonly Answer[]> {
    const path = join(this.#folder, name);
    writeFileSync(path, text);
    const request = {
      paths: [path],
      stdin: undefined,
      separate: true,
      nginxVersion: this.#version,
      context: TOLD.includes(context) ? context : undefined,
      files: undefined,
      locale: 'en',
    };
    const { findings } = await check(request, {
      texts: { pages: {}, translations: {} },
      log: (rule, error) => {
        throw new Error(`${rule} failed on ${name}`, { cause: error });
      },
    });
    rmSync(path);
    const printed = findings.flatMap(({ finding: { nginx }, range }) =>
      nginx === undefined
        ? []
        : [
            {
              ...nginx,
              message: nginx.message.replaceAll(path, `/etc/nginx/${ASKED}`),
              line: range.start.line,
            },
          ],
    );
    const first = printed.find(({ level }) => level === 'emerg');
    return printed.map((one) => ({ ...one, first: one === first }));
  }

  close(): void {
    rmSync(this.#folder, { recursive: true });
  }
}

/** What came of asking about real files. */
export interface CorpusTrial {
  /** The files as they are. */
  readonly healthy: Trial;
  /** The same files with one edit. */
  readonly mutants: Trial;
  /** The files that this Nginx refuses as they are, whatever is put beside them, for what stands in them. */
  readonly refused: Trial;
  /** Those that it refuses for what this machine or this Nginx lacks, with its words. */
  readonly left: ReadonlyMap<string, string>;
}

/** Edits of one file in a row: to put beside it what it needs takes longer than to ask once more. */
const MUTANTS_IN_A_ROW = 5;

/**
 * Asks Nginx and siteconf about real files, each as it is and with one edit at a time, until about `count` mutants have been asked. What the
 * files need beside them is put into a copy of this machine. Answers about the machine don't count.
 * @returns why nothing can be asked here, or what came of it.
 */
export async function tryCorpus(
  samples: readonly Sample[],
  seed: number,
  count: number,
  version: string,
): Promise<CorpusTrial | { readonly refusal: string }> {
  const machine = CopiedMachine.make();
  if ('refusal' in machine) {
    return machine;
  }
  const judge = new Judge(machine);
  const person = new Person(version);
  const random = new Random(seed);
  const trial = { healthy: new Trial(), mutants: new Trial(), refused: new Trial(), left: new Map<string, string>() };
  const inARow = Math.max(MUTANTS_IN_A_ROW, Math.ceil(count / samples.length));
  try {
    for (const { file, text, context, supplied } of shuffled(samples, random)) {
      if (trial.mutants.asked >= count) {
        break;
      }
      machine.empty();
      const supplies = new Supplies(machine, judge, context);
      for (const supply of supplied) {
        supplies.give(supply);
      }
      const name = basename(file);
      const verdict = supplies.settle(text);
      if (isOfMachine(verdict) || isOfModule(verdict)) {
        trial.left.set(file, verdict?.message ?? '');
        continue;
      }
      const asItIs = verdict === undefined ? trial.healthy : trial.refused;
      asItIs.add({ file, text, edit: 'as it is' }, verdict, await person.ask(name, text, context));
      if (verdict !== undefined) {
        continue;
      }
      for (let row = 0; row < inARow && trial.mutants.asked < count; row++) {
        const mutant = mutate(text, random);
        const nginx = mutant && supplies.ask(mutant.text);
        if (mutant !== undefined && !isOfMachine(nginx)) {
          trial.mutants.add({ file, ...mutant }, nginx, await person.ask(name, mutant.text, context));
        }
      }
    }
  } finally {
    judge.close();
    person.close();
  }
  return trial;
}

function shuffled<T>(all: readonly T[], random: Random): T[] {
  return all
    .map((one) => ({ one, place: random.next() }))
    .sort((one, other) => one.place - other.place)
    .map(({ one }) => one);
}
