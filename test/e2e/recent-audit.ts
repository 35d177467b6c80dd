import { DAY_MS } from '../../shared/domain/time.ts';
import type { AdminClient } from './admin-client.ts';

/** What was noted today and yesterday by the clock of a run, which may have passed midnight meanwhile. */
export async function recentAudit(admin: AdminClient, nowMs: number): Promise<Record<string, string>[]> {
  const days = [nowMs, nowMs - DAY_MS].map((at) => new Date(at).toISOString().slice(0, 10));
  const answers = await Promise.all(days.map((day) => admin.call('GET', `/api/audit?day=${day}`)));
  return answers.flatMap(({ body }) => (body as { entries: Record<string, string>[] }).entries);
}
