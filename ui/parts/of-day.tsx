import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { poller, usePoller } from '../use-poller.ts';

/** What is shown of a day, anew every so often, and a field that picks it: until then it is the day that the answer names. */
export function useDay<Answer extends { day: string }>(
  read: (query: { day?: string }) => Promise<Answer>,
  everyMs: number,
) {
  const wanted = useSignal<string | undefined>(undefined);
  const day = wanted.value;
  const { data, error } = usePoller(
    useMemo(() => poller(() => read(day === undefined ? {} : { day }), everyMs), [day]),
  );
  const answer = data.value;
  const pickDay = (
    <label class="inline-field">
      <span>Day (UTC)</span>
      <input
        type="date"
        value={day ?? answer?.day ?? ''}
        onChange={(event) => {
          wanted.value = event.currentTarget.value || undefined;
        }}
      />
    </label>
  );
  return { answer, error, pickDay };
}
