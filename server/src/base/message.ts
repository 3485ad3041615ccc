/**
 * A sentence for the person: an English template and what stands in its `{name}` places. It stays apart until the edge,
 * where it is turned into the person's language.
 */
export interface Message {
  readonly template: string;
  readonly values: Readonly<Record<string, string | number>>;
}

/** @returns a message of `template` with `values` in its `{name}` places. */
export function message(template: string, values: Readonly<Record<string, string | number>> = {}): Message {
  return { template, values };
}

/** From an English template to the same sentence in another language. */
export type Translation = Readonly<Record<string, string>>;

/** @returns the sentence, in the language of `translation` where it holds the template, else in English. */
export function renderMessage(sentence: Message, translation: Translation = {}): string {
  const template = translation[sentence.template] ?? sentence.template;
  return template.replace(/\{(\w+)\}/g, (place, name: string) =>
    Object.hasOwn(sentence.values, name) ? String(sentence.values[name]) : place,
  );
}
