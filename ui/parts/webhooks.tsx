import type { Overview } from '../../shared/contract/admin.ts';
import { ago, count } from '../format.ts';

const NAMES: Partial<Record<Overview['webhooks'][number]['source'], string>> = {
  github: 'GitHub',
  linear: 'Linear',
  jira: 'Jira',
};

/** When each webhook last told of something, and how much polls found without it. */
export function Webhooks({ overview: { webhooks, now } }: { overview: Overview }) {
  if (webhooks.length === 0) return null;
  return (
    <section class="below" aria-labelledby="webhooks">
      <h2 id="webhooks">Webhooks</h2>
      <ul class="card rows">
        {webhooks.map(({ source, deliveredAt, missed, missedAt }) => (
          <li key={source} class="row plain-row">
            {NAMES[source] ?? source}: {ago(deliveredAt, now)}
            {missedAt !== undefined && (
              <span class="faint">
                {' '}
                · polls found {count(missed, 'change')} without it, the last {ago(missedAt, now)}
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
