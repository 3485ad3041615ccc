/**
 * The commands of the processes, as units and supervisor programs spell them. `bin` is the folder of the virtual
 * environment's programs. Both notations read `%` as the start of a place of their own, so it is doubled.
 */

/** @returns Uvicorn's command for an ASGI application; `bind` is made by {@link uvicornPort} or {@link uvicornSocket}. */
export function uvicornCommand(bin: string, module: string, bind: string): string {
  return `${bin}/uvicorn ${module} ${bind}`;
}

/** @returns Uvicorn's options to listen on a port of 127.0.0.1. */
export function uvicornPort(port: string): string {
  return `--host 127.0.0.1 --port ${port}`;
}

/** @returns Uvicorn's option to listen on a Unix socket. */
export function uvicornSocket(path: string): string {
  return `--uds ${path}`;
}

/** @returns Gunicorn's command; `bind` is `127.0.0.1:port` or `unix:/path`. */
export function gunicornCommand(bin: string, module: string, bind: string): string {
  return `${bin}/gunicorn ${module} --bind ${bind} --workers 3`;
}

/** @returns Gunicorn's command for an ASGI application, which the package uvicorn-worker serves. */
export function gunicornAsgiCommand(bin: string, module: string, bind: string): string {
  return `${gunicornCommand(bin, module, bind)} --worker-class uvicorn_worker.UvicornWorker`;
}

/** @returns the command of a Celery worker whose name on the broker begins with `name`. */
export function workerCommand(bin: string, app: string, name: string): string {
  return `${bin}/celery -A ${app} worker --loglevel=INFO --hostname=${name}@%%h`;
}

/**
 * @param schedule the file that it remembers the last runs in.
 * @param scheduler the class that knows the times; undefined for the one that the settings name.
 * @returns the command of Celery beat.
 */
export function beatCommand(bin: string, app: string, schedule: string, scheduler?: string): string {
  const times = scheduler === undefined ? '' : ` --scheduler ${scheduler}`;
  return `${bin}/celery -A ${app} beat --loglevel=INFO --schedule=${schedule}${times}`;
}

/** @returns the command of Flower; options of Celery stand before the word `flower`, its own behind it, each with `=`. */
export function flowerCommand(bin: string, app: string, port: string, prefix: string): string {
  return `${bin}/celery -A ${app} flower --address=127.0.0.1 --port=${port} --url_prefix=${prefix}`;
}
