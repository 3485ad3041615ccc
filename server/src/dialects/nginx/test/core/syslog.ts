import { parseUrl } from '../../url.ts';
import type { Call } from '../call.ts';
import { refusesHost } from '../machine/hosts.ts';

const FACILITIES = new Set(
  'kern user mail daemon auth intern lpr news uucp clock authpriv ftp ntp audit alert cron local0 local1 local2 local3 local4 local5 local6 local7'.split(
    ' ',
  ),
);
const SEVERITIES = new Set(['emerg', 'alert', 'crit', 'error', 'warn', 'notice', 'info', 'debug']);

/** `ngx_syslog_process_conf` (src/core/ngx_syslog.c) of a `syslog:...` parameter; false where it is refused. */
export function syslog(call: Call): boolean {
  const refuse = (message: string): boolean => {
    call.refuse(message, 0);
    return false;
  };
  const seen = new Set<string>();
  for (const part of call.value(0).slice('syslog:'.length).split(',')) {
    const [key = '', value = ''] = [part.slice(0, part.indexOf('=') + 1), part.slice(part.indexOf('=') + 1)];
    if (['server=', 'facility=', 'severity=', 'tag='].includes(key) && seen.has(key)) {
      return refuse(`duplicate syslog "${key.slice(0, -1)}"`);
    }
    seen.add(key);
    if (key === 'server=') {
      const url = parseUrl(value, { defaultPort: 514 });
      if ('error' in url) {
        return refuse(`${url.error} in syslog server "${value}"`);
      }
      if (url.kind === 'name') {
        const message = `host not found in syslog server "${value}"`;
        if (refusesHost(call, url.host, message, 0)) {
          return false;
        }
      }
    } else if (key === 'facility=') {
      if (!FACILITIES.has(value)) {
        return refuse(`unknown syslog facility "${value}"`);
      }
    } else if (key === 'severity=') {
      if (!SEVERITIES.has(value)) {
        return refuse(`unknown syslog severity "${value}"`);
      }
    } else if (key === 'tag=') {
      if (value.length > 32) {
        return refuse('syslog tag length exceeds 32');
      }
      if (!/^\w*$/.test(value)) {
        return refuse('syslog "tag" only allows alphanumeric characters and underscore');
      }
    } else if (part !== 'nohostname') {
      return refuse(`unknown syslog parameter "${part}"`);
    }
  }
  return seen.has('server=') || refuse('no syslog server specified');
}
