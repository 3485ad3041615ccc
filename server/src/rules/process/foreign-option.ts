import { message } from '../../base/message.ts';
import { defineRule } from '../define.ts';

const other = '{program} has no option {option}; that is how {other} calls it. {program} doesn’t start.';
const rename = 'Write {right}';

/** The options of the other server by what the right one is called here; undefined where no single option does the same. */
const uvicornHas: Readonly<Record<string, string | undefined>> = {
  '--host': undefined,
  '--port': undefined,
  '--uds': undefined,
};
const gunicornHas: Readonly<Record<string, string | undefined>> = {
  '--bind': undefined,
  '-b': undefined,
  '-w': '--workers',
  '-k': undefined,
  '--worker-class': undefined,
  '--timeout': undefined,
  '--threads': undefined,
};

/** `uvicorn --bind`, `gunicorn --host`. */
export const foreignOption = defineRule({
  id: 'process/foreign-option',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['process'],
  fix: 'safe',
  sources: ['https://uvicorn.dev/settings/', 'https://docs.gunicorn.org/en/stable/settings.html'],
  messages: { other, rename },
  check({ site, report }) {
    for (const process of site.processes) {
      const { program } = process;
      if (program.kind !== 'uvicorn' && program.kind !== 'gunicorn') {
        continue;
      }
      const foreign = program.kind === 'uvicorn' ? gunicornHas : uvicornHas;
      for (const word of program.options.strange) {
        const name = (word.value.split('=')[0] as string).replace(/^(-[a-z])\d.*$/, '$1');
        if (!Object.hasOwn(foreign, name)) {
          continue;
        }
        const place = word.place(0, name.length);
        const values = {
          program: program.kind,
          option: name,
          other: program.kind === 'uvicorn' ? 'gunicorn' : 'uvicorn',
        };
        const right = word.value === name ? foreign[name] : undefined;
        report({
          path: place.path,
          span: place.span,
          message: 'other',
          values,
          fixes:
            right === undefined
              ? []
              : [{ title: message(rename, { right }), kind: 'safe', edits: [{ ...place, newText: right }] }],
        });
      }
    }
  },
});
