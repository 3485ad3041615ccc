import type { Statement } from '../configuration.ts';

/** One shared memory zone (`ngx_shm_zone_t`). */
export interface Zone {
  readonly name: string;
  /** The module that owns it: a zone is for one use only. */
  readonly owner: string;
  size: number;
  /** The first statement that named it. */
  readonly statement: Statement;
  readonly argument: number;
  /** The key that a `limit_req_zone` bound to it. */
  key: string | undefined;
  /** What declared it, once something has. */
  declaredBy: string | undefined;
}

/** Why a zone can't be had. */
export interface ZoneError {
  readonly error: string;
}

/** The shared memory zones of a configuration (`ngx_shared_memory_add`, src/core/ngx_cycle.c). */
export class Zones {
  readonly all = new Map<string, Zone>();

  /**
   * Names a zone: with its size where it is declared, with 0 where it is used.
   * @returns the zone, or Nginx's words where it is in use for something else or has another size.
   */
  add(name: string, owner: string, size: number, statement: Statement, argument: number): Zone | ZoneError {
    const zone = this.all.get(name);
    if (zone === undefined) {
      const added = { name, owner, size, statement, argument, key: undefined, declaredBy: undefined };
      this.all.set(name, added);
      return added;
    }
    if (zone.owner !== owner) {
      return { error: `the shared memory zone "${name}" is already declared for a different use` };
    }
    if (zone.size === 0) {
      zone.size = size;
    }
    if (size !== 0 && size !== zone.size) {
      return {
        error: `the size ${size} of shared memory zone "${name}" conflicts with already declared size ${zone.size}`,
      };
    }
    return zone;
  }
}
