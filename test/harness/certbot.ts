/**
 * Leaves a site file as `certbot --nginx` does (certbot_nginx/_internal/configurator.py, `_make_server_ssl` and
 * `_split_block`): HTTPS in the block itself, and a second one that sends each name there.
 *
 * @param site the text of a site file with one server, as the scaffold writes it.
 * @param names those of the certificate.
 * @param folder where the certificate and its key lie.
 * @param isFirst whether no other site has HTTPS yet: Nginx takes `ipv6only` for one port only once.
 */
export function asCertbotLeaves(site: string, names: readonly string[], folder: string, isFirst = true): string {
  const secured = site.replace(/^ {4}listen 80;\n {4}listen \[::\]:80;\n/m, '').replace(
    /\n\}\n$/,
    `\n
    listen [::]:443 ssl${isFirst ? ' ipv6only=on' : ''}; # managed by Certbot
    listen 443 ssl; # managed by Certbot
    ssl_certificate ${folder}/fullchain.pem; # managed by Certbot
    ssl_certificate_key ${folder}/privkey.pem; # managed by Certbot
    include /etc/letsencrypt/options-ssl-nginx.conf; # managed by Certbot
    ssl_dhparam /etc/letsencrypt/ssl-dhparams.pem; # managed by Certbot
}\n`,
  );
  const redirects = names.map(
    (name) => `    if ($host = ${name}) {
        return 301 https://$host$request_uri;
    } # managed by Certbot
`,
  );
  return `${secured}
server {
${redirects.join('\n')}

    listen 80;
    listen [::]:80;
    server_name ${names.join(' ')};
    return 404; # managed by Certbot
}\n`;
}
