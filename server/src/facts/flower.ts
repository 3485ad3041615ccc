/** What the value of an option must be. */
export type FlowerOptionType = 'text' | 'number' | 'integer' | 'flag' | 'function';

/** One option of Flower. */
export interface FlowerOption {
  /** With underscores, as in `flowerconfig.py`. */
  readonly name: string;
  readonly type: FlowerOptionType;
  /** Whether it holds several values, separated by commas. */
  readonly multiple: boolean;
}

const names: Readonly<Record<FlowerOptionType, string>> = {
  text: `address unix_socket auth basic_auth* oauth2_key oauth2_secret oauth2_redirect_uri db broker_api ca_certs certfile
    keyfile cookie_secret conf tasks_columns auth_provider url_prefix logging log_file_prefix log_rotate_when log_rotate_mode`,
  number: 'inspect_timeout task_runtime_metric_buckets*',
  integer: `port max_workers max_tasks state_save_interval purge_offline_workers log_file_max_size log_file_num_backups
    log_rotate_interval`,
  flag: 'debug persistent xheaders auto_refresh enable_events natural_time read_only help log_to_stderr',
  function: 'format_task',
};

/** Flower's options and those that tornado adds, by name. Source: Flower 2.2, `flower/options.py`; tornado 6, `log.py`. */
export const flowerOptions: ReadonlyMap<string, FlowerOption> = new Map(
  (Object.keys(names) as FlowerOptionType[]).flatMap((type) =>
    names[type].split(/\s+/).map((entry): [string, FlowerOption] => {
      const name = entry.replace('*', '');
      return [name, { name, type, multiple: entry.endsWith('*') }];
    }),
  ),
);

/** The port on which Flower listens where it is told none. */
export const flowerDefaultPort = 5555;

/** The file of options that Flower looks for in its working directory where `conf` names no other. */
export const flowerDefaultConfiguration = 'flowerconfig.py';
