import type { Automaton } from './automaton.ts';
import { intersection } from './byte-set.ts';
import type { Language } from './language.ts';

/** An answer that is never wrong: `unknown` where it can't be found. */
export type Answer =
  | { readonly kind: 'yes'; readonly witness: string }
  | { readonly kind: 'no' }
  | { readonly kind: 'unknown' };

/** After so many combinations of states the search is given up. */
const mostVisits = 60_000;

/** @returns whether some text is in all `languages`, with a short one that is. */
export function meet(...languages: readonly Language[]): Answer {
  const found = commonText(languages.map(({ automaton }) => automaton));
  if (found === 'limit') {
    return { kind: 'unknown' };
  }
  if (found === undefined) {
    return { kind: 'no' };
  }
  return languages.every((language) => language.has(found) === true)
    ? { kind: 'yes', witness: found }
    : { kind: 'unknown' };
}

/**
 * @returns whether all of `part` lies in `whole`: `no` means it does, `yes` carries a text of `part` that is not in
 *   `whole`.
 */
export function leftOver(part: Language, whole: Language): Answer {
  const found = textOutside(part.automaton, whole.automaton);
  if (found === 'limit') {
    return { kind: 'unknown' };
  }
  if (found !== undefined) {
    return part.has(found) === true && whole.has(found) === false
      ? { kind: 'yes', witness: found }
      : { kind: 'unknown' };
  }
  return whole.automaton.exact ? { kind: 'no' } : { kind: 'unknown' };
}

/** @returns whether `whole` has every text of `part`; undefined where that can't be said. */
export function subsumes(whole: Language, part: Language): boolean | undefined {
  const { kind } = leftOver(part, whole);
  return kind === 'unknown' ? undefined : kind === 'no';
}

/** The bytes in the order in which people like to read them in an example. */
const preferred: readonly number[] = [
  ...[...'axbcdefghijklmnopqrstuvwyz0123456789/.-_'].map((byte) => byte.charCodeAt(0)),
  ...Array.from({ length: 256 }, (_, byte) => byte).filter(
    (byte) => byte >= 33 && byte < 127 && !/[a-z0-9/._-]/.test(String.fromCharCode(byte)),
  ),
  ...Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => byte < 33 || byte >= 127),
];

const chosen = new WeakMap<Uint8Array, string>();

/** @returns the byte of `set` that reads best; undefined where it is empty. */
function preferredByte(set: Uint8Array): string | undefined {
  let byte = chosen.get(set);
  if (byte === undefined) {
    const code = preferred.find((one) => set[one] === 1);
    if (code === undefined) {
      return undefined;
    }
    byte = String.fromCharCode(code);
    chosen.set(set, byte);
  }
  return byte;
}

interface Visit {
  readonly states: readonly number[];
  readonly started: boolean;
  readonly before: Visit | undefined;
  readonly byte: string;
}

function textOf(visit: Visit): string {
  let text = '';
  for (let at: Visit | undefined = visit; at !== undefined; at = at.before) {
    text = at.byte + text;
  }
  return text;
}

/** Breadth first over all automata at once; each carries one of its states. */
function commonText(automata: readonly Automaton[]): string | undefined | 'limit' {
  const seen = new Set<string>();
  let wave: Visit[] = [];
  const reach = (next: Visit[], visit: Visit) => {
    const key = `${visit.started ? 's' : 'i'}${visit.states.join(',')}`;
    if (!seen.has(key)) {
      seen.add(key);
      next.push(visit);
    }
  };
  reach(wave, { states: automata.map(({ initial }) => initial), started: false, before: undefined, byte: '' });
  while (wave.length > 0) {
    const next: Visit[] = [];
    for (let index = 0; index < wave.length; index++) {
      const visit = wave[index] as Visit;
      if (seen.size > mostVisits) {
        return 'limit';
      }
      if (visit.states.every((state, place) => endsAt(automata[place] as Automaton, state, visit.started))) {
        return textOf(visit);
      }
      stepFrom(automata, visit, (stepped) => reach(next, stepped));
    }
    wave = next;
  }
  return undefined;
}

