import { opensMainBlock } from '../contexts.ts';
import type { Call } from './call.ts';
import { httpBlocks } from './http/blocks.ts';
import { mailBlocks } from './mail/blocks.ts';
import type { Run } from './run.ts';
import type { Frame } from './scope.ts';
import { streamBlocks } from './stream/blocks.ts';

/** What a block's setter does around its statements. */
export interface Block {
  /** Does what Nginx does at the `{`; @returns the frame of the block's statements where it isn't the usual one. */
  open?(call: Call): Frame | undefined;
  /** Does what Nginx does at the `}`. `call` is undefined for a block around a file alone, which nobody sees. */
  ended?(run: Run, frame: Frame, call: Call | undefined): void;
}

/** A block of core modules that may stand once. */
function opensOnce(call: Call): undefined {
  if (call.earlier !== undefined) {
    call.duplicate();
  }
  call.set();
  call.run.core.fields.set('modules used', { statement: call.statement, values: [] });
  return undefined;
}

const coreBlocks: Readonly<Record<string, Block>> = {
  events: { open: opensOnce },
  main: {
    ended: (run, frame) => {
      const { root, evidence } = run.configuration;
      const isWhole = evidence !== 'content' || opensMainBlock(root.document.items);
      if (
        !run.partial &&
        !run.mainIncomplete &&
        isWhole &&
        !frame.location.fields.has('events') &&
        root.document.template === undefined
      ) {
        run.emit('value', 'no "events" section in configuration', root, { start: 0, end: 0 });
      }
    },
  },
};

/** @returns what is done around a block, by the context that it opens; undefined where that is nothing. */
export function blockOf(context: string): Block | undefined {
  const block = coreBlocks[context] ?? httpBlocks[context] ?? streamBlocks[context] ?? mailBlocks[context];
  if (block === undefined || !['http', 'stream', 'mail'].includes(context)) {
    return block;
  }
  return {
    ...block,
    open: (call) => {
      opensOnce(call);
      return block.open?.(call);
    },
  };
}
