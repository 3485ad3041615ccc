import type { Machine } from './machine.ts';

/** One check inside a machine, as it tells of it on a line of its own. */
export interface Outcome {
  readonly name: string;
  readonly error?: string;
  readonly seconds: number;
  /** Why the check, and all after it, can't be made here. */
  readonly skipped?: string;
}

/** @returns what makes one check of a machine, and prints its outcome as one line of JSON. */
export function checker(machine: Machine): (name: string, body: () => Promise<void> | void) => Promise<void> {
  return async (name, body) => {
    const start = Date.now();
    let error: string | undefined;
    try {
      await body();
    } catch (caught) {
      error =
        caught instanceof Error
          ? `${caught.stack}${caught.cause === undefined ? '' : `\n${caught.cause}`}`
          : String(caught);
      error += `\nnginx: ${machine.read('/var/log/nginx/error.log').trim().split('\n').slice(-3).join('\nnginx: ')}`;
    }
    const outcome: Outcome = { name, ...(error === undefined ? {} : { error }), seconds: (Date.now() - start) / 1000 };
    process.stdout.write(`${JSON.stringify(outcome)}\n`);
  };
}

/** Tells that nothing more can be checked here. */
export function skip(name: string, reason: string): void {
  const outcome: Outcome = { name, seconds: 0, skipped: reason };
  process.stdout.write(`${JSON.stringify(outcome)}\n`);
}
