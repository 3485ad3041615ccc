import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { renderMessage } from '../../../server/src/base/message.ts';
import {
  type AnswerKey,
  type Answers,
  type AnswerValue,
  defaultAnswers,
  productionSettings,
  withAnswer,
} from '../../../server/src/scaffold/answers/answers.ts';
import { questions } from '../../../server/src/scaffold/answers/questions.ts';
import { nothingTaken } from '../../../server/src/scaffold/answers/taken.ts';
import { answerProblems, validateAnswer } from '../../../server/src/scaffold/answers/validate.ts';
import { readSites } from '../../../server/src/scaffold/sites.ts';

const answers = defaultAnswers(withAnswer({}, 'domains', 'shop.example.com'));

function of(domains: string): Answers {
  return defaultAnswers(withAnswer({}, 'domains', domains));
}

describe('defaults', () => {
  test('only the domain is missing', () => {
    assert.deepEqual(
      answerProblems(defaultAnswers()).map((problem) => problem.key),
      ['domains'],
    );
    assert.deepEqual(answerProblems(answers), []);
  });

  test('follow from the answers before them', () => {
    const later = defaultAnswers({
      ...withAnswer({}, 'domains', 'www.my-blog.kr, my-blog.kr'),
      server: 'gunicorn',
      processManager: 'supervisor',
    });
    assert.equal(later.site, 'my-blog');
    assert.equal(later.module, 'my_blog.wsgi:application');
    assert.equal(later.socket, '/srv/my-blog/run/web.sock');
    assert.deepEqual(later.domains, ['www.my-blog.kr', 'my-blog.kr']);
  });

  test('a domain in Korean gives names that people can read', () => {
    assert.equal(defaultAnswers(withAnswer({}, 'domains', 'www.쇼핑몰.com')).user, 'site');
    assert.equal(defaultAnswers(withAnswer({}, 'domains', 'shop.쇼핑몰.한국')).projectPath, '/srv/shop');
  });

  test('keep off the names that the system has', () => {
    assert.deepEqual([of('news.example.com').site, of('news.example.com').user], ['news-site', 'news-site']);
    assert.deepEqual([of('Shop.Example.COM.').domains, of('Shop.Example.COM.').site], [['shop.example.com'], 'shop']);
    assert.equal(of(`${'a'.repeat(63)}.example.com`).site.length, 40);
  });

  test('a site without Celery has no beat and no Flower', () => {
    const without = defaultAnswers({ ...answers, celery: false });
    assert.equal(without.beat, false);
    assert.equal(without.flower, false);
  });
});

