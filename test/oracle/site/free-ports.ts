import { createServer, type Server } from 'node:net';
import type { Random } from '../../harness/random.ts';

/** Below the ports that the system gives to outgoing connections, so that none is taken in between. */
const range = { from: 10_000, to: 32_700 };
/** The ports that one process may take. Two of them at once would otherwise find the same ones free. */
const share = 1_890;
let own: Promise<number> | undefined;

/** @returns ports of 127.0.0.1 at which nobody listens now, and which no other process of these tests is given. */
export async function freePorts(count: number, random: Random): Promise<number[]> {
  own ??= claim(random);
  const first = await own;
  const found = new Set<number>();
  for (let tries = 0; found.size < count; tries++) {
    if (tries > count * 20) {
      throw new Error(`no ${count} free ports from ${first} on`);
    }
    const port = first + 1 + random.below(share - 1);
    if (!found.has(port) && (await isFree(port))) {
      found.add(port);
    }
  }
  return [...found];
}

/** Takes a share of the range, which this process holds by listening at its first port. */
async function claim(random: Random): Promise<number> {
  const shares = Math.floor((range.to - range.from) / share);
  const start = random.below(shares);
  for (let step = 0; step < shares; step++) {
    const first = range.from + ((start + step) % shares) * share;
    const server = await listen(first);
    if (server !== undefined) {
      server.unref();
      return first;
    }
  }
  throw new Error(`all ports from ${range.from} to ${range.to} are taken by other tests`);
}

async function isFree(port: number): Promise<boolean> {
  const server = await listen(port);
  await new Promise((done) => (server === undefined ? done(undefined) : server.close(done)));
  return server !== undefined;
}

function listen(port: number): Promise<Server | undefined> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(undefined));
    server.listen(port, '127.0.0.1', () => done(server));
  });
}
