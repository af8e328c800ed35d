/**
 * Reads one own field, so that a polluted `Object.prototype` cannot stand in for it.
 *
 * @param record an object from outside
 * @param name the field
 * @returns `undefined` where the object has no such field of its own
 */
export function ownField<T extends object, N extends string>(
  record: T,
  name: N,
): N extends keyof T ? T[N] | undefined : unknown {
  return (Object.hasOwn(record, name) ? (record as Record<string, unknown>)[name] : undefined) as never;
}
