import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readBatchLine, readHeader } from '../../../server/src/cli/route-request.ts';
import { fillRequest } from '../../../server/src/service/asked-request.ts';

test('a whole URL tells scheme, host and port; what is said by hand goes first', () => {
  const cases: [Parameters<typeof fillRequest>[0], readonly number[], string][] = [
    [{ uri: '/a?b' }, [80, 443], 'http localhost 80 GET /a?b'],
    [{ uri: 'https://shop.test/a' }, [80, 443], 'https shop.test 443 GET /a'],
    [{ uri: 'http://shop.test:81?x' }, [80], 'http shop.test:81 81 GET /?x'],
    [
      { uri: '/a', host: 'shop.test', port: 8080, scheme: 'HTTPS', method: 'POST' },
      [80],
      'https shop.test 8080 POST /a',
    ],
    [{ uri: '/a', host: 'shop.test' }, [8000], 'http shop.test 8000 GET /a'],
    [{ uri: '/a', host: 'shop.test' }, [8000, 80], 'http shop.test 80 GET /a'],
  ];
  for (const [asked, ports, wanted] of cases) {
    const { scheme, host, port, method, uri } = fillRequest(asked, ports);
    assert.equal(`${scheme} ${host} ${port} ${method} ${uri}`, wanted);
  }
  assert.throws(() => fillRequest({ uri: '/', scheme: 'ftp' }, []), /a scheme is http or https/);
  assert.throws(() => fillRequest({ uri: '/', port: 70_000 }, []), /from 1 to 65535/);
});

test('a line of a batch is an object with a uri', () => {
  assert.deepEqual(readBatchLine('{"uri":"/a","port":"81","headers":{"X-A":"1","X-B":["2","3"]}}', 1), {
    uri: '/a',
    host: undefined,
    port: 81,
    scheme: undefined,
    method: undefined,
    client: undefined,
    address: undefined,
    headers: [
      ['X-A', '1'],
      ['X-B', '2'],
      ['X-B', '3'],
    ],
  });
  assert.deepEqual(readBatchLine('{"uri":"/a","headers":[["X","y"]]}', 1).headers, [['X', 'y']]);
  for (const line of ['nonsense', '[]', '{"host":"a"}', '{"uri":"/","host":1}', '{"uri":"/","headers":"x"}']) {
    assert.throws(() => readBatchLine(line, 3), /^Error: line 3 of the batch/);
  }
});

test('a header is a name and a value', () => {
  assert.deepEqual(readHeader('X-Flag: a: b'), ['X-Flag', 'a: b']);
  assert.throws(() => readHeader('nothing'), /Name: value/);
});
