import { parseNumber, parseSize } from '../../number.ts';
import type { Run } from '../run.ts';
import type { LocationScope, ServerScope, Setting } from '../scope.ts';
import { PAGE } from '../zone-sizes.ts';

const PROTOCOLS = ['fastcgi', 'proxy', 'scgi', 'uwsgi'] as const;

/** The sizes of one protocol's buffers in a location, after merging. */
interface Sizes {
  readonly count: number;
  readonly each: number;
  readonly first: number;
  readonly busy: number | undefined;
  readonly write: number | undefined;
  readonly temporary: number | undefined;
}

const FIELDS = ['buffers', 'buffer_size', 'busy_buffers_size', 'temp_file_write_size', 'max_temp_file_size'];

/** @returns the protocols whose buffers some block sets: only they need a look in each location. */
export function protocolsWithBuffers(run: Run): readonly string[] {
  return PROTOCOLS.filter((name) => run.uses(FIELDS.map((field) => `${name}_${field}`)));
}

/** Checks the buffers of a location (`ngx_http_proxy_merge_loc_conf` and its kin). `line` is that of the `}` of `http`. */
export function checkBuffers(
  run: Run,
  location: LocationScope,
  line: number | undefined,
  protocols: readonly string[],
): void {
  for (const name of protocols) {
    const fields = FIELDS.map((field) => location.inherited(`${name}_${field}`));
    const deciding = fields.find((setting) => setting !== undefined);
    if (deciding === undefined) {
      continue;
    }
    const refusal = refusalOf(name, sizesOf(fields));
    if (refusal !== undefined) {
      const culprit = location.inherited(`${name}_${refusal.field}`) ?? deciding;
      run.emitAt('value', refusal.message, culprit.statement, culprit.statement.directive.args[0], { line });
    }
  }
}

function sizesOf(fields: readonly (Setting | undefined)[]): Sizes {
  const [buffers, first, busy, write, temporary] = fields;
  const size = (setting: Setting | undefined): number | undefined =>
    setting === undefined ? undefined : parseSize(setting.values[0] ?? '');
  return {
    count: parseNumber(buffers?.values[0] ?? '') ?? 8,
    each: parseSize(buffers?.values[1] ?? '') ?? PAGE,
    first: size(first) ?? PAGE,
    busy: size(busy),
    write: size(write),
    temporary: size(temporary),
  };
}

function refusalOf(name: string, sizes: Sizes): { message: string; field: string } | undefined {
  const largest = Math.max(sizes.first, sizes.each);
  const both = `the maximum of the value of "${name}_buffer_size" and one of the "${name}_buffers"`;
  const busy = sizes.busy ?? 2 * largest;
  if (sizes.count < 2) {
    return { message: `there must be at least 2 "${name}_buffers"`, field: 'buffers' };
  }
  if (busy < largest) {
    return {
      message: `"${name}_busy_buffers_size" must be equal to or greater than ${both}`,
      field: 'busy_buffers_size',
    };
  }
  if (busy > (sizes.count - 1) * sizes.each) {
    return {
      message: `"${name}_busy_buffers_size" must be less than the size of all "${name}_buffers" minus one buffer`,
      field: sizes.busy === undefined ? 'buffer_size' : 'busy_buffers_size',
    };
  }
  if ((sizes.write ?? 2 * largest) < largest) {
    return {
      message: `"${name}_temp_file_write_size" must be equal to or greater than ${both}`,
      field: 'temp_file_write_size',
    };
  }
  if (sizes.temporary !== undefined && sizes.temporary !== 0 && sizes.temporary < largest) {
    return {
      message: `"${name}_max_temp_file_size" must be equal to zero to disable temporary files usage or must be equal to or greater than ${both}`,
      field: 'max_temp_file_size',
    };
  }
  return undefined;
}

/** `ngx_http_core_merge_srv_conf`: a header line must fit what a connection has. */
export function checkHeaderBuffers(run: Run, server: ServerScope, line: number | undefined): void {
  const buffers = server.inherited('large_client_header_buffers');
  const pool = server.inherited('connection_pool_size');
  const deciding = buffers ?? pool;
  const each = parseSize(buffers?.values[1] ?? '') ?? 8 * 1024;
  const least = parseSize(pool?.values[0] ?? '') ?? 512;
  if (deciding !== undefined && each < least) {
    const message = 'the "large_client_header_buffers" size must be equal to or greater than "connection_pool_size"';
    run.emitAt('value', message, deciding.statement, deciding.statement.directive.args[0], { line });
  }
}
