import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { explain } from './state.ts';

/** What the API answers, asked once for each key; `failure` says why there is no answer. Both may be set by hand later. */
export function useAnswer<Answer>(key: string, ask: () => Promise<Answer>) {
  const answer = useSignal<Answer | undefined>(undefined);
  const failure = useSignal<string | undefined>(undefined);
  useEffect(() => {
    ask().then(
      (given) => {
        answer.value = given;
      },
      (error: unknown) => {
        failure.value = explain(error);
      },
    );
  }, [key]);
  return { answer, failure };
}
