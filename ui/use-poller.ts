import { type Signal, signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { OperationAnswer, OperationName, OperationRequest } from '../shared/contract/admin.ts';
import { call, known } from './api.ts';
import { explain } from './state.ts';

export interface Poller<T> {
  data: Signal<T | undefined>;
  /** The last failure; what was loaded before stays on the page. */
  error: Signal<string | undefined>;
  reload: () => Promise<void>;
  /** Loads at once, and again `everyMs` after each answer; answers what stops it. */
  start: () => () => void;
}

const LIVE_MS = 3000;

/** Keeps one answer of the API fresh while its page is visible; what it answered last time is there at once. */
export function poller<Name extends OperationName>(
  name: Name,
  request: OperationRequest<Name>,
  everyMs = LIVE_MS,
): Poller<OperationAnswer<Name>> {
  const data = signal(known(name, request));
  const error = signal<string | undefined>(undefined);
  const reload = async () => {
    try {
      data.value = await call(name, request);
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

/** Keeps the answer to this request fresh as long as the component is on the page; another request begins anew. */
export function useCall<Name extends OperationName>(
  name: Name,
  request: OperationRequest<Name>,
  everyMs?: number,
): Poller<OperationAnswer<Name>> {
  const one = useMemo(() => poller(name, request, everyMs), [name, JSON.stringify(request)]);
  useEffect(() => one.start(), [one]);
  return one;
}
