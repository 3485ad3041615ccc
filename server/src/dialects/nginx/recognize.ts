import { baseName, pathNames } from '../../base/path.ts';

/** Folders whose files Debian's and Nginx's own packages include into `http {}`. */
const SITE_FOLDERS = new Set(['sites-available', 'sites-enabled', 'conf.d', 'vhosts', 'vhosts.d', 'servers']);

const SURE_NAME =
  /^(?:nginx\.conf|.+\.(?:nginx|nginxconf|vhost))(?:\.(?:template|tmpl|tpl|j2|jinja2?|erb|in|dist|default|example|sample))?$/i;
const CONF_NAME =
  /\.(?:conf|cfg)(?:\.(?:template|tmpl|tpl|j2|jinja2?|erb|in|dist|default|example|sample))?$|\.(?:j2|jinja2?)$/i;
/** `nginx_config`, `nginx-shop`, `nginx.settings`: Nginx's in name, without an ending that says what it is. */
const LIKELY_NAME = /^nginx(?:[_-][\w-]+|\.(?:settings|config|site|server|snippet|prod(?:uction)?|local|dev))$/i;
/** What stands beside a configuration and is none. */
const OTHER_NAME =
  /(?:\.(?:md|rst|txt|sh|py|js|ts|json|ya?ml|toml|html?|css|pem|crt|key|csr|log|png|jpe?g|gif|svg|ico|lua|service|socket|sql|lock|bak|swp|gz|zip|dockerfile|env|ini|xml|pl|rb|php|go|vcl|save(?:\.\d+)?|old|orig|dpkg-\w+|ucf-\w+|rpm(?:save|new|orig))|~)$|^dockerfile(?:\.|$)|^(?:makefile|jenkinsfile|vagrantfile|gemfile|rakefile|justfile|caddyfile|pipfile|codeowners|readme|license|licence|copying|changelog|procfile|\.)|htpasswd|^rules$|^control$|^compat$|^copyright$/i;

/** Folders of programs that keep their sites as Debian keeps those of Nginx. */
const OTHER_SERVER = /apache|httpd|varnish|lighttpd|haproxy|caddy|radius|raddb/i;

const DOCKERFILE = /^dockerfile\./i;

