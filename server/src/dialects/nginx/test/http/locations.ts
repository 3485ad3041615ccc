import type { Call } from '../call.ts';
import { openLocation } from '../frames.ts';
import type { Run } from '../run.ts';
import { type Frame, type LocationKind, LocationScope } from '../scope.ts';
import { compilePattern } from '../variables.ts';

interface Head {
  readonly kind: LocationKind;
  readonly name: string;
  readonly argument: number;
}

/** The modifier and name of a location as `ngx_http_core_location` tells them; undefined, and refused, where it is wrong. */
function readHead(call: Call): Head | undefined {
  const [first = '', second = ''] = call.values;
  if (call.values.length === 2) {
    const kinds: Readonly<Record<string, LocationKind>> = {
      '=': 'exact',
      '^~': 'no-regex',
      '~': 'regex',
      '~*': 'regex',
    };
    const kind = Object.hasOwn(kinds, first) ? kinds[first] : undefined;
    if (kind === undefined) {
      call.refuse(`invalid location modifier "${first}"`, 0, 'location');
      return undefined;
    }
    return { kind, name: second, argument: 1 };
  }
  if (first[0] === '=') {
    return { kind: 'exact', name: first.slice(1), argument: 0 };
  }
  if (first.startsWith('^~')) {
    return { kind: 'no-regex', name: first.slice(2), argument: 0 };
  }
  if (first[0] === '~') {
    return { kind: 'regex', name: first.slice(first[1] === '*' ? 2 : 1), argument: 0 };
  }
  return { kind: first[0] === '@' ? 'named' : 'prefix', name: first, argument: 0 };
}

/** `ngx_http_core_location` (src/http/ngx_http_core_module.c). @returns the frame inside. */
export function openLocationBlock(call: Call): Frame {
  const outer = call.frame.location;
  const head = readHead(call) ?? { kind: 'prefix' as const, name: call.value(1), argument: 1 };
  const location = new LocationScope(head.kind, head.name, outer, call.statement);
  const accepted =
    (head.kind !== 'regex' || compilePattern(call, head.name, head.argument) !== undefined) &&
    (call.frame.context !== 'location' || outer.kind === 'none' || fits(call, head, outer));
  if (accepted) {
    outer.locations.push(location);
  }
  return openLocation(location, call.frame);
}

function fits(call: Call, head: Head, outer: LocationScope): boolean {
  const refuse = (message: string): boolean => {
    call.refuse(message, head.argument, 'location');
    return false;
  };
  if (outer.kind === 'exact') {
    return refuse(`location "${head.name}" cannot be inside the exact location "${outer.name}"`);
  }
  if (outer.kind === 'named') {
    return refuse(`location "${head.name}" cannot be inside the named location "${outer.name}"`);
  }
  if (head.kind === 'named') {
    return refuse(`named location "${head.name}" can be on the server level only`);
  }
  if (head.kind !== 'regex' && !head.name.startsWith(outer.name)) {
    return refuse(`location "${head.name}" is outside location "${outer.name}"`);
  }
  return true;
}

/** `ngx_http_join_exact_locations`: the same name twice within one parent. */
export function checkDuplicates(run: Run, parent: LocationScope): void {
  const seen = new Map<string, LocationScope>();
  for (const location of parent.locations) {
    const exact = location.kind === 'exact';
    if (exact || location.kind === 'prefix' || location.kind === 'no-regex') {
      const key = `${exact ? '=' : ''} ${location.name}`;
      const earlier = seen.get(key);
      const { statement } = location;
      if (earlier?.statement !== undefined && statement !== undefined) {
        const word = statement.directive.args[statement.directive.args.length - 1];
        const related = [{ file: earlier.statement.file, span: earlier.statement.directive.name.span }];
        run.emitAt('duplicate', `duplicate location "${location.name}"`, statement, word, { related });
      } else {
        seen.set(key, location);
      }
    }
    checkDuplicates(run, location);
  }
}
