import type { KillRate } from './kill-plan.ts';
import type { StormSize } from './storm-size.ts';

/** What dispatch-run does for every candidate, until most are dropped. */
const CHECKS = ['read the run', 'read the mapping', 'read the ticket record'];
/** What only an admitted candidate comes to; a full bucket turns the others away at the first of them. */
const ADMISSION = [
  'claim the dispatch record',
  'store the context',
  'put the run',
  'set the timer',
  'send RunAdmitted',
  'bind the workflow run',
];
/** What a run comes to whose dispatch was cut off, or whose answer was lost. */
const SECOND_DISPATCH = ['take the dispatch', 'read the context'];
/** What a candidate comes to that is too old, or whose run is over: what it held is given back. */
const REFUSAL = ['read the bucket', 'send RunEnded', 'release the slot', 'release the dispatch record'];

/** Requests of the way of a candidate through dispatch-run: each must be hit, before its effect and after it. */
export const ADMISSION_PATH = [...CHECKS, 'claim the slot', ...ADMISSION, ...SECOND_DISPATCH, ...REFUSAL];

/** A process that dies while it starts, and a poller that waits, have taken up no message yet. */
const SPARED = /^(read the secrets|ReceiveMessage|GetQueueAttributes)/;

/** How often each function dies at which requests; what is not named is never killed. */
export function killRates(size: StormSize): (principal: string, words: string) => KillRate | undefined {
  const { leastHits } = size;
  const most = leastHits === 1 ? 1 : leastHits + 3;
  const rates: Record<string, KillRate> = {
    ...rate(CHECKS, { gap: 25, most }),
    // Each ticket comes to these once at least, so that there are enough of them for every kill.
    ...rate(['claim the slot', ...ADMISSION], { gap: 3, most }),
    // Whoever is cut off here has ordered nothing yet, so that its run comes to a second dispatch, which nothing else makes sure of.
    'send RunAdmitted': { gap: 2, most: most + 3 },
    ...rate(SECOND_DISPATCH, { gap: 0, most }),
    ...rate(REFUSAL, { gap: 1, most }),
  };
  const others: Record<string, KillRate> = {
    'dispatch-run': { gap: 5, most: 1 },
    'advance-run': { gap: 40, most: 1 },
    // It does the same few things each minute.
    'watch-runs': { gap: 5, most: 1 },
    'equip-runner': { gap: 25, most: 1 },
    'runner-callback': { gap: 100, most: 1 },
    'event-source:dispatch-run': { gap: 40, most: 2 },
  };
  return (principal, words) => {
    if (SPARED.test(words)) return undefined;
    return (principal === 'dispatch-run' ? rates[words] : undefined) ?? others[principal];
  };
}

function rate(requests: readonly string[], each: KillRate): Record<string, KillRate> {
  return Object.fromEntries(requests.map((words) => [words, each]));
}
