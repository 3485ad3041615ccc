import { isImpossibleName } from '../../url.ts';
import type { Call } from '../call.ts';

/**
 * A host's name is looked up when the configuration is read (`ngx_inet_resolve_host`, src/core/ngx_inet.c). One that no name service can
 * know is refused for sure, another where the machine doesn't find it.
 * @returns whether Nginx refuses the name with `message`.
 */
export function refusesHost(call: Call, host: string, message: string, argument: number): boolean {
  const refused = isImpossibleName(host) || call.run.machine?.resolves(host) === false;
  if (refused) {
    call.refuse(message, argument, 'host');
  }
  return refused;
}
