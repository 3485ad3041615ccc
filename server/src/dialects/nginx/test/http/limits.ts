import { parseNumber } from '../../number.ts';
import type { Call } from '../call.ts';
import { compileArgument } from '../variables.ts';
import { declareZone, readZoneParameter } from '../zone-sizes.ts';

/** `ngx_http_limit_req_zone` and `ngx_http_limit_conn_zone` (src/http/modules). */
export function limitZone(call: Call): void {
  if (!compileArgument(call, 0)) {
    return;
  }
  const rated = call.name === 'limit_req_zone';
  let zone: { name: string; size: number } | undefined;
  let argument = 0;
  for (let index = 1; index < call.values.length; index++) {
    const word = call.value(index);
    if (word.startsWith('zone=')) {
      const read = readZoneParameter(word);
      if ('error' in read) {
        call.refuse(read.error, index, 'zone');
        return;
      }
      zone = read;
      argument = index;
    } else if (rated && word.startsWith('rate=')) {
      if (!parseNumber(word.slice(5).replace(/r\/[sm]$/, ''))) {
        call.refuse(`invalid rate "${word}"`, index);
        return;
      }
    } else if (!(rated && word === 'sync')) {
      call.refuse(`invalid parameter "${word}"`, index);
      return;
    } else {
      return;
    }
  }
  if (zone === undefined || zone.name === '') {
    call.refuse(`"${call.name}" must have "zone" parameter`, undefined, 'zone');
    return;
  }
  const declared = declareZone(call, zone.name, zone.size, argument, ownerOf(call));
  if (declared === undefined) {
    return;
  }
  if (declared.key !== undefined) {
    call.refuse(`${call.name} "${zone.name}" is already bound to key "${declared.key}"`, argument, 'zone');
    return;
  }
  declared.key = call.value(0);
}

function ownerOf(call: Call): string {
  return `${call.fact.family} ${call.name.startsWith('limit_req') ? 'limit_req' : 'limit_conn'}`;
}

/** The zones that a block already limits by. */
function limits(call: Call, zone: string): boolean {
  const before = call.scope.fields.get(call.name)?.values ?? [];
  if (before.includes(zone)) {
    call.fail('is duplicate', undefined, 'duplicate');
    return false;
  }
  call.scope.fields.set(call.name, { statement: call.statement, values: [...before, zone] });
  return true;
}

/** `ngx_http_limit_req`. */
export function limitReq(call: Call): void {
  let zone: string | undefined;
  for (const [index, word] of call.values.entries()) {
    if (word.startsWith('zone=')) {
      zone = word.slice(5);
      if (declareZone(call, zone, 0, index, ownerOf(call)) === undefined) {
        return;
      }
    } else if (word.startsWith('burst=') || (word.startsWith('delay=') && call.run.atLeast('1.15.7'))) {
      if (!parseNumber(word.slice(6))) {
        call.refuse(`invalid ${word.slice(0, 5)} value "${word}"`, index);
        return;
      }
    } else if (word !== 'nodelay') {
      call.refuse(`invalid parameter "${word}"`, index);
      return;
    }
  }
  if (zone === undefined) {
    call.refuse(`"${call.name}" must have "zone" parameter`, undefined, 'zone');
    return;
  }
  limits(call, zone);
}

/** `ngx_http_limit_conn` and its twin of stream. */
export function limitConn(call: Call): void {
  const zone = call.value(0);
  if (declareZone(call, zone, 0, 0, ownerOf(call)) === undefined || !limits(call, zone)) {
    return;
  }
  const count = parseNumber(call.value(1));
  if (!count) {
    call.refuse(`invalid number of connections "${call.value(1)}"`, 1);
  } else if (count > 65535) {
    call.refuse('connection limit must be less 65536', 1);
  }
}
