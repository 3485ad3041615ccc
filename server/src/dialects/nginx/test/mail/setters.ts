import type { Setter } from '../call.ts';

export const mailSetters: Readonly<Record<string, Setter>> = {};
