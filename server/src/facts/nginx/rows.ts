/** The contexts in the order of their bits in the tables. */
export const contextNames = [
  'any',
  'main',
  'events',
  'http',
  'server',
  'location',
  'if in server',
  'if in location',
  'limit_except',
  'upstream',
  'stream',
  'stream/server',
  'stream/upstream',
  'mail',
  'mail/server',
  'mgmt',
  'oidc_provider',
  'rtmp',
  'rtmp/server',
  'rtmp/application',
  'rtmp/recorder',
  'acme_issuer',
  'otel_exporter',
] as const;

/** A block in which statements can stand. */
export type FactContext = (typeof contextNames)[number];

/** The family of modules that a block asks: `NGX_CORE_MODULE` and so on; `conf` answers everywhere. */
export type Family = 'core' | 'conf' | 'events' | 'http' | 'stream' | 'mail' | 'rtmp';

/** A row of `directives.json`; what it means stands at `DirectiveFact`. */
export interface DirectiveRow {
  readonly n: string;
  readonly m: number;
  readonly c: number;
  readonly a: number;
  readonly f?: Family;
  readonly b?: string;
  readonly s?: string;
  readonly h?: number;
  readonly w?: string;
  readonly r?: readonly (number | null)[];
  readonly o?: 1;
  readonly l?: 'main' | 'srv';
  readonly k?: string;
  readonly p?: 1;
  readonly v?: string;
  readonly x?: string;
  readonly e?: readonly [string, string];
  readonly os?: string;
  readonly ow?: string;
  readonly y?: readonly (readonly [string, number, number])[];
  readonly t?: string;
  readonly d?: string;
  readonly u?: number;
  readonly i?: string;
}

/** A row of `variables.json`; what it means stands at `VariableFact`. */
export interface VariableRow {
  readonly n: string;
  readonly s?: 1;
  readonly p?: 1;
  readonly c?: 1;
  readonly k?: 1;
  readonly v?: string;
  readonly u?: number;
  readonly r?: number;
}

/** A row of `third-party.json`; what it means stands at `DirectiveFact`. */
export interface ThirdPartyRow {
  readonly n: string;
  readonly m: number;
  readonly r: number;
  readonly c: number;
  readonly a: number;
  readonly f?: Family;
  readonly b?: string;
}
