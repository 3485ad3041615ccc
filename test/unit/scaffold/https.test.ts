import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { renderMessage } from '../../../server/src/base/message.ts';
import { certbotServers, djangoLocation, httpServer } from '../../../server/src/scaffold/blocks/nginx.ts';
import { enableHttps } from '../../../server/src/scaffold/https.ts';

function enabled(site: string, environment = 'DJANGO_HTTPS=off\n'): { site: string; environment: string } {
  const result = enableHttps(site, environment);
  assert.ok(result.kind === 'enabled', result.kind === 'refused' ? renderMessage(result.message) : '');
  const again = enableHttps(result.site, result.environment);
  assert.deepEqual(again, result, 'done twice, something more changed');
  return result;
}

const complete = `${certbotServers('shop.example.com', '20m', [djangoLocation('/', '127.0.0.1:8000')])}\n`;

describe('HTTPS after certbot', () => {
  test('what is complete stays, and the switch is turned', () => {
    const { site, environment } = enabled(complete, 'A=1\nDJANGO_HTTPS=off\nB=2\n');
    assert.equal(site, complete);
    assert.equal(environment, 'A=1\nDJANGO_HTTPS=on\nB=2\n');
  });

  test('a missing switch is added', () => {
    assert.equal(enabled(complete, 'A=1').environment, 'A=1\nDJANGO_HTTPS=on\n');
  });

  test('each of several switches is turned', () => {
    const several = 'DJANGO_HTTPS=off\nA=1\n DJANGO_HTTPS = "off"\r\n';
    assert.equal(enabled(complete, several).environment, 'DJANGO_HTTPS=on\nA=1\nDJANGO_HTTPS=on\r\n');
  });

  test('it is refused while another name leads to the same Django over plain HTTP alone', () => {
    const plain = (port: number, redirect = ''): string =>
      `${httpServer('shop.example.kr www.shop.example.kr', '20m', [djangoLocation('/', `127.0.0.1:${port}`)]).replace('server {\n', `server {\n${redirect}`)}\n`;
    const result = enableHttps(`${complete}\n${plain(8000)}`, 'DJANGO_HTTPS=off\n');
    assert.ok(result.kind === 'refused');
    assert.match(renderMessage(result.message), /^shop\.example\.kr, www\.shop\.example\.kr: no HTTPS yet/);
    assert.match(enabled(`${complete}\n${plain(8001)}`).site, /127\.0\.0\.1:8001/, 'another Django has another switch');
    enabled(`${complete}\n${plain(8000, '    return 301 https://shop.example.com$request_uri;\n')}`);
  });

  test("a later name gets its redirect in certbot's server", () => {
    const later = complete.replace(
      'server_name shop.example.com;',
      'server_name shop.example.com www.shop.example.com;',
    );
    const { site } = enabled(later);
    assert.match(
      site,
      /server \{\n {4}if \(\$host = www\.shop\.example\.com\) \{\n {8}return 301 https:\/\/\$host\$request_uri;\n {4}\}\n\n {4}if \(\$host = shop\.example\.com\)/,
    );
    assert.match(site, /listen \[::\]:80;\n {4}server_name shop\.example\.com www\.shop\.example\.com;/);
  });

  test('a server that answers both ways, as --no-redirect leaves it, sends plain requests on', () => {
    const [secure = ''] = complete.split('\n\nserver {');
    const both = `${secure.replace('server {\n', 'server {\n    listen 80;\n    listen [::]:80;\n')}\n`;
    const { site } = enabled(both);
    assert.match(
      site,
      /^server \{\n {4}if \(\$scheme = http\) \{\n {8}return 301 https:\/\/\$host\$request_uri;\n {4}\}\n\n {4}listen 80;/,
    );
    assert.equal(site.match(/server \{/g)?.length, 1);
    const own = both.replace(
      'server {\n',
      'server {\n    if ($scheme != "https") {\n        return 301 https://$host$request_uri;\n    }\n',
    );
    assert.equal(enabled(own).site, own);
  });

  test('a server of its own for HTTPS, made by hand beside one that serves the site over HTTP', () => {
    const secure = complete.slice(0, complete.indexOf('\n\nserver {'));
    const plain = `${httpServer('shop.example.com', '20m', [djangoLocation('/', '127.0.0.1:8000')])}\n`;
    const { site } = enabled(`${plain}\n${secure}\n`);
    assert.match(
      site,
      /^server \{\n {4}if \(\$host = shop\.example\.com\) \{\n {8}return 301 [^\n]*\n {4}\}\n\n {4}listen 80;/,
    );
    assert.equal(site.match(/server \{/g)?.length, 2, 'Nginx would take no second server of the same name');
    const oneLine = enabled(`server { listen 80; server_name shop.example.com; root /srv/x; }\n${secure}\n`);
    assert.match(oneLine.site, /^server \{ if \(\$host = shop\.example\.com\) \{\n[^}]*\}\n\nlisten 80;/);
  });

  test('redirects made by hand are left alone', () => {
    const secure = complete.slice(0, complete.indexOf('\n\nserver {'));
    for (const redirect of [
      'return 301 https://$server_name$request_uri;',
      'return https://shop.example.com$request_uri;',
      'rewrite ^ https://$host$request_uri permanent;',
      'location /.well-known/acme-challenge/ {\n        root /var/www/acme;\n    }\n    location / {\n        return 301 https://$host$request_uri;\n    }',
      'if ($scheme = http) {\n        return 301 https://$host$request_uri;\n    }',
    ]) {
      const own = `${secure}\n\nserver {\n    listen 80;\n    server_name shop.example.com;\n    ${redirect}\n}\n`;
      assert.equal(enabled(own).site, own);
    }
  });

  test('names without any plain server get one', () => {
    const { site } = enabled(complete.slice(0, complete.lastIndexOf('server {')));
    assert.match(
      site,
      /server \{\n {4}listen 80;\n {4}listen \[::\]:80;\n {4}server_name shop\.example\.com;\n {4}return 301 https/,
    );
  });

  test('the scheme is told at the level that the headers come from', () => {
    const bare = complete.replace(/ {8}proxy_set_header .*\n/g, '').replace(/ {8}proxy_http_version .*\n/, '');
    assert.match(
      enabled(bare).site,
      /proxy_set_header Host \$host;\n.*\n {8}proxy_set_header X-Forwarded-Proto \$scheme;\n {8}proxy_pass/,
    );
    const own = complete.replace(/ {8}proxy_set_header X-Forwarded-Proto.*\n/, '');
    assert.equal((enabled(own).site.match(/proxy_set_header/g) ?? []).length, 3);
    const above = bare.replace('    charset utf-8;\n', '    charset utf-8;\n    proxy_set_header Host $host;\n');
    assert.match(
      enabled(above).site,
      / {4}proxy_set_header X-Forwarded-Proto \$scheme;\n {4}proxy_set_header Host \$host;\n/,
    );
    const included = bare.replace('proxy_pass', 'include proxy_params;\n        proxy_pass');
    assert.equal(enabled(included).site, included);
  });

  test('it is refused before certbot, and on a broken file', () => {
    const plain = httpServer('shop.example.com', '20m', [djangoLocation('/', '127.0.0.1:8000')]);
    for (const [site, expected] of [
      [plain, /certbot/],
      [complete.slice(0, -10), /syntax/],
    ] as const) {
      const result = enableHttps(site, '');
      assert.ok(result.kind === 'refused');
      assert.match(renderMessage(result.message), expected);
    }
  });
});
