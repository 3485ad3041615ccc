import { type Message, message, renderMessage, type Translation } from '../base/message.ts';

/** Where a command writes, and how the person is spoken to. */
export interface Terminal {
  out(text: string): void;
  error(text: string): void;
  /** Whether colours are wanted. */
  readonly colour: boolean;
  /** A tag such as `ko`. */
  readonly locale: string;
  readonly translation: Translation;
}

/** @returns a sentence in the person's language. */
export function say(terminal: Terminal, template: string, values: Message['values'] = {}): string {
  return renderMessage(message(template, values), terminal.translation);
}

/** What every command says that has written. */
export const undoHints = {
  undo: 'To take it back: siteconf undo {folder}',
  lost: "! siteconf can't remember what it wrote, so it can't take it back: {problem}",
} as const;

/** Says how to take back what was written into `folder`, or why that can't be done. */
export function tellUndo(terminal: Terminal, folder: string, problem: string | undefined): void {
  terminal.out(
    problem === undefined
      ? `\n${say(terminal, undoHints.undo, { folder })}\n`
      : `\n${say(terminal, undoHints.lost, { problem })}\n`,
  );
}

/**
 * @returns the language of a person, as POSIX says: `LC_ALL` before `LC_MESSAGES` before `LANG`.
 */
export function localeOf(environment: Readonly<Record<string, string | undefined>>): string {
  const tag = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || 'en';
  return /^ko(?:[_.@-]|$)/i.test(tag) ? 'ko' : 'en';
}
