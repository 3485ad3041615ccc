import { optionTable } from './option-table.ts';

/** The options of `uvicorn`, 0.15 to 0.54. Source: uvicorn, `main.py`. */
export const uvicornOptions = optionTable(`
  --host= --port= --uds= --fd= --debug --reload --reload-dir= --reload-include= --reload-exclude= --reload-delay= --workers=
  --loop= --http= --http2 --ws= --ws-max-size= --ws-max-queue= --ws-ping-interval= --ws-ping-timeout=
  --ws-per-message-deflate= --lifespan= --interface= --env-file= --log-config= --log-level= --access-log --no-access-log
  --use-colors --no-use-colors --proxy-headers --no-proxy-headers --server-header --no-server-header --date-header
  --no-date-header --forwarded-allow-ips= --root-path= --limit-concurrency= --backlog= --limit-max-requests=
  --limit-max-requests-jitter= --timeout-keep-alive= --timeout-graceful-shutdown= --timeout-worker-healthcheck=
  --ssl-keyfile= --ssl-certfile= --ssl-keyfile-password= --ssl-version= --ssl-cert-reqs= --ssl-ca-certs= --ssl-ciphers=
  --header= --version --app-dir= --h11-max-incomplete-event-size= --reset-contextvars --factory --help`);

/** The options of `gunicorn`, 19 to 27. Source: gunicorn, `config.py`. */
export const gunicornOptions = optionTable(`
  -c|--config= -b|--bind= --backlog= -w|--workers= -k|--worker-class= --threads= --worker-connections= --max-requests=
  --max-requests-jitter= -t|--timeout= --graceful-timeout= --keep-alive= --limit-request-line= --limit-request-fields=
  --limit-request-field_size= --reload --reload-engine= --reload-extra-file= --spew --check-config --print-config --preload
  --no-sendfile --reuse-port --chdir= -D|--daemon -e|--env= -p|--pid= --worker-tmp-dir= -u|--user= -g|--group= -m|--umask=
  --initgroups --forwarded-allow-ips= --access-logfile= --disable-redirect-access-to-syslog --access-logformat=
  --error-logfile|--log-file= --log-level= --capture-output --logger-class= --log-config= --log-config-json= --log-syslog-to=
  --log-syslog --log-syslog-prefix= --log-syslog-facility= -R|--enable-stdio-inheritance --statsd-host= --dogstatsd-tags=
  --statsd-prefix= --enable-backlog-metric -n|--name= --pythonpath= --paste|--paster= --proxy-protocol --proxy-allow-from=
  --protocol= --uwsgi-allow-from= --keyfile= --certfile= --ssl-version= --cert-reqs= --ca-certs= --suppress-ragged-eofs
  --do-handshake-on-connect --ciphers= --http-protocols= --http2-cleartext= --http2-max-concurrent-streams=
  --http2-initial-window-size= --http2-max-frame-size= --http2-max-header-list-size= --paste-global=
  --permit-obsolete-folding --strip-header-spaces --permit-unconventional-http-method --permit-unconventional-http-version
  --casefold-http-method --forwarder-headers= --header-map= --asgi-loop= --asgi-lifespan= --asgi-disconnect-grace-period=
  --websocket-max-message-size= --http-parser= --root-path= --dirty-app= --dirty-workers= --dirty-timeout= --dirty-threads=
  --dirty-graceful-timeout= --control-socket= --control-socket-mode= --no-control-socket --django --settings= --version -v
  -h|--help`);

/** The options of `daphne`, 3 and 4. Source: daphne, `cli.py`. */
export const daphneOptions = optionTable(`
  -p|--port= -b|--bind= --websocket_timeout= --websocket_connect_timeout= -u|--unix-socket= --fd= -e|--endpoint=
  -v|--verbosity= -t|--http-timeout= --access-log= --log-fmt= --ping-interval= --ping-timeout= --websocket-max-message-size=
  --websocket-max-frame-size= --application-close-timeout= --root-path= --proxy-headers --proxy-headers-host=
  --proxy-headers-port= -s|--server-name= --no-server-name -h|--help`);

/** The options of `hypercorn`, 0.13 to 0.18. Source: hypercorn, `__main__.py`. */
export const hypercornOptions = optionTable(`
  --access-log= --access-logfile= --access-logformat= --backlog= -b|--bind= --ca-certs= --certfile= --cert-reqs= --ciphers=
  -c|--config= -D|--daemon --debug --error-log= --error-logfile= --log-file= --graceful-timeout= --read-timeout=
  --max-requests= --max-requests-jitter= -g|--group= -k|--worker-class= --keep-alive= --keyfile= --keyfile-password=
  --insecure-bind= --log-config= --log-level= -p|--pid= --quic-bind= --reload --root-path= --server-name= --statsd-host=
  --statsd-prefix= -m|--umask= -u|--user= --verify-mode= --websocket-ping-interval= -w|--workers= -h|--help`);
