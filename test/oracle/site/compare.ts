import { Random } from '../../harness/random.ts';
import { type Claim, claimsOf } from './claims.ts';
import { type Deployment, makeDeployment } from './deployment.ts';
import { freePorts } from './free-ports.ts';
import { type Fault, faults, type Observation, observe } from './observe.ts';
import { programs } from './programs.ts';
import { RealSites } from './real-sites.ts';
import { silenceOf } from './silence.ts';

/** One question that was asked of a site and of us: whether a fault shows, or whether a promise holds. */
export interface Answer {
  readonly site: Deployment;
  readonly fault: Fault;
  readonly shows: boolean;
  /** The rules that say so. */
  readonly rules: readonly string[];
  readonly agrees: boolean;
  /** Why we say nothing of a fault that shows, where that is meant. */
  readonly silence: string | undefined;
  readonly claims: readonly Claim[];
  readonly observation: Observation;
}

const perRun = 400;

/**
 * Makes `count` sites, runs them all, visits them, and holds what our rules say of their files against it.
 * @param pythons the Pythons with different versions of Django; each program runs with one of them.
 */
export async function compareSites(count: number, seed: number, pythons: readonly string[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let done = 0, round = 0; done < count; done += perRun, round++) {
    const random = new Random(seed + round * 1_000_003);
    // Which ports are free is no part of what a seed repeats.
    const chance = new Random(process.pid * 7919 + Date.now());
    const size = Math.min(perRun, count - done);
    const ports = await freePorts(size * 4, chance);
    const sites = Array.from({ length: size }, (_, index) =>
      makeDeployment(done + index, random, { program: ports.pop() as number, nobody: ports.pop() as number }),
    );
    const real = new RealSites(
      (program) => pythons[(programs.indexOf(program) + seed + round) % pythons.length] as string,
    );
    try {
      await real.start(sites, ports);
      const observations = await inTurn(sites, 12, (site) => observe(site, (door) => real.port(site, door)));
      for (const [index, site] of sites.entries()) {
        answers.push(...compare(site, observations[index] as Observation));
      }
    } finally {
      await real.close();
    }
  }
  return answers;
}

function compare(site: Deployment, observation: Observation): Answer[] {
  const claims = claimsOf(site);
  const broken = claims.filter(
    ({ promised, faults: own }) => promised && own.every((fault) => observation.shows.get(fault) === false),
  );
  return faults.flatMap((fault): Answer[] => {
    const shows = observation.shows.get(fault);
    if (shows === undefined) {
      return [];
    }
    const speaking = (shows ? claims : broken).filter((claim) => claim.faults.includes(fault));
    const agrees = shows === speaking.length > 0;
    const silence = shows && !agrees ? silenceOf(site, fault) : undefined;
    const rules = [...new Set(speaking.map(({ rule }) => rule))];
    return [{ site, fault, shows, rules, agrees, silence, claims, observation }];
  });
}

/** Asks `work` about all of `items`, a few at a time. */
async function inTurn<T, R>(items: readonly T[], width: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const run = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index] as T);
    }
  };
  await Promise.all(Array.from({ length: width }, run));
  return results;
}
