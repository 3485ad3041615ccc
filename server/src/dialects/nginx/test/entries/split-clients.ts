import { parseFixedPoint } from '../../number.ts';
import type { Call } from '../call.ts';
import { compileArgument, defineVariable, variableArgument } from '../variables.ts';
import type { EntryReader } from './entry.ts';

/** `ngx_conf_split_clients_block` and `ngx_http_split_clients` (src/http/modules/ngx_http_split_clients_module.c). */
export function splitClients(call: Call): EntryReader | undefined {
  if (!compileArgument(call, 0)) {
    return undefined;
  }
  const name = variableArgument(call, 1);
  if (name === undefined || !defineVariable(call, name, 1)) {
    return undefined;
  }
  const parts: number[] = [];
  return {
    includes: false,
    entry: (entry) => {
      const share = entry.value(0);
      const percent = share === '*' ? 0 : share.endsWith('%') ? parseFixedPoint(share.slice(0, -1), 2) : undefined;
      if (percent === undefined || (percent === 0 && share !== '*')) {
        entry.refuse(`invalid percent value "${share}"`);
        return;
      }
      parts.push(percent);
    },
    end: () => {
      let sum = 0;
      for (const part of parts) {
        sum = part === 0 ? 10000 : sum + part;
        if (sum > 10000) {
          return 'percent total is greater than 100%';
        }
      }
      return undefined;
    },
  };
}