const refused: readonly (readonly [AnswerKey, AnswerValue, RegExp, Partial<Answers>?])[] = [
  ['domains', '', /at least one/i],
  ['domains', '<사이트.이름>', /no domain name/],
  ['domains', 'shop.example.com http://blog.example.com', /^Write blog\.example\.com alone/],
  ['domains', 'https://쇼핑몰.한국:8443/home', /^Write 쇼핑몰\.한국 alone/],
  ['domains', '*.example.com', /each name/],
  ['domains', '192.168.0.1', /no domain name/],
  ['site', 'My Shop', /lower-case/],
  ['projectPath', 'srv/shop', /begins with/],
  ['projectPath', '/srv/my shop', /letters, digits/],
  ['projectPath', '/srv/$HOME', /letters, digits/],
  ['projectPath', '/srv/../etc', /without/],
  ['projectPath', '/', /root of the server/],
  ['projectPath', '/etc/shop', /no place/],
  ['projectPath', '/tmp/shop', /no place/],
  ['mediaRoot', '/srv/shop', /project itself/],
  ['mediaRoot', '/srv', /no place/],
  ['mediaRoot', '/srv/shop/staticfiles', /in one another/],
  ['webdavRoot', '/srv/shop/media/dav', /in one another/, { webdav: true }],
  ['webdavRoot', '/srv/shop/deploy', /in one another/, { webdav: true }],
  ['module', 'shop.asgi', /module and the object/],
  ['module', 'shop/asgi.py:application', /module and the object/],
  ['module', 'class.asgi:application', /module and the object/],
  ['module', 'shop.wsgi:application', /WSGI/],
  ['module', 'shop.wsgi:application', /WebSockets/, { server: 'gunicorn', websocket: true }],
  ['server', 'uvicorn', /WSGI/, { server: 'gunicorn', module: 'shop.wsgi:application' }],
  ['server', 'daphne', /uvicorn, gunicorn/],
  ['settings', 'shop/settings.py', /dotted/],
  ['celeryApp', '-A shop', /celery -A/],
  ['celeryApp', 'shop:', /celery -A/],
  ['user', 'root', /not root/i],
  ['user', 'nobody', /no one/],
  ['user', 'Shop', /lower-case/],
  ['nginxUser', 'root', /not root/i],
  ['port', 'http', /1024/],
  ['port', '80', /1024/],
  ['port', '70000', /1024/],
  ['port', '5555', /taken/],
  ['flowerPort', 8000, /taken/],
  ['socket', '/tmp/shop.sock', /no place/, { bind: 'socket' }],
  ['socket', '/run/shop.sock', /folder of its own/, { bind: 'socket' }],
  ['socket', '/run/shop/web.sock', /below \/srv\/shop/, { bind: 'socket', processManager: 'supervisor' }],
  ['socket', `/run/shop/${'a'.repeat(100)}`, /107/, { bind: 'socket' }],
  ['uploadLimit', '20 MB', /as Nginx does/],
  ['uploadLimit', '0', /as Nginx does/],
  ['brokerUrl', 'localhost', /broker/],
  ['domains', 'localhost', /no domain name/],
  ['domains', '203.0.113.7', /no domain name/],
  ['domains', 'shop..example.com', /no domain name/],
  ['domains', `${'a'.repeat(64)}.example.com`, /no domain name/],
  ['site', 'redis', /belongs to the system/],
  ['site', 'default', /belongs to the system/],
  ['user', 'games', /belongs to the system/],
  ['projectPath', '/srv', /no place/],
  ['projectPath', '/home/', /no place/],
  ['projectPath', '/run/shop', /no place/],
  ['projectPath', '/srv/쇼핑몰', /letters, digits/],
  ['projectPath', '/srv/50%', /letters, digits/],
  ['projectPath', "/srv/kim's", /letters, digits/],
  ['mediaRoot', '/var/lib', /no place/],
  ['port', '0', /1024/],
  ['port', '65536', /1024/],
  ['port', '6379', /broker/],
  ['flowerPort', '5672', /broker/, { brokerUrl: 'amqp://guest@localhost//' }],
  ['brokerUrl', 'redis://:p$ss@broker.example.com/0', /%24/],
  ['brokerUrl', 'redis://:비밀@broker.example.com/0', /%24/],
  ['brokerUrl', 'redis://:50%@broker.example.com/0', /%24/],
  ['brokerUrl', 'redis://', /address of the broker/],
  ['requirements', '/srv/shop/requirements.txt', /below the folder/],
  ['requirements', '../a/../../b.txt', /below the folder/],
  ['requirements', '../requirements.txt', /no folder of this site alone/],
  ['requirements', '../../uv.lock', /no folder of this site alone/, { projectPath: '/srv/shop/src' }],
  ['requirements', '../../x.txt', /no folder of this site alone/, { projectPath: '/etc/x/y' }],
  ['staticFolder', '/srv/static', /below the folder/],
  ['staticFolder', '../static', /below the folder/],
  ['staticFolder', 'deploy/static', /in one another/],
  ['mediaRoot', '/srv/shop/public', /in one another/, { staticFolder: 'public/static' }],
  ['programs', 'libpq-dev; reboot', /Debian packages/],
  ['beatScheduler', 'a b', /class of the scheduler/],
  ['celeryNamespace', 'celery', /begin with/],
  ['beat', true, /needs Celery/, { celery: false }],
  ['media', 'perhaps', /yes or no/],
  ['starter', true, /with its package/, { module: 'asgi:application' }],
];

describe('refused', () => {
  for (const [key, value, expected, others] of refused) {
    test(`${key}: ${JSON.stringify(value)}`, () => {
      const problem = validateAnswer(key, value, { ...answers, ...others });
      assert.ok(problem, 'the answer was taken');
      assert.match(renderMessage(problem), expected);
    });
  }
});

