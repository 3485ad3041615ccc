import { certain } from '../../base/known.ts';
import { message } from '../../base/message.ts';
import type { ReadText } from '../../base/read-text.ts';
import { hasOption, optionValue } from '../../dialects/process/options.ts';
import type { Process } from '../../dialects/process/process.ts';
import { defineRule } from '../define.ts';

const wsgi = 'Uvicorn serves ASGI applications; {app} is a WSGI one, and every request ends in 500.';
const asgi =
  'The workers of gunicorn serve WSGI applications here; {app} is an ASGI one, and every request ends in 500.';
const worker = 'The worker {worker} serves ASGI applications; {app} is a WSGI one, and every request ends in 500.';
const useAsgi = 'Serve {right}';

/** `uvicorn shop.wsgi:application`. */
export const wrongInterface = defineRule({
  id: 'process/wrong-interface',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['process'],
  fix: 'unsafe',
  sources: ['https://docs.djangoproject.com/en/stable/howto/deployment/asgi/uvicorn/'],
  messages: { wsgi, asgi, worker, useAsgi },
  check({ site, report }) {
    for (const process of site.processes) {
      const found = mismatch(process);
      const word = 'appWord' in process.program ? process.program.appWord : undefined;
      if (found === undefined || word === undefined) {
        continue;
      }
      const at = word.value.search(/[wa]sgi(?=:|$)/);
      const place = word.place(at, at + 4);
      const right = found.message === 'asgi' ? 'wsgi' : 'asgi';
      report({
        path: place.path,
        span: word.place().span,
        message: found.message,
        values: { app: word.value, worker: found.worker },
        fixes: [
          {
            title: message(useAsgi, { right: `${word.value.slice(0, at)}${right}${word.value.slice(at + 4)}` }),
            kind: 'unsafe',
            edits: [{ path: place.path, span: place.span, newText: right }],
          },
        ],
      });
    }
  },
});

interface Mismatch {
  readonly message: 'wsgi' | 'asgi' | 'worker';
  readonly worker: string;
}

/** The module of a Django project is called `asgi` or `wsgi`; other names tell nothing. */
function mismatch({ program }: Process): Mismatch | undefined {
  if (program.kind === 'uvicorn') {
    const given = optionValue(program.options, '--interface');
    const decided = given !== undefined || !program.options.complete || hasOption(program.options, '--factory');
    return !decided && interfaceOf(program.appWord) === 'wsgi' ? { message: 'wsgi', worker: '' } : undefined;
  }
  if (program.kind !== 'gunicorn') {
    return undefined;
  }
  const { workerClass } = program;
  const name = workerClass.kind === 'absent' ? 'sync' : certain(workerClass);
  const served = interfaceOf(program.appWord);
  if (name === undefined) {
    return undefined;
  }
  if (served === 'asgi' && /^(?:sync|gthread|eventlet|gevent|tornado)$/.test(name)) {
    return { message: 'asgi', worker: name };
  }
  return served === 'wsgi' && /uvicorn.*Worker$/i.test(name) ? { message: 'worker', worker: name } : undefined;
}

function interfaceOf(word: ReadText | undefined): string | undefined {
  return word?.hole === undefined
    ? /(?:^|\.)([wa]sgi)(?::(?:application|app)(?:\(\))?)?$/.exec(word?.value ?? '')?.[1]
    : undefined;
}
