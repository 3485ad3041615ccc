import type { Known } from '../../base/known.ts';
import type { ReadText } from '../../base/read-text.ts';
import type { Listening } from './listen.ts';
import type { Options } from './options.ts';

/** What every program has: its words after all wrappers. */
interface ProgramWords {
  /** The executable or module, such as `/srv/shop/venv/bin/celery`; for `python -m celery` it is `celery`. */
  readonly executable: ReadText;
  /** The words behind it. */
  readonly words: readonly ReadText[];
  /** Whether Python was started with `-m`. */
  readonly asModule: boolean;
}

/** `uvicorn`. */
export interface UvicornProgram extends ProgramWords {
  readonly kind: 'uvicorn';
  readonly options: Options;
  /** `shop.asgi:application`. */
  readonly app: Known<string>;
  readonly appWord: ReadText | undefined;
  readonly listens: Known<readonly Listening[]>;
  /** Whether `X-Forwarded-*` is looked at. */
  readonly proxyHeaders: Known<boolean>;
  /** The addresses that may send `X-Forwarded-*`; absent where the default holds. */
  readonly forwardedAllowIps: Known<string>;
  readonly rootPath: Known<string>;
  readonly workers: Known<string>;
}

/** `gunicorn`, with what its configuration file says put in. */
export interface GunicornProgram extends ProgramWords {
  readonly kind: 'gunicorn';
  readonly options: Options;
  readonly app: Known<string>;
  readonly appWord: ReadText | undefined;
  readonly workerClass: Known<string>;
  readonly listens: Known<readonly Listening[]>;
  readonly forwardedAllowIps: Known<string>;
  readonly workers: Known<string>;
  readonly timeout: Known<string>;
  readonly threads: Known<string>;
  /** `secure_scheme_headers`, which only the configuration file can set; absent where gunicorn's own are in force. */
  readonly schemeHeaders: Known<string>;
  /** `--chdir`, or `chdir` of the configuration file. */
  readonly folder: ReadText | undefined;
  /** The variables that `--env` and `raw_env` set; unknown where the files don't tell all of them. */
  readonly variables: Known<readonly ReadText[]>;
}

/** Another server for ASGI applications, of which the application and its addresses are read. */
export interface OtherServerProgram extends ProgramWords {
  readonly kind: 'daphne' | 'hypercorn';
  readonly options: Options;
  readonly app: Known<string>;
  readonly appWord: ReadText | undefined;
  readonly listens: Known<readonly Listening[]>;
}

/** What the commands of `celery` share. */
export interface CeleryWords extends ProgramWords {
  /** What stands before the command. */
  readonly global: Options;
  /** `worker`, `beat`, `flower`, ... */
  readonly command: ReadText;
  /** The words behind the command. */
  readonly commandWords: readonly ReadText[];
  /** `-A`, or the variable `APP` or `CELERY_APP`. */
  readonly app: Known<string>;
  /** `-b`, or the variable `BROKER_URL`, `CELERY_BROKER` or `CELERY_BROKER_URL`. */
  readonly broker: Known<string>;
}

/** `celery worker`; `celery multi start` too. */
export interface WorkerProgram extends CeleryWords {
  readonly kind: 'worker';
  readonly options: Options;
  /** Whether it runs beat inside. */
  readonly beat: boolean;
}

/** `celery beat`. */
export interface BeatProgram extends CeleryWords {
  readonly kind: 'beat';
  readonly options: Options;
}

/** `celery flower`. What its options come to is in `readFlowerOptions`. */
export interface FlowerProgram extends CeleryWords {
  readonly kind: 'flower';
  /** Whether it is Flower 0.9 or older, run as `flower` and not as a command of `celery`. */
  readonly standalone: boolean;
}

/** `celery multi`, `celery inspect` and the like. */
export interface CeleryProgram extends CeleryWords {
  readonly kind: 'celery';
}

export interface RedisProgram extends ProgramWords {
  readonly kind: 'redis';
  readonly listens: Known<readonly Listening[]>;
}

/** Anything else. */
export interface OtherProgram extends ProgramWords {
  readonly kind: 'other';
}

export type Program =
  | UvicornProgram
  | GunicornProgram
  | OtherServerProgram
  | WorkerProgram
  | BeatProgram
  | FlowerProgram
  | CeleryProgram
  | RedisProgram
  | OtherProgram;
