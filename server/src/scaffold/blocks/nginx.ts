import { indent } from './indent.ts';

/**
 * The blocks of Nginx that the scaffold and the snippets are both made of. Each is a whole statement or a run of them,
 * without indentation of its own and without a line break at its end. Arguments are put in as they are.
 */

/** What a server says of a request to the program behind it; stated in each location, since one of them resets the rest. */
export const forwardedHeaders = `proxy_http_version 1.1;
proxy_set_header Host $host;
proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
proxy_set_header X-Forwarded-Proto $scheme;`;

/** @returns the headers of a WebSocket handshake, which Nginx drops by itself; `variable` is that of {@link connectionMap}. */
function handshakeHeaders(variable: string): string {
  return `proxy_set_header Upgrade $http_upgrade;
proxy_set_header Connection $${variable};`;
}

/** @returns the map that keeps `Connection: upgrade` for handshakes only. It stands beside the servers, in `http`. */
export function connectionMap(variable: string): string {
  return `map $http_upgrade $${variable} {
    default upgrade;
    '' close;
}`;
}

/** @returns the location that hands everything to Django. `upstream` is `host:port` or `unix:/path`. */
export function djangoLocation(path: string, upstream: string): string {
  return `location ${path} {
    proxy_pass http://${upstream};
${indent(forwardedHeaders)}
}`;
}

/** @returns the same as {@link djangoLocation}, with WebSocket handshakes. */
export function webSocketLocation(path: string, upstream: string, variable: string): string {
  return `location ${path} {
    proxy_pass http://${upstream};
${indent(forwardedHeaders)}
${indent(handshakeHeaders(variable))}
    proxy_read_timeout 1h;
}`;
}

/** @returns the location of a folder of files. `folder` has no slash at its end; both slashes are put here. */
export function filesLocation(url: string, folder: string, expires: string): string {
  return `location ^~ /${url}/ {
    alias ${folder}/;
    expires ${expires};
}`;
}

/** @returns the lines that ask for a name and a password. */
function passwordLines(realm: string, passwordFile: string): string {
  return `auth_basic "${realm}";
auth_basic_user_file ${passwordFile};`;
}

/** @returns the location of Flower, whose `--url_prefix` is `prefix`. */
export function flowerLocation(prefix: string, upstream: string, passwordFile: string): string {
  return `location ^~ /${prefix}/ {
${indent(passwordLines('Flower', passwordFile))}
    proxy_pass http://${upstream};
${indent(forwardedHeaders)}
}`;
}

/** @returns the zone of WebDAV locks, which stands beside the servers, in `http`. */
export function webdavZone(zone: string): string {
  return `dav_ext_lock_zone zone=${zone}:10m;`;
}

/** @returns the location of a folder that is shared over WebDAV; methods beyond the first five need nginx-dav-ext-module. */
export function webdavLocation(url: string, folder: string, passwordFile: string, limit: string, zone: string): string {
  return `location ^~ /${url}/ {
${indent(passwordLines('WebDAV', passwordFile))}
    alias ${folder}/;
    dav_methods PUT DELETE MKCOL COPY MOVE;
    dav_ext_methods PROPFIND OPTIONS LOCK UNLOCK;
    dav_ext_lock zone=${zone};
    dav_access user:rw group:rw;
    create_full_put_path on;
    client_max_body_size ${limit};
}`;
}

/** @returns a server for plain HTTP over IPv4 and IPv6 that holds `parts`. */
export function httpServer(names: string, uploadLimit: string, parts: readonly string[]): string {
  return `server {
    listen 80;
    listen [::]:80;
    server_name ${names};
    charset utf-8;
    client_max_body_size ${uploadLimit};

${parts.map((part) => indent(part)).join('\n\n')}
}`;
}

/** @returns the redirect of one name to HTTPS, as certbot writes it. */
export function hostRedirect(domain: string): string {
  return `if ($host = ${domain}) {
    return 301 https://$host$request_uri;
}`;
}

/** The redirect of a server that answers over plain HTTP and over HTTPS. */
export const schemeRedirect = `if ($scheme = http) {
    return 301 https://$host$request_uri;
}`;

/** @returns a server for plain HTTP that sends all of its names to HTTPS. */
export function redirectServer(names: string): string {
  return `server {
    listen 80;
    listen [::]:80;
    server_name ${names};
    return 301 https://$host$request_uri;
}`;
}

/** @returns the two servers that `certbot --nginx` makes of an HTTP server of one domain. */
export function certbotServers(domain: string, uploadLimit: string, parts: readonly string[]): string {
  return `server {
    server_name ${domain};
    charset utf-8;
    client_max_body_size ${uploadLimit};

${parts.map((part) => indent(part)).join('\n\n')}

    listen [::]:443 ssl ipv6only=on; # managed by Certbot
    listen 443 ssl; # managed by Certbot
    ssl_certificate /etc/letsencrypt/live/${domain}/fullchain.pem; # managed by Certbot
    ssl_certificate_key /etc/letsencrypt/live/${domain}/privkey.pem; # managed by Certbot
    include /etc/letsencrypt/options-ssl-nginx.conf; # managed by Certbot
    ssl_dhparam /etc/letsencrypt/ssl-dhparams.pem; # managed by Certbot
}

server {
${indent(hostRedirect(domain))} # managed by Certbot

    listen 80;
    listen [::]:80;
    server_name ${domain};
    return 404; # managed by Certbot
}`;
}

/** @returns the server that answers every name that no other server has, by hanging up. */
export function defaultServer(): string {
  return `server {
    listen 80 default_server;
    listen [::]:80 default_server;
    server_name _;
    return 444;
}`;
}

/** @returns a whole `nginx.conf` as Debian lays it out. */
export function mainConfiguration(user: string): string {
  return `user ${user};
worker_processes auto;
pid /run/nginx.pid;
include /etc/nginx/modules-enabled/*.conf;

events {
    worker_connections 768;
}

http {
    sendfile on;
    tcp_nopush on;
    types_hash_max_size 2048;
    server_tokens off;

    include /etc/nginx/mime.types;
    default_type application/octet-stream;

    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_prefer_server_ciphers off;

    access_log /var/log/nginx/access.log;
    error_log /var/log/nginx/error.log;

    gzip on;

    include /etc/nginx/conf.d/*.conf;
    include /etc/nginx/sites-enabled/*;
}`;
}
