import { message } from '../../base/message.ts';
import { flowerOptions } from '../../facts/flower.ts';
import { defineRule } from '../define.ts';

const before = 'celery knows no option {option} and ends: it belongs to Flower and stands behind "flower".';
const move = 'Move {option} behind "flower"';

/** `celery -A shop --port=5555 flower`. */
export const optionBeforeFlower = defineRule({
  id: 'flower/option-before-flower',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['flower'],
  fix: 'safe',
  sources: ['https://flower.readthedocs.io/en/latest/install.html#usage'],
  messages: { before, move },
  check({ site, report }) {
    for (const { process } of site.flowers) {
      const { program } = process;
      for (const word of program.standalone ? [] : program.global.strange) {
        const option = word.value.split('=')[0] as string;
        const name = option.replace(/^--/, '').replaceAll('-', '_');
        if (!flowerOptions.has(name) || name === 'help') {
          continue;
        }
        const place = word.place(0, option.length);
        const { path, span } = word.origin;
        const text = site.workspace.read(path);
        const between = text?.slice(span.end, program.command.origin.span.start);
        const movable = path === program.command.origin.path && between !== undefined && !/[,\n[\]]/.test(between);
        const behind = program.command.origin.span.end;
        report({
          path: place.path,
          span: place.span,
          message: 'before',
          values: { option },
          fixes:
            movable && text !== undefined
              ? [
                  {
                    title: message(move, { option }),
                    kind: 'safe',
                    edits: [
                      { path, span: { start: span.start, end: span.end + blank(text, span.end) }, newText: '' },
                      { path, span: { start: behind, end: behind }, newText: ` ${text.slice(span.start, span.end)}` },
                    ],
                  },
                ]
              : [],
        });
      }
    }
  },
});

function blank(text: string, at: number): number {
  return /^[ \t]*/.exec(text.slice(at))?.[0].length ?? 0;
}
