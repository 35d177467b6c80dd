/**
 * Preloaded into the Node processes of a job: their `Date` is real time plus the laptop clock's offset when the step began.
 * Timers stay real.
 */
const RealDate = Date;
const offsetMs = Number(process.env.LAPTOP_CLOCK_OFFSET_MS ?? 0);
const now = () => RealDate.now() + offsetMs;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  apply: () => new RealDate(now()).toString(),
  get: (target, key, receiver) => (key === 'now' ? now : Reflect.get(target, key, receiver)),
});
