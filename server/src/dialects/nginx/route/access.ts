import { message } from '../../../base/message.ts';
import { isInNetwork, parseNetwork } from '../address.ts';
import type { Statement } from '../configuration.ts';
import { inForce, settingInForce } from '../effective/in-force.ts';
import { fromBytes } from '../language/pattern.ts';
import type { RequestState } from './state.ts';
import { evaluate } from './values.ts';

/** What one of the access modules says: go on, take no part, or a status. */
interface Verdict {
  readonly kind: 'pass' | 'none' | 'refuse';
  readonly status: number;
  readonly statement: Statement | undefined;
}

const none: Verdict = { kind: 'none', status: 0, statement: undefined };

/**
 * The access phase in its order: addresses, password, subrequest, joined as `satisfy` says
 * (`ngx_http_core_access_phase`).
 *
 * @returns the status that refuses the request, or undefined.
 */
export function refusedBy(state: RequestState): { status: number; statement: Statement | undefined } | undefined {
  const any = settingInForce(state.place, 'satisfy')?.directive.args[0]?.value === 'any';
  let refused: Verdict | undefined;
  for (const check of [byAddress, byPassword, bySubrequest]) {
    const verdict = check(state);
    if (verdict.kind === 'pass' && any) {
      return undefined;
    }
    if (verdict.kind === 'refuse') {
      if (!any) {
        return note(state, verdict);
      }
      if (refused?.status !== 401) {
        refused = verdict;
      }
    }
  }
  return refused === undefined ? undefined : note(state, refused);
}

function note(state: RequestState, verdict: Verdict): { status: number; statement: Statement | undefined } {
  state.step(message('Access is refused with {status}.', { status: verdict.status }), verdict.statement);
  return verdict;
}

function byAddress(state: RequestState): Verdict {
  for (const statement of inForce(state.place, 'allow').statements) {
    const rule = statement.directive.args[0]?.value ?? '';
    if (rule === 'all' || holdsClient(state, rule)) {
      return statement.directive.name.value === 'allow'
        ? { kind: 'pass', status: 0, statement }
        : { kind: 'refuse', status: 403, statement };
    }
  }
  return none;
}

function holdsClient(state: RequestState, rule: string): boolean {
  const { client } = state.surroundings.request;
  if (rule === 'unix:') {
    return false;
  }
  const network = parseNetwork(rule);
  const address = client === undefined ? undefined : parseNetwork(client);
  if (network !== undefined && address !== undefined) {
    return isInNetwork(address, network);
  }
  return state.ask(`the client's address is in ${rule}`);
}

function byPassword(state: RequestState): Verdict {
  const statement = settingInForce(state.place, 'auth_basic');
  const realm = statement?.directive.args[0]?.value;
  const file = settingInForce(state.place, 'auth_basic_user_file')?.directive.args[0]?.value;
  if (realm === undefined || file === undefined || evaluate(state, realm) === 'off') {
    return none;
  }
  const credentials = state.headers.get('authorization') ?? '';
  if (!/^basic +[^ ]/i.test(credentials)) {
    return { kind: 'refuse', status: 401, statement };
  }
  return state.ask(`the password file ${fromBytes(evaluate(state, file))} takes the credentials`)
    ? { kind: 'pass', status: 0, statement }
    : { kind: 'refuse', status: 401, statement };
}

function bySubrequest(state: RequestState): Verdict {
  const statement = settingInForce(state.place, 'auth_request');
  const uri = statement?.directive.args[0]?.value;
  if (uri === undefined || uri === 'off') {
    return none;
  }
  return state.ask(`the subrequest to ${uri} allows the request`)
    ? { kind: 'pass', status: 0, statement }
    : { kind: 'refuse', status: 403, statement };
}