const taken: readonly (readonly [AnswerKey, AnswerValue, Partial<Answers>?])[] = [
  ['domains', '쇼핑몰.한국 www.쇼핑몰.한국'],
  ['projectPath', '/home/kim/shop/'],
  ['mediaRoot', '/srv/media'],
  ['domains', 'Shop.Example.COM.'],
  ['port', '6379', { brokerUrl: 'redis://broker.example.com/0' }],
  ['brokerUrl', 'redis://:p%24ss@broker.example.com:6379/0?ssl_cert_reqs=none&health_check_interval=30'],
  ['user', 'www-data'],
  ['requirements', '../requirements.txt', { projectPath: '/srv/shop/src' }],
  ['requirements', 'requirements/prod.txt'],
  ['staticFolder', 'public/static'],
  ['programs', 'libpq-dev g++'],
  ['beatScheduler', 'redbeat.RedBeatScheduler'],
  ['celeryNamespace', 'TASKS_2'],
  ['celeryNamespace', 'none'],
  ['module', 'config.asgi:application'],
  ['module', 'shop.wsgi:application', { server: 'gunicorn' }],
  ['celeryApp', 'config.celery_app:app'],
  ['port', '8001'],
  ['flowerPort', 8000, { bind: 'socket' }],
  ['socket', '/run/shop-web/web.sock', { bind: 'socket' }],
  ['brokerUrl', 'amqp://shop:secret@10.0.0.5:5672/shop'],
  ['uploadLimit', '1G'],
];

describe('taken', () => {
  for (const [key, value, others] of taken) {
    test(`${key}: ${JSON.stringify(value)}`, () => {
      assert.equal(validateAnswer(key, value, { ...answers, ...others }), undefined);
    });
  }
});

const before = { folder: '', proposed: () => ({}), taken: () => nothingTaken };

describe('an answers file', () => {
  test('may leave out everything but the domains', () => {
    const { sites, problems } = readSites({ domains: ['쇼핑몰.한국'], port: '8010', flower: false }, before);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      sites.map(({ folder, answers: { domains, port, flower } }) => [folder, domains, port, flower]),
      [['', ['xn--352bl7khqr.xn--3e0b707e'], 8010, false]],
    );
  });

  test('says everything that is wrong with it', () => {
    const read = readSites({ domains: 'a b', user: 'root', colour: 'red', media: 'yes', port: null }, before);
    assert.deepEqual(read.problems.map((problem) => problem.key).sort(), [
      'colour',
      'domains',
      'media',
      'port',
      'user',
    ]);
  });

  test('leaves to the project what it does not say', () => {
    const { sites } = readSites(
      { domains: 'shop.example.com', port: 8010 },
      { ...before, proposed: (folder) => (folder === '' ? { module: 'kiosk.asgi:application', port: 9000 } : {}) },
    );
    assert.deepEqual([sites[0]?.answers.module, sites[0]?.answers.port], ['kiosk.asgi:application', 8010]);
  });

  for (const json of [null, [], 'text', 3, [null]]) {
    test(`${JSON.stringify(json)} is none`, () => assert.equal(readSites(json, before).problems.length, 1));
  }
});

describe('questions', () => {
  test('ask only what decides something', () => {
    const keys = (partial: Partial<Answers>): string[] =>
      questions(defaultAnswers(partial)).map((question) => question.key);
    assert.ok(keys({}).includes('port'));
    assert.ok(!keys({ bind: 'socket' }).includes('port'));
    assert.ok(!keys({ celery: false }).some((key) => ['beat', 'flower', 'flowerPort', 'celeryApp'].includes(key)));
  });

  test('every offered answer but the domains can be taken as it is', () => {
    for (const question of questions(answers)) {
      assert.equal(validateAnswer(question.key, question.default, answers), undefined, question.key);
    }
  });
});

for (const [base, overlay] of [
  ['shop.settings', 'shop.settings_production'],
  ['config.settings.base', 'config.settings.production'],
  ['config.settings.production', 'config.settings.production_server'],
  ['settings', 'settings_production'],
] as const) {
  test(`production settings on top of ${base}`, () => assert.equal(productionSettings(base), overlay));
}
