/** A process that breaks once: at its n-th call of a port (from 1), before the effect or after it. */
export interface BreakPoint {
  call: number;
  side: 'before' | 'after';
  /** `dies`: nothing runs any more, no catch and no cleanup; `throws`: the port fails in a way nobody foresaw. */
  way: 'dies' | 'throws';
}

/** Watches every call that goes through wrapped ports, and breaks one of them. */
export interface PortTrace {
  /** Calls so far, as `port.method`. */
  calls: string[];
  wrap<Port extends object>(name: string, port: Port): Port;
  breakAt(point: BreakPoint): void;
  /** Runs one invocation of a function; rejects at once when its process dies. */
  run<T>(invocation: () => Promise<T>): Promise<T>;
}

type AnyMethod = (...args: unknown[]) => unknown;

export function portTrace(): PortTrace {
  const calls: string[] = [];
  let plan: BreakPoint | undefined;
  let die: (error: Error) => void = () => {};
  const fail = (way: BreakPoint['way']): Promise<never> => {
    if (way === 'throws') throw new Error('the port failed in an unforeseen way');
    die(new Error('the process died'));
    return new Promise(() => {});
  };
  const around = async (name: string, effect: () => unknown) => {
    calls.push(name);
    const broken = plan?.call === calls.length ? plan : undefined;
    if (broken?.side === 'before') return fail(broken.way);
    const answer = await effect();
    return broken === undefined ? answer : fail(broken.way);
  };
  return {
    calls,
    breakAt(point) {
      plan = point;
    },
    wrap: (name, port) =>
      new Proxy(port, {
        get(target, key) {
          const member: unknown = Reflect.get(target, key);
          if (typeof member !== 'function') return member;
          const method = member as AnyMethod;
          return (...args: unknown[]) => around(`${name}.${String(key)}`, () => method.apply(target, args));
        },
      }),
    run(invocation) {
      const death = Promise.withResolvers<never>();
      die = death.reject;
      return Promise.race([invocation(), death.promise]);
    },
  };
}