function stepFrom(automata: readonly Automaton[], visit: Visit, reach: (visit: Visit) => void): void {
  const combine = (place: number, states: readonly number[], set: Uint8Array | undefined): void => {
    if (place === automata.length) {
      const byte = set === undefined ? undefined : preferredByte(set);
      if (byte !== undefined) {
        reach({ states, started: true, before: visit, byte });
      }
      return;
    }
    for (const edge of edgesFrom(automata[place] as Automaton, visit.states[place] as number, visit.started)) {
      const both = set === undefined ? edge.set : intersection(set, edge.set);
      if (both !== undefined) {
        combine(place + 1, [...states, edge.to], both);
      }
    }
  };
  combine(0, [], undefined);
}

/** What a state leads to, its ways without a byte taken already; before the first byte and after it. */
interface Reach {
  readonly edges: Automaton['edges'][number];
  readonly ends: boolean;
}

const reaches = new WeakMap<Automaton, Map<number, Reach>>();

function reachOf(automaton: Automaton, state: number, started: boolean): Reach {
  let known = reaches.get(automaton);
  if (known === undefined) {
    known = new Map();
    reaches.set(automaton, known);
  }
  const key = 2 * state + (started ? 1 : 0);
  let reach = known.get(key);
  if (reach === undefined) {
    const inside = close(automaton, [state], started, false);
    reach = {
      edges: [...inside].flatMap((one) => automaton.edges[one] ?? []),
      ends: close(automaton, inside, started, true).has(automaton.accepting),
    };
    known.set(key, reach);
  }
  return reach;
}

function edgesFrom(automaton: Automaton, state: number, started: boolean): Reach['edges'] {
  return reachOf(automaton, state, started).edges;
}

/** @returns whether the subject may end in `state`. */
function endsAt(automaton: Automaton, state: number, started: boolean): boolean {
  return reachOf(automaton, state, started).ends;
}

function close(automaton: Automaton, states: Iterable<number>, started: boolean, ended: boolean): Set<number> {
  const all = new Set(states);
  const pending = [...all];
  for (let state = pending.pop(); state !== undefined; state = pending.pop()) {
    for (const { guard, to } of automaton.jumps[state] ?? []) {
      const open = guard === undefined || (guard === 'start' ? !started : ended);
      if (open && !all.has(to)) {
        all.add(to);
        pending.push(to);
      }
    }
  }
  return all;
}

interface OutsideVisit extends Visit {
  readonly whole: readonly number[];
}

/** @returns a text that `part` accepts and `whole` doesn't, with `whole` made deterministic on the way. */
function textOutside(part: Automaton, whole: Automaton): string | undefined | 'limit' {
  const seen = new Set<string>();
  let wave: OutsideVisit[] = [];
  const reach = (next: OutsideVisit[], visit: OutsideVisit) => {
    const key = `${visit.started ? 's' : 'i'}${visit.states[0]}:${visit.whole.join(',')}`;
    if (!seen.has(key)) {
      seen.add(key);
      next.push(visit);
    }
  };
  reach(wave, { states: [part.initial], whole: [whole.initial], started: false, before: undefined, byte: '' });
  while (wave.length > 0) {
    const next: OutsideVisit[] = [];
    for (let index = 0; index < wave.length; index++) {
      const visit = wave[index] as OutsideVisit;
      if (seen.size > mostVisits) {
        return 'limit';
      }
      const state = visit.states[0] as number;
      const accepted = close(whole, visit.whole, visit.started, true).has(whole.accepting);
      if (!accepted && endsAt(part, state, visit.started)) {
        return textOf(visit);
      }
      const inside = [...close(whole, visit.whole, visit.started, false)];
      for (const edge of edgesFrom(part, state, visit.started)) {
        for (const [byte, targets] of targetsOf(whole, inside, edge.set)) {
          reach(next, {
            states: [edge.to],
            whole: targets,
            started: true,
            before: visit,
            byte: String.fromCharCode(byte),
          });
        }
      }
    }
    wave = next;
  }
  return undefined;
}

/** For each way in which the bytes of `set` lead on from `states`: one such byte and the states it leads to. */
function targetsOf(automaton: Automaton, states: readonly number[], set: Uint8Array): [number, number[]][] {
  const edges = states.flatMap((state) => automaton.edges[state] ?? []);
  const found = new Map<string, [number, number[]]>();
  for (const byte of preferred) {
    if (set[byte] !== 1) {
      continue;
    }
    const targets = [...new Set(edges.filter((edge) => edge.set[byte] === 1).map(({ to }) => to))].sort(
      (a, b) => a - b,
    );
    const key = targets.join(',');
    if (!found.has(key)) {
      found.set(key, [byte, targets]);
    }
  }
  return [...found.values()];
}
