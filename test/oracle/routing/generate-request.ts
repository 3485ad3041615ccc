import type { Random } from '../../harness/random.ts';
import { names } from './generate-world.ts';

/** A request as it is sent. */
export interface RandomRequest {
  readonly method: string;
  readonly host: string;
  readonly uri: string;
  readonly headers: readonly (readonly [string, string])[];
}

/** @returns a request that has a chance to meet what worlds are made of. */
export function generateRequest(random: Random): RandomRequest {
  const pieces: string[] = [];
  const count = random.below(4);
  for (let index = 0; index < count; index++) {
    pieces.push(
      random.pick([
        ...names,
        'x.txt',
        'y.txt',
        'index.html',
        'none',
        'sp%20ace.txt',
        'p+q.txt',
        '%61',
        'a%2Fb',
        'x%3Fy',
        '..',
        '.',
        '',
        'a..',
        'i../secret.txt',
        'B',
        '%C3%A9',
        'a%0ab',
        'x&y',
        'c;d=1',
        "q'z",
        '%25',
        '~u',
        '%7euser',
        'a%5Cb',
      ]),
    );
  }
  let path = `/${pieces.join('/')}`;
  if (random.chance(0.3) && !path.endsWith('/')) {
    path += '/';
  }
  if (random.chance(0.04)) {
    path = path.replace('/', '//');
  }
  if (random.chance(0.02)) {
    path += '#frag';
  }
  const args = random.chance(0.45)
    ? `?${random.pick(['x=1', 'x=a', 'y=2&x=1', '', 'x=b%20c', 'x=../x', 'q', 'X=1', 'x=1?x=2', 'x=list'])}`
    : '';
  const hosts = [
    'one.test',
    'a.two.test',
    'sub.three.test',
    'four.test',
    'x.four.test',
    'www.five.org',
    'unknown',
    '_',
    'One.TEST.',
    'six.test:81',
    'a.b.two.test',
  ];
  const headers: [string, string][] = [];
  if (random.chance(0.03)) {
    path = random.pick([
      '/%',
      '/a%zz',
      '/a%00b',
      '/a\x01b',
      '/../a',
      '/a/../../b',
      'nonsense',
      'http://one.test/a/x.txt',
      'http://a.two.test',
      'http://six.test:99/list/',
      '/a b',
      '*',
      'http://bad..host/',
      '/\x7f',
    ]);
  }
  if (random.chance(0.1)) {
    headers.push(
      random.pick([
        ['X_Under', 'u'],
        ['Cookie', 'a=b; c=d'],
        ['X-Forwarded-For', '1.2.3.4'],
        ['Cookie', 'C=9'],
        ['Expect', ''],
        ['Authorization', 'Basic'],
        ['X-One', 'client'],
      ] as [string, string][]),
    );
  }
  if (random.chance(0.15)) {
    headers.push(['X-Flag', random.pick(['on', 'ON', '1', '0', 'Pip'])]);
  }
  return {
    method: random.pick(['GET', 'GET', 'GET', 'GET', 'GET', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE']),
    host: random.pick(hosts),
    uri: path + args,
    headers,
  };
}
