import type { Call } from '../call.ts';
import type { EntryReader } from './entry.ts';

/** The extensions of each block's `types`; a second block of the same configuration adds to the first. */
const known = new WeakMap<object, Map<string, string>>();

/** `ngx_http_core_types` and `ngx_http_core_type` (src/http/ngx_http_core_module.c). */
export function types(call: Call): EntryReader {
  const extensions = known.get(call.frame.location) ?? new Map<string, string>();
  known.set(call.frame.location, extensions);
  return {
    includes: true,
    entry: (entry) => {
      const type = entry.value(0);
      if (type === 'include') {
        entry.refuse('invalid number of arguments in "include" directive', 0, 'arguments');
        return;
      }
      for (let index = 1; index < entry.values.length; index++) {
        const extension = entry.value(index).toLowerCase();
        const before = extensions.get(extension);
        if (before !== undefined) {
          entry.warn(
            `duplicate extension "${extension}", content type: "${type}", previous content type: "${before}"`,
            index,
            'duplicate',
          );
        }
        extensions.set(extension, type);
      }
    },
  };
}
