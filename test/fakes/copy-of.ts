/** A copy of plain data, as a store keeps it; of `structuredClone` the part that fakes need, at a tenth of its cost. Throws for what no store keeps. */
export function copyOf<T>(value: T): T;
export function copyOf(value: unknown): unknown {
  if (typeof value === 'function') throw new TypeError('a function is no data');
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => copyOf(one));
  if (Object.getPrototypeOf(value) !== Object.prototype) throw new TypeError(`${value} is no plain data`);
  const copy: Record<string, unknown> = {};
  for (const [key, one] of Object.entries(value)) copy[key] = copyOf(one);
  return copy;
}
