/**
 * The bytes that `ngx_escape_uri` (src/core/ngx_string.c) escapes for NGX_ESCAPE_URI and for NGX_ESCAPE_ARGS. The marks of
 * unknown values are no bytes.
 */
const escapedIn = {
  uri: /[^!$&'()*+,\-./0-9:;=@A-Z[\]_a-z~\ue000\ue001]/g,
  args: /[^!$'()*,\-./0-9:=@A-Z[\]_a-z~\ue000\ue001]/g,
};

/** @returns `bytes` with what may not stand in that part of a URI as `%XX`. Source: `ngx_escape_uri` (src/core/ngx_string.c). */
export function escapeUri(bytes: string, part: 'uri' | 'args'): string {
  return bytes.replace(escapedIn[part], (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}

/**
 * Undoes the escapes of the target of a `rewrite ... redirect`: `ngx_unescape_uri` with NGX_UNESCAPE_REDIRECT. Escapes of
 * bytes up to `%` and of those from 0x7F on stay, and from the first `?` on nothing is touched.
 */
export function unescapeRedirect(bytes: string): string {
  let result = '';
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as string;
    if (byte === '?') {
      return result + bytes.slice(at);
    }
    if (byte !== '%') {
      result += byte;
      continue;
    }
    const high = bytes[at + 1] ?? '';
    if (!/[0-9A-Fa-f]/.test(high)) {
      result += high;
      at++;
      continue;
    }
    const low = bytes[at + 2] ?? '';
    at += 2;
    if (!/[0-9A-Fa-f]/.test(low)) {
      continue;
    }
    const code = Number.parseInt(high + low, 16);
    if (code === 0x3f) {
      return `${result}?${bytes.slice(at + 1)}`;
    }
    result += code > 0x25 && code < 0x7f ? String.fromCharCode(code) : `%${high}${low}`;
  }
  return result;
}
