/** A value that isn't known stands in a byte string as its name between two marks that no byte can be. */
const open = '\ue000';
const close = '\ue001';

/** @returns the stand-in of a value that isn't known; `name` says what it is, such as `$remote_addr`. */
export function unknownValue(name: string): string {
  return `${open}${name}${close}`;
}

/** @returns whether `value` holds a part that isn't known. */
export function holdsUnknown(value: string): boolean {
  return value.includes(open);
}

/** @returns `value` with each unknown part as its name, for people. */
export function showUnknown(value: string): string {
  return value.replaceAll(open, '').replaceAll(close, '');
}

/** @returns the names of the unknown parts of `value`. */
export function unknownNames(value: string): string[] {
  return [...value.matchAll(/\ue000([^\ue001]*)\ue001/g)].map((match) => match[1] as string);
}
