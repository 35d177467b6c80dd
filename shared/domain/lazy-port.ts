type AnyMethod = (...args: unknown[]) => unknown;

/**
 * A port whose methods all answer later, opened with the first call: most starts of a function do not need it, and what one port
 * lacks is no trouble of another. An opening that failed is tried again with the next call. `known` is what it says without being opened.
 */
export function lazyPort<Port extends object>(open: () => Promise<Port>, known: Partial<Port> = {}): Port {
  let opening: Promise<Port> | undefined;
  const opened = () => {
    opening ??= open().catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
  return new Proxy(known as Port, {
    get(target, key) {
      // Whoever awaits a port by mistake is to get the port.
      if (Object.hasOwn(target, key) || key === 'then') return Reflect.get(target, key);
      return async (...args: unknown[]) => {
        const port = await opened();
        return Reflect.apply(Reflect.get(port, key) as AnyMethod, port, args);
      };
    },
  });
}
