/**
 * Preloaded into the Node processes of a job: their `Date` is real time plus the laptop clock's offset when the step began,
 * which stands in a variable, or in this file's own address where a program hands on few variables. Timers stay real.
 */
const RealDate = Date;
const told = new URL(import.meta.url).searchParams.get('offsetMs');
const offsetMs = Number(told ?? process.env.LAPTOP_CLOCK_OFFSET_MS ?? 0);
const now = () => RealDate.now() + offsetMs;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  apply: () => new RealDate(now()).toString(),
  get: (target, key, receiver) => (key === 'now' ? now : Reflect.get(target, key, receiver)),
});
