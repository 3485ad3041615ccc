import { optionTable } from './option-table.ts';

/** What `celery` takes before its command. Source: celery 5, `bin/celery.py`. */
export const celeryOptions = optionTable(`
  -A|--app= -b|--broker= --result-backend= --loader= --config= --workdir= -C|--no-color -q|--quiet --version --skip-checks
  --help`);

/** The commands of `celery`. Source: celery 5, `bin/celery.py`; `flower` is Flower's. */
export const celeryCommands: ReadonlySet<string> = new Set(
  'amqp beat call control events flower graph inspect list logtool migrate multi purge report result shell status upgrade worker'.split(
    ' ',
  ),
);

/** What `celery worker` takes. Source: celery 5, `bin/worker.py`. */
export const workerOptions = optionTable(`
  -n|--hostname= -D|--detach -S|--statedb= -l|--loglevel= -O|--optimization= --prefetch-multiplier= --disable-prefetch
  -c|--concurrency= -P|--pool= -E|--task-events|--events --time-limit= --soft-time-limit= --max-tasks-per-child=
  --pool-start-method= --max-memory-per-child= --purge|--discard -Q|--queues= -X|--exclude-queues= -I|--include=
  --without-gossip --without-mingle --without-heartbeat --heartbeat-interval= --autoscale= -B|--beat
  -s|--schedule|--schedule-filename= --scheduler= -f|--logfile= --pidfile= --uid= --gid= --umask= --executable= --help`);

/** What `celery beat` takes. Source: celery 5, `bin/beat.py`. */
export const beatOptions = optionTable(`
  --detach -s|--schedule= -S|--scheduler= --max-interval= --enable-remote-control --no-enable-remote-control -n|--hostname=
  -l|--loglevel= -f|--logfile= --pidfile= --uid= --gid= --umask= --executable= --help`);
