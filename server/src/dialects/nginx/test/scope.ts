import type { FactContext } from '../../../facts/nginx/rows.ts';
import type { Statement } from '../configuration.ts';

/** Which of a module's configurations a scope stands for: `main_conf`, `srv_conf` or `loc_conf`. */
export type ScopeLevel = 'main' | 'srv' | 'loc';

/** What a directive set, and where. */
export interface Setting {
  readonly statement: Statement;
  readonly values: readonly string[];
}

/**
 * The fields that the directives of one block have set. `above` is the block from which unset fields are inherited when Nginx merges.
 */
export class Scope {
  readonly level: ScopeLevel;
  readonly above: Scope | undefined;
  readonly statement: Statement | undefined;
  readonly fields = new Map<string, Setting>();

  constructor(level: ScopeLevel, above: Scope | undefined, statement: Statement | undefined) {
    this.level = level;
    this.above = above;
    this.statement = statement;
  }

  /** @returns the setting after merging: of this block, else of the nearest one above that has it. */
  inherited(field: string): Setting | undefined {
    for (let scope: Scope | undefined = this; scope !== undefined; scope = scope.above) {
      const setting = scope.fields.get(field);
      if (setting !== undefined) {
        return setting;
      }
    }
    return undefined;
  }
}

/** How a location is matched. */
export type LocationKind = 'none' | 'exact' | 'prefix' | 'no-regex' | 'regex' | 'named' | 'if' | 'limit_except';

/** A `loc_conf`: of a location, an `if`, a `limit_except`, and the one that each `http` and `server` has. */
export class LocationScope extends Scope {
  readonly kind: LocationKind;
  readonly name: string;
  readonly locations: LocationScope[] = [];

  constructor(kind: LocationKind, name: string, above: LocationScope | undefined, statement: Statement | undefined) {
    super('loc', above, statement);
    this.kind = kind;
    this.name = name;
  }
}

/** One name of a server. */
export interface ServerName {
  readonly name: string;
  readonly regex: boolean;
  readonly captures: boolean;
  readonly statement: Statement;
  readonly argument: number;
}

/** A `srv_conf` with the server's own `loc_conf`. */
export class ServerScope extends Scope {
  readonly location: LocationScope;
  readonly names: ServerName[] = [];
  /** Each setting of a directive that may be repeated and adds to a list. */
  readonly lists = new Map<string, Setting[]>();
  hasListen = false;

  constructor(above: ServerScope | undefined, location: LocationScope, statement: Statement | undefined) {
    super('srv', above, statement);
    this.location = location;
  }

  /** @returns the settings of a directive that adds to a list, of the nearest block that has any. */
  list(name: string): readonly Setting[] {
    return this.lists.get(name) ?? (this.above as ServerScope | undefined)?.list(name) ?? [];
  }
}

/** The block that is being read: what Nginx keeps in `cf->ctx` and `cf->cmd_type`. */
export interface Frame {
  readonly context: FactContext;
  readonly main: Scope;
  readonly server: ServerScope;
  readonly location: LocationScope;
  readonly parent: Frame | undefined;
}
