import { type Signal, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { explain } from './state.ts';

export interface Poller<T> {
  data: Signal<T | undefined>;
  /** The last failure; what was loaded before stays on the page. */
  error: Signal<string | undefined>;
  reload: () => Promise<void>;
  /** Loads at once, and again `everyMs` after each answer; answers what stops it. */
  start: () => () => void;
}

const LIVE_MS = 2000;

/** Keeps one answer of the API fresh while its page is visible. */
export function poller<T>(load: () => Promise<T>, everyMs = LIVE_MS): Poller<T> {
  const data = signal<T | undefined>(undefined);
  const error = signal<string | undefined>(undefined);
  const reload = async () => {
    try {
      data.value = await load();
      error.value = undefined;
    } catch (failure) {
      error.value = explain(failure);
    }
  };
  const start = () => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isStopped = false;
    const turn = async () => {
      if (!document.hidden) await reload();
      if (!isStopped) timer = setTimeout(turn, everyMs);
    };
    void turn();
    return () => {
      isStopped = true;
      clearTimeout(timer);
    };
  };
  return { data, error, reload, start };
}

/** Runs a poller as long as the component is on the page. */
export function usePoller<T>(one: Poller<T>): Poller<T> {
  useEffect(() => one.start(), [one]);
  return one;
}
