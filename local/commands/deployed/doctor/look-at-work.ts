import { failed, notTried, ok } from '../../../../shared/checks/finding.ts';
import { clockChecks, workChecks } from '../../../../shared/checks/work-checks.ts';
import type { OperationAnswer } from '../../../../shared/contract/admin.ts';
import type { Check } from '../../../../shared/contract/check.ts';
import { type AskAdmin, adminSession } from '../../../../simulators/people/admin-session.ts';
import type { Target } from '../target.ts';

const TIMEOUT_MS = 10_000;

/** What else is to be seen of mappings. */
type LookBeside = (mappings: OperationAnswer<'listMappings'>['mappings']) => Promise<Check[]>;

/** Asks the deployment itself: its API, what goes on in it, and each mapping's repository and tracker as its functions see them. */
export async function lookAtWork(
  target: Target,
  accessCode: string | undefined,
  lookBeside: LookBeside = async () => [],
): Promise<Check[]> {
  const { publicUrl } = target;
  if (publicUrl === undefined) {
    return [
      notTried('api_unreachable', 'Its address is not known: nothing is deployed, or the stack could not be read.'),
    ];
  }
  const reached = await reach(publicUrl);
  if (!reached.isThere) return reached.checks;
  const session = await signIn(publicUrl, accessCode, target.store);
  if ('checks' in session) return [...reached.checks, ...session.checks];
  return [...reached.checks, ok('admin_opens', 'The access code opens it.'), ...(await asked(session.ask, lookBeside))];
}

async function reach(url: string): Promise<{ isThere: boolean; checks: Check[] }> {
  const before = Date.now();
  try {
    const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'manual' });
    await answer.text();
    if (!answer.ok) throw new Error(`it answered ${answer.status}`);
    const theirs = Date.parse(answer.headers.get('date') ?? '');
    const ours = (before + Date.now()) / 2;
    return {
      isThere: true,
      checks: [ok('api_answers', `${url} answers.`), ...(theirs > 0 ? clockChecks(ours, theirs) : [])],
    };
  } catch (error) {
    const reason =
      error instanceof Error && error.message.startsWith('it answered') ? error.message : 'it does not answer';
    const evidence = `${url} cannot be used: ${reason}.`;
    const remedy = `Open ${url}/health in a browser; see to PUBLIC_URL, DNS, certificate and proxies in front of the API.`;
    return { isThere: false, checks: [failed('api_unreachable', { evidence, remedy })] };
  }
}

async function signIn(
  url: string,
  accessCode: string | undefined,
  store: string,
): Promise<{ ask: AskAdmin } | { checks: Check[] }> {
  if (accessCode === undefined) {
    return { checks: [notTried('admin_closed', 'There is no access code, so that nobody can look into it.')] };
  }
  try {
    return { ask: await adminSession(url, accessCode) };
  } catch (error) {
    const evidence = `It does not let us in: ${error instanceof Error ? error.message : 'it does not answer'}`;
    return {
      checks: [failed('admin_closed', { evidence, remedy: `Wait five minutes after the code was changed; ${store}.` })],
    };
  }
}

async function asked(ask: AskAdmin, lookBeside: LookBeside): Promise<Check[]> {
  const { mappings, trackers } = await ask('listMappings');
  const overview = workChecks(await ask('readOverview'), trackers);
  const ofMappings = mappings.map(async ({ mappingId, name }) => [
    ...(await whetherAnswered(name, async () => (await ask('readTemplates', {}, mappingId)).checks)),
    ...(await whetherAnswered(name, async () => (await ask('checkTracker', {}, mappingId)).checks)),
  ]);
  return [...overview, ...(await Promise.all(ofMappings)).flat(), ...(await lookBeside(mappings))];
}

/** What the deployment refuses to look at says why, and what to do. */
async function whetherAnswered(name: string, look: () => Promise<Check[]>): Promise<Check[]> {
  try {
    return await look();
  } catch (error) {
    const evidence = error instanceof Error ? error.message : 'It could not be looked at.';
    return [failed('mapping_unseen', { evidence, remedy: 'Correct the mapping in the admin UI, Mappings.', of: name })];
  }
}
