import { ServiceUnavailable } from '../../shared/domain/errors.ts';

/** The ways in which an outside system fails, by the name of its method (`*` for every one). */
export interface Faults {
  /** The next call has no effect and throws. */
  failOnce(method: string, error?: Error): void;
  /** The next call has its effect and throws all the same. */
  loseAnswerOnce(method: string): void;
  /** Until `comeUp`, every call throws without effect. */
  goDown(error?: Error): void;
  comeUp(): void;
  /** Runs one call of `method` under the faults that are set. */
  around<T>(method: string, effect: () => T): Promise<T>;
}

/** A board of faults for one fake. */
export function faults(service: string): Faults {
  const outage = () => new ServiceUnavailable(service, 'outage', 'does not answer');
  const failing = new Map<string, Error>();
  const losing = new Set<string>();
  let down: Error | undefined;
  const take = (method: string) => {
    const key = failing.has(method) ? method : '*';
    const error = failing.get(key);
    failing.delete(key);
    return error;
  };
  return {
    failOnce: (method, error = outage()) => void failing.set(method, error),
    loseAnswerOnce: (method) => void losing.add(method),
    goDown(error = outage()) {
      down = error;
    },
    comeUp() {
      down = undefined;
    },
    async around(method, effect) {
      const error = down ?? take(method);
      if (error !== undefined) throw error;
      const answer = effect();
      if (losing.delete(method) || losing.delete('*')) throw outage();
      return answer;
    },
  };
}