const STRONG_BLOCK =
  /(?:^|[;{}\n])[ \t]*(?:(?:server|http|events)|upstream[ \t]+[^\s;{]+|location[ \t]+[^;{}\n]+|map[ \t]+[^\s;{}]+[ \t]+\$\w+)\s*\{/;
const STRONG_STATEMENT =
  /^[ \t]*(?:proxy_pass|proxy_set_header|proxy_http_version|server_name|fastcgi_param|fastcgi_pass|uwsgi_pass|uwsgi_param|try_files|ssl_certificate|client_max_body_size|add_header|worker_connections|limit_req_zone|proxy_read_timeout|ssl_protocols|gzip_types)[ \t]+(?!=)[^;\n]+;/m;
const SECTION = /^[ \t]*\[[^\]\n]+\][ \t]*$/m;
const APACHE = /^[ \t]*<\/?[A-Z][A-Za-z]+/m;

/** Endings of files that a program fills in before Nginx reads what comes of them. */
const TEMPLATE_NAME = /\.(?:template|tmpl|tpl|in)$/i;

/** @returns whether the name of a file says that it is filled in before Nginx reads it. */
export function isTemplateName(path: string): boolean {
  return TEMPLATE_NAME.test(baseName(path));
}

const SAMPLE_FOLDER = /^(?:examples?|samples?|docs?)$/i;
/** `nginx.conf.example`, `sample-nginx.conf`; a site may well have the name `example.com`. */
const SAMPLE_NAME = /[._-](?:example|sample)(?:\.conf)?$|^(?:example|sample)[_-]/i;

/** @returns whether a file is one to read and to copy from, by its name or its folder. */
export function isSamplePath(path: string): boolean {
  const names = pathNames(path);
  return names.slice(0, -1).some((folder) => SAMPLE_FOLDER.test(folder)) || SAMPLE_NAME.test(names.at(-1) ?? '');
}

/** How sure it is, from its path alone, that a file is Nginx's: `content` means that the text must decide. */
export type Recognition = 'nginx' | 'content' | 'other';

/** @returns what the path of a file says of whether Nginx reads it. */
export function recognizePath(path: string): Recognition {
  const name = baseName(path);
  if (SURE_NAME.test(name) && !DOCKERFILE.test(name)) {
    return 'nginx';
  }
  const folders = pathNames(path).slice(0, -1);
  const folder = folders[folders.length - 1] ?? '';
  if (OTHER_NAME.test(name)) {
    return 'other';
  }
  if (folder === 'sites-available' || folder === 'sites-enabled') {
    return folders.some((one) => OTHER_SERVER.test(one)) ? 'other' : 'nginx';
  }
  if (CONF_NAME.test(name) || SITE_FOLDERS.has(folder) || LIKELY_NAME.test(name)) {
    return 'content';
  }
  return isBelowNginx(path) && !name.includes('.') ? 'content' : 'other';
}

/** @returns whether a text reads like Nginx's, by blocks and statements that only Nginx has. */
export function looksLikeNginx(text: string): boolean {
  const code = text.replace(/^[ \t]*#[^\n]*/gm, '');
  if (APACHE.test(code) || (SECTION.test(code) && !/[{}]/.test(code))) {
    return false;
  }
  return STRONG_BLOCK.test(code) || STRONG_STATEMENT.test(code);
}

/** A script, the build of a module, a rule of monit, a pipeline of Logstash, or a site of FreeRADIUS, whose folders have Nginx's names: what no Nginx reads, whatever its name. */
const FOREIGN =
  /(?<![\s\S])#![ \t]*\/|^check process \w+|^ngx_addon_name=|^[ \t]*(?:authorize|authenticate|preacct|post-auth)[ \t]*\{|^(?:input|filter|output)[ \t]*\{/m;

/** The program of supervisor that runs Nginx stands in a file of the same name. */
function isIni(text: string): boolean {
  return SECTION.test(text) && !/[{}]/.test(text.replace(/^[ \t]*[#;][^\n]*/gm, ''));
}

/** @returns whether Nginx reads this file, by its path and, where that doesn't decide, by its text. */
export function isNginxFile(path: string, text: string): boolean {
  const recognition = recognizePath(path);
  if (FOREIGN.test(text)) {
    return false;
  }
  if (recognition === 'content' && isBelowNginx(path) && hasStatements(text)) {
    return true;
  }
  return recognition === 'nginx'
    ? !APACHE.test(text) && !isIni(text)
    : recognition === 'content' && looksLikeNginx(text);
}

/** Lines of a shell, which a script without a first line of its own may be known by. */
const SHELL = /^[ \t]*(?:fi|esac|done)[ \t]*;?[ \t]*$|^[A-Za-z_]\w*=/m;

/** A fragment in one of Nginx's own folders may hold nothing but a few statements that say little by themselves. */
function hasStatements(text: string): boolean {
  const code = text.replace(/^[ \t]*#[^\n]*/gm, '');
  return (
    !APACHE.test(code) &&
    !SECTION.test(code) &&
    !SHELL.test(code) &&
    /^[ \t]*[a-z][\w-]*(?:[ \t][^\n]*)?[;{}][ \t\r]*$/m.test(code)
  );
}

function isBelowNginx(path: string): boolean {
  return pathNames(path)
    .slice(0, -1)
    .some((folder) => /nginx|openresty/i.test(folder));
}

/**
 * @returns the context in which the folder of a file has it included, as Debian's nginx.conf does; undefined where the
 * folder says nothing.
 */
export function contextOfPlace(path: string): 'http' | undefined {
  const folder = pathNames(path).at(-2) ?? '';
  const isTaken = folder !== 'conf.d' || CONF_NAME.test(baseName(path));
  return isTaken && SITE_FOLDERS.has(folder) ? 'http' : undefined;
}
