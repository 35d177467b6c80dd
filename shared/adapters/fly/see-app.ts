import * as z from 'zod';
import { SECOND_MS } from '../../domain/time.ts';
import type { FlyRefusal, FlySeen, Sight } from '../../ports/vendor-sights.ts';

const App = z.object({ name: z.string(), organization: z.object({ slug: z.string() }) });

/** Whose the app of runs is, as a token of it shows; one request. https://docs.machines.dev */
export async function seeFlyApp({
  apiUrl,
  app,
  token,
  timeoutMs = 10 * SECOND_MS,
}: {
  apiUrl: string;
  app: string;
  token: string;
  timeoutMs?: number | undefined;
}): Promise<Sight<FlySeen, FlyRefusal>> {
  try {
    const response = await fetch(`${apiUrl}/apps/${encodeURIComponent(app)}`, {
      headers: { authorization: `Bearer ${token}` },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.status === 401 || response.status === 403) return { refused: 'not_taken' };
    if (response.status === 404) return { refused: 'no_app' };
    if (!response.ok) return { unanswered: `HTTP ${response.status}` };
    const { name, organization } = App.parse(await response.json());
    return { seen: { app: name, organisation: organization.slug } };
  } catch (error) {
    return { unanswered: error instanceof z.ZodError ? 'an answer of unknown form' : 'no answer' };
  }
}
