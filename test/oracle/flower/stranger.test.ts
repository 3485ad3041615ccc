import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { test } from 'node:test';
import { Random } from '../../harness/random.ts';
import { freePorts } from '../site/free-ports.ts';
import { flowerPython } from './ask-flower.ts';
import { Fleet } from './fleet.ts';

/** A place to log in that says of everybody who comes that they are `email`. */
function identityProvider(email: string, port: number): Server {
  return createServer((request, response) => {
    request.resume();
    const answer = request.method === 'POST' ? { access_token: 'token' } : { email, email_verified: true };
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify(answer));
  }).listen(port, '127.0.0.1');
}

/** Logs in as a browser does, by way of the provider, and asks for the list of tasks. */
async function visit(flower: string): Promise<Record<string, number>> {
  const ask = async (path: string, cookie: string): Promise<Response> =>
    fetch(`${flower}${path}`, { redirect: 'manual', headers: { Cookie: cookie, Connection: 'close' } });
  const cookiesOf = (response: Response): string =>
    response.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
  const begun = await ask('/login', '');
  const state = new URL(begun.headers.get('location') ?? '').searchParams.get('state') ?? '';
  const login = await ask(`/login?code=code&state=${encodeURIComponent(state)}`, cookiesOf(begun));
  const cookie = cookiesOf(login);
  return { login: login.status, tasks: (await ask('/tasks', cookie)).status };
}

const stranger = 'me@example.com.evil.test';

test('a stranger whose address only begins like that of --auth gets into an old Flower', async (context) => {
  const old = flowerPython('1.1');
  const mended = flowerPython('1.2');
  const missing = [old, mended].flatMap((one) => ('missing' in one ? [one.missing] : []))[0];
  if (missing !== undefined || !('python' in old) || !('python' in mended)) {
    context.skip(missing ?? '');
    return;
  }
  const fleet = new Fleet();
  const [provider = 0, first = 0, second = 0] = await freePorts(3, new Random(Date.now()));
  const server = identityProvider(stranger, provider);
  try {
    for (const [python, port] of [
      [old.python, first],
      [mended.python, second],
    ] as const) {
      const words = ['--broker=memory://', 'flower', '--address=127.0.0.1', `--port=${port}`];
      const login = ['--auth=me@example.com', '--auth_provider=flower.views.auth.OktaLoginHandler'];
      const environment = {
        FLOWER_OAUTH2_OKTA_BASE_URL: `http://127.0.0.1:${provider}`,
        FLOWER_OAUTH2_KEY: 'key',
        FLOWER_OAUTH2_SECRET: 'secret',
        FLOWER_OAUTH2_REDIRECT_URI: `http://127.0.0.1:${port}/login`,
        FLOWER_COOKIE_SECRET: 'cookie',
      };
      await fleet.flowers(python, [{ words: [...words, ...login], environment }], [port]);
    }
    assert.deepEqual(await visit(`http://127.0.0.1:${first}`), { login: 302, tasks: 200 });
    assert.deepEqual(await visit(`http://127.0.0.1:${second}`), { login: 403, tasks: 302 });
  } finally {
    server.close();
    await fleet.close();
  }
});
