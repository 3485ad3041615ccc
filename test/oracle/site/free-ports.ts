import { createServer } from 'node:net';
import type { Random } from '../../harness/random.ts';

/** Below the ports that the system gives to outgoing connections, so that none is taken in between. */
const range = { from: 26_000, to: 32_700 };

/** @returns ports of 127.0.0.1 at which nobody listens now. */
export async function freePorts(count: number, random: Random): Promise<number[]> {
  const found = new Set<number>();
  for (let tries = 0; found.size < count; tries++) {
    if (tries > count * 20) {
      throw new Error(`no ${count} free ports`);
    }
    const port = range.from + random.below(range.to - range.from);
    if (!found.has(port) && (await isFree(port))) {
      found.add(port);
    }
  }
  return [...found];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(false));
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)));
  });
}
