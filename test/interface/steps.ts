import { after, before, test } from 'node:test';
import type { Workbench } from './workbench.ts';

/** Declares a step of what a person does. A failed one leaves a picture of what the person saw. */
export type Step = (name: string, act: () => Promise<void>) => void;

/** Opens a VS Code in front of the tests of a file and closes it behind them. @returns what declares the steps in it. */
export function stepsIn(open: () => Promise<Workbench>): Step {
  let workbench: Workbench | undefined;
  before(async () => {
    workbench = await open();
  });
  after(async () => {
    await workbench?.close();
  });
  return (name, act) => {
    test(name, { timeout: 120_000 }, async () => {
      try {
        await act();
      } catch (error) {
        await workbench?.screenshot(`failed ${name}`);
        throw error;
      }
    });
  };
}
