/**
 * The same ports, which answer nothing any more once `isOver` says so: whoever still works with them then ends at the next of their calls, as if the
 * process had died there. A call that is under way may still have its effect.
 */
export function untilOver<Ports extends object>(ports: Ports, isOver: () => boolean): Ports {
  return new Proxy(ports, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key);
      if (typeof member === 'object' && member !== null) return untilOver(member, isOver);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => {
        if (isOver()) throw new Error('its time is over');
        return Reflect.apply(member, target, args);
      };
    },
  });
}
