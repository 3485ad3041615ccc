import type { Block } from '../blocks.ts';

export const mailBlocks: Readonly<Record<string, Block>> = {};
