import type { Setter } from '../call.ts';

export const streamSetters: Readonly<Record<string, Setter>> = {};
