import type { Block } from '../blocks.ts';

export const streamBlocks: Readonly<Record<string, Block>> = {};
