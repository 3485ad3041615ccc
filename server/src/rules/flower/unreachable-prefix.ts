import { message } from '../../base/message.ts';
import { flowerPrefix } from '../../dialects/process/flower-options.ts';
import { defineRule } from '../define.ts';

const slashes = 'With the prefix "{value}" nothing of Flower answers: all its addresses begin with two slashes.';
const why =
  'Flower takes the slashes from both ends of the prefix and puts one in front of what is left, which is nothing here.';
const empty = 'Tell Flower no prefix';

/** `--url_prefix=/`. */
export const unreachablePrefix = defineRule({
  id: 'flower/unreachable-prefix',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['flower'],
  fix: 'unsafe',
  sources: ['https://github.com/mher/flower/blob/v2.0.1/flower/app.py'],
  messages: { slashes, why, empty },
  check({ site, report }) {
    for (const { options } of site.flowers) {
      const setting = options.get('url_prefix');
      const { text, value } = setting;
      if (text === undefined || value.kind !== 'known' || flowerPrefix(value.value).kind !== 'unreachable') {
        continue;
      }
      const { path, span } = text.place();
      report({
        path,
        span,
        message: 'slashes',
        values: { value: value.value },
        note: 'why',
        fixes: [{ title: message(empty), kind: 'unsafe', edits: [{ path, span, newText: '' }] }],
      });
    }
  },
});
