import { type Edit, type Fault, newFile } from './fault.ts';

const server = '/etc/nginx/sites-available/shop';

/** @returns a fault that `nginx -t` speaks of, in the words that it is held against; the site goes on with what it had. */
function told(rule: string, edit: Omit<Edit, 'path'>, marks: string, says: string, more: Partial<Fault> = {}): Fault {
  return {
    rule,
    stage: 'http',
    restart: ['nginx'],
    edits: [{ path: server, ...edit }],
    marks,
    observe: (site) => site.nginxTest,
    broken: says,
    sound: 'ok',
    ...more,
  };
}

/** What `nginx -t` tells the operator itself. */
export const refusedFaults: readonly Fault[] = [
  told(
    'nginx/duplicate-directive',
    { from: '    charset utf-8;\n', to: '    charset utf-8;\n    charset utf-8;\n' },
    'charset',
    '"charset" directive is duplicate',
  ),
  told(
    'nginx/invalid-arguments',
    { from: '    charset utf-8;\n', to: '    charset utf-8\n' },
    'client_max_body_size 20m;',
    'invalid number of arguments in "charset" directive',
  ),
  told(
    'nginx/invalid-regex',
    {
      from: '    location ^~ /media/ {',
      to: '    location ~ ^/media/(.* {\n        return 404;\n    }\n\n    location ^~ /media/ {',
    },
    '^/media/(.*',
    'pcre2_compile() failed: missing closing parenthesis in "^/media/(.*"',
  ),
  told(
    'nginx/invalid-value',
    { from: 'create_full_put_path on;', to: 'create_full_put_path yes;' },
    'yes',
    'invalid value "yes" in "create_full_put_path" directive, it must be "on" or "off"',
  ),
  told(
    'nginx/misplaced-directive',
    { from: '    charset utf-8;\n', to: '    charset utf-8;\n    proxy_pass http://unix:/run/shop/web.sock;\n' },
    'proxy_pass',
    '"proxy_pass" directive is not allowed here',
  ),
  told(
    'nginx/refused',
    {
      from: '        expires 1d;\n',
      to: '        expires 1d;\n        location /uploads/ {\n            expires 1h;\n        }\n',
    },
    '/uploads/',
    'location "/uploads/" is outside location "/media/"',
  ),
  {
    ...told('nginx/syntax', { from: '        expires 1d;\n    }', to: '        expires 1d\n    }' }, '}', ''),
    name: 'and a start ends in nothing',
    observe: async (site) => {
      const says = site.nginxTest;
      site.systemd.run('restart nginx');
      return [says, await site.answer('/media/photo.txt').catch((error) => error.code)];
    },
    broken: ['unexpected "}"', 'ECONNREFUSED'],
    sound: ['ok', '200'],
  },
  told(
    'nginx/unknown-directive',
    { from: 'charset utf-8;', to: 'charsett utf-8;' },
    'charsett',
    'unknown directive "charsett"',
  ),
  told(
    'nginx/module-not-loaded',
    { from: 'charset utf-8;', to: 'charset utf-8;\n    more_clear_headers Server;' },
    'more_clear_headers',
    'unknown directive "more_clear_headers"',
    { atDesk: true },
  ),
  told(
    'nginx/unknown-variable',
    { from: '    charset utf-8;\n', to: '    charset utf-8;\n    set shop_name shop;\n' },
    'shop_name',
    'invalid variable name "shop_name"',
  ),
  {
    ...told('nginx/warned', { from: '', to: '' }, 'www.shop.example.com', ''),
    edits: [
      newFile(
        '/etc/nginx/conf.d/moved.conf',
        'server {\n    listen 80;\n    server_name www.shop.example.com;\n    return 302 http://moved.example.com/;\n}\n',
      ),
    ],
    observe: async (site) => [site.nginxTest, await site.answer('http://www.shop.example.com/')],
    broken: ['conflicting server name "www.shop.example.com" on 0.0.0.0:80, ignored', '302 http://moved.example.com/'],
    sound: ['ok', '200'],
  },
  told(
    'nginx/absent-file',
    { from: '    charset utf-8;\n', to: '    charset utf-8;\n    access_log /var/log/shop/access.log;\n' },
    '/var/log/shop/access.log',
    'open() "/var/log/shop/access.log" failed (2: No such file or directory)',
  ),
  told(
    'nginx/unknown-host',
    { from: 'http://unix:/run/shop/web.sock', to: 'http://127.0.0.1,8000' },
    'http://127.0.0.1,8000',
    'host not found in upstream "127.0.0.1,8000"',
  ),
  {
    ...told('nginx/unknown-user', { from: '', to: '' }, 'nginx', 'getpwnam("nginx") failed'),
    edits: [{ path: '/etc/nginx/nginx.conf', from: 'user www-data;', to: 'user nginx;' }],
  },
  {
    ...told(
      'nginx/unusable-certificate',
      {
        from: 'ssl_certificate_key /etc/letsencrypt/live/shop.example.com/privkey.pem;',
        to: 'ssl_certificate_key /etc/letsencrypt/live/shop.example.com/fullchain.pem;',
      },
      '/etc/letsencrypt/live/shop.example.com/fullchain.pem',
      'cannot load certificate key "/etc/letsencrypt/live/shop.example.com/fullchain.pem": PEM_read_bio_PrivateKey() failed',
    ),
    stage: 'https',
    observe: (site) => site.nginxTest.replace(/ \(SSL:.*/, ''),
  },
];
