import { RunDetail } from '../../shared/contract/run-views.ts';
import type { Played, ScenarioWorld } from './scenario-world.ts';

/** The newest run of a ticket as the admin API shows it. */
export async function runDetail({ admin }: Pick<ScenarioWorld, 'admin'>, { runs }: Played): Promise<RunDetail> {
  const { body } = await admin.call('GET', `/api/runs/${runs.at(-1)?.runId}`);
  return RunDetail.parse(body);
}

/** How its steps ended, by name. */
export function stepsOf({ steps }: RunDetail): Record<string, string> {
  return Object.fromEntries(
    steps.map(({ name, status, message }) => [name, [status, message].filter(Boolean).join(': ')]),
  );
}
