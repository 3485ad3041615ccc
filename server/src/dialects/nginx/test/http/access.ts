import type { Call } from '../call.ts';
import { checkNetwork } from '../core/setters.ts';
import { refusesHost } from '../machine/hosts.ts';
import { defineVariable, useVariable, variableArgument } from '../variables.ts';
import { setsOnce } from './core.ts';

/** `ngx_http_access_rule` (src/http/modules/ngx_http_access_module.c) and its twin of stream. */
export function accessRule(call: Call): void {
  const value = call.value(0);
  if (value !== 'all' && value !== 'unix:' && !checkNetwork(call, value, 0)) {
    call.refuse(`invalid parameter "${value}"`, 0);
  }
}

/** `ngx_http_realip_from` and its twins of stream and mail. */
export function setRealIpFrom(call: Call): void {
  const value = call.value(0);
  if (value === 'unix:' || checkNetwork(call, value, 0)) {
    return;
  }
  refusesHost(call, value, `host not found in set_real_ip_from "${value}"`, 0);
}

/** `ngx_http_geoip_proxy`. */
export function geoipProxy(call: Call): void {
  if (!checkNetwork(call, call.value(0), 0)) {
    call.refuse(`invalid network "${call.value(0)}"`, 0);
  }
}

/** `ngx_http_auth_request`. */
export function authRequest(call: Call): void {
  setsOnce(call);
}

/** `ngx_http_auth_request_set`. */
export function authRequestSet(call: Call): boolean {
  const name = variableArgument(call, 0);
  if (name === undefined || !defineVariable(call, name, 0)) {
    return false;
  }
  return useVariable(call, name, 0);
}

const BROWSERS = new Set(['msie', 'gecko', 'opera', 'konqueror', 'safari', 'chrome']);

/** `ngx_http_modern_browser` (src/http/modules/ngx_http_browser_module.c). */
export function modernBrowser(call: Call): void {
  const [browser = '', version = ''] = call.values;
  if (call.values.length === 1 && browser === 'unlisted') {
    return;
  }
  if (!BROWSERS.has(browser.toLowerCase())) {
    call.refuse(`unknown browser name "${browser}"`, 0);
  } else if (!/^[\d.]*$/.test(version)) {
    call.refuse(`invalid browser version "${version}"`, 1);
  }
}
