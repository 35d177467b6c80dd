import type { Overview } from '../contract/admin.ts';
import type { Check } from '../contract/check.ts';
import { failed, ok, warning } from './finding.ts';

const MINUTE_MS = 60_000;
/** Longer than any back-off of a poll that fails now and then. */
const POLL_SILENCE_MS = 20 * MINUTE_MS;
/** So far vendors and AWS take our signatures for certain. */
const SKEW_MS = 30_000;
const SKEW_AT_MOST_MS = 4 * MINUTE_MS;

/** Judges what goes on in a deployment, as its overview tells it. `trackers`: those that it has. */
export function workChecks(overview: Overview, trackers: readonly Overview['polls'][number]['tracker'][]): Check[] {
  return [
    ...trackers.map((tracker) => pollCheck(overview, tracker)),
    ...webhookChecks(overview, trackers),
    ...deadLetterChecks(overview.deadLetters),
    ...heldChecks(overview),
  ];
}

function pollCheck({ now, polls }: Overview, tracker: Overview['polls'][number]['tracker']): Check {
  const poll = polls.find((one) => one.tracker === tracker);
  const runbook = 'docs/runbook.md#no-polls';
  if (poll?.lastSucceededAt === undefined) {
    const evidence = `No poll of ${tracker} has succeeded yet${poll?.lastError === undefined ? '' : `: ${poll.lastError}`}.`;
    const remedy = `Wait a minute after a deployment and look again; then see the log of poll-tickets, and ${runbook}.`;
    return failed('poll_missing', { evidence, remedy, of: tracker });
  }
  const { failuresInARow, lastSucceededAt, lastError } = poll;
  if (failuresInARow > 0) {
    const evidence = `The last ${failuresInARow} polls failed, the newest since ${lastSucceededAt}: ${lastError ?? 'without a word'}.`;
    return failed('poll_fails', {
      evidence,
      remedy: `See what is said of ${tracker} above, and ${runbook}.`,
      of: tracker,
    });
  }
  if (Date.parse(now) - Date.parse(lastSucceededAt) > POLL_SILENCE_MS) {
    const evidence = `The last poll was at ${lastSucceededAt}.`;
    return failed('poll_silent', { evidence, remedy: `Nothing starts it any more: ${runbook}.`, of: tracker });
  }
  return ok('poll_goes_on', `The last poll succeeded at ${lastSucceededAt}.`, tracker);
}

function webhookChecks({ webhooks }: Overview, trackers: readonly string[]): Check[] {
  return ['github', ...trackers].map((source) => {
    const state = webhooks.find((one) => one.source === source);
    const page = source === 'github' ? 'docs/webhooks.md' : 'docs/tracker-webhooks.md';
    if (state === undefined) {
      const evidence = 'None of its deliveries has come yet; polls find what it would tell.';
      return warning('webhook_never_came', { evidence, remedy: `Set it up as ${page} says.`, of: source });
    }
    if (state.missedAt !== undefined && state.missedAt > state.deliveredAt) {
      const evidence = `Its last delivery came at ${state.deliveredAt}; polls found ${state.missed} things without it, the last at ${state.missedAt}.`;
      const remedy = `Look at its deliveries where it is set up, and compare address and secret: ${page}.`;
      return warning('webhook_misses', { evidence, remedy, of: source });
    }
    return ok('webhook_delivers', `Its last delivery came at ${state.deliveredAt}.`, source);
  });
}

function deadLetterChecks(deadLetters: Overview['deadLetters']): Check[] {
  return Object.entries(deadLetters).map(([queue, count]) => {
    if (count === 0) return ok('no_dead_letters', 'No message was given up.', queue);
    const evidence = `${count} messages were given up.`;
    const remedy =
      'In the admin UI, Overview, read why, then send them again or discard them: docs/runbook.md#dead-letters.';
    return failed('dead_letters', { evidence, remedy, of: queue });
  });
}

function heldChecks({ suspended, stop, unshownCount, mappingCount }: Overview): Check[] {
  const checks = suspended.map(({ name, reason, at }) =>
    failed('mapping_suspended', {
      evidence: `It is held since ${at}: ${reason}`,
      remedy: 'Mend what is said, then resume it in the admin UI, Mappings.',
      of: name,
    }),
  );
  if (stop !== undefined) {
    const evidence = `All runs were stopped by ${stop.by} at ${stop.at}.`;
    checks.push(warning('all_stopped', { evidence, remedy: 'Undo it in the admin UI, Overview.' }));
  }
  if (unshownCount > 0) {
    const evidence = `${unshownCount} tickets do not show all that they should.`;
    checks.push(
      warning('tickets_unshown', { evidence, remedy: 'The admin UI, Overview, says which and why: docs/tickets.md.' }),
    );
  }
  if (mappingCount === 0) {
    checks.push(
      warning('no_mapping', { evidence: 'There is no mapping.', remedy: 'Make one in the admin UI, Mappings.' }),
    );
  }
  return checks;
}

/** Judges our clock by the moment that an answer bore, both in epoch milliseconds. */
export function clockChecks(ours: number, theirs: number): Check[] {
  const seconds = Math.round((ours - theirs) / 1000);
  const evidence = `The clock of this machine is ${Math.abs(seconds)} s ${seconds < 0 ? 'behind' : 'ahead of'} that of the deployment.`;
  if (Math.abs(ours - theirs) <= SKEW_MS) return [ok('clock_right', evidence)];
  const remedy = 'Set it by the network, for example: sudo timedatectl set-ntp true';
  const isRefused = Math.abs(ours - theirs) > SKEW_AT_MOST_MS;
  return [isRefused ? failed('clock_wrong', { evidence, remedy }) : warning('clock_wrong', { evidence, remedy })];
}
