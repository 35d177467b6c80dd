import { describeRequest } from '../../functions/dispatch-run/describe-request.ts';
import { describeContext, describeRun } from '../../functions/dispatch-run/describe-run.ts';
import { githubExecutor } from '../../shared/adapters/github/github-executor.ts';
import { linearTracker } from '../../shared/adapters/linear/linear-tracker.ts';
import type { RunContext } from '../../shared/contract/runner.ts';
import type { Phase, Run } from '../../shared/domain/run.ts';
import { instant } from '../../shared/domain/time.ts';
import { systemIds } from '../../shared/runtime/identities.ts';
import { runTokenSigner } from '../../shared/runtime/run-token-signer.ts';
import type { ScenarioWorld } from './scenario-world.ts';

export interface RunOrder {
  key: string;
  /** `owner/name`. */
  repository: string;
  phase: Phase;
  /** Added to what the runner gets. */
  context: Partial<RunContext>;
}

/** Admits and dispatches one run as dispatch-run does, with a context that nobody but a test makes yet. */
export async function startRun(world: ScenarioWorld, order: RunOrder): Promise<Run> {
  const { stores, secrets, github, linear } = world;
  const { run, context } = await admit(world, order);
  const slot = { bucketId: run.bucketId, ticketId: run.ticketId, runId: run.runId };
  const at = run.reservedAt;
  await stores.buckets.claimSlot({ ...slot, phase: run.phase, at, claimId: systemIds.ulid() });
  await stores.dispatchRecords.claim({ ...run, at });
  await stores.runs.putContext(run.runId, context);
  await stores.runs.reserve(run);
  const tokens = runTokenSigner(async () => secrets.tokenKeys.tokenPrivateKey);
  const deps = { clock: { now: () => at }, tokens, publicUrl: world.laptop.url };
  const { url: apiUrl } = github;
  const key = async () => ({ appId: secrets.githubAppId, privateKey: secrets.githubPrivateKey });
  const executor = githubExecutor({ apiUrl, key, now: () => world.clock.now() });
  const ordered = await executor.dispatch(run, await describeRequest(deps, run, context));
  if (ordered.outcome !== 'dispatched') throw new Error(`${linear.idOf(order.key)}: ${JSON.stringify(ordered)}`);
  await stores.runs.bind(run.runId, { ...ordered, at });
  return run;
}

const NONE = { siblings: [], dependencies: [] };

async function admit({ stores, linear, secrets, clock }: ScenarioWorld, order: RunOrder) {
  const tracker = linearTracker({ apiUrl: linear.url, apiKey: async () => secrets.linearApiKey });
  const ticket = await tracker.read(linear.idOf(order.key));
  const mapping = (await stores.mappings.all()).find(({ owner, repo }) => `${owner}/${repo}` === order.repository);
  if (ticket === undefined || mapping === undefined) throw new Error(`${order.key} has no ticket or no mapping`);
  const at = instant(clock.now());
  const { tracker: name, ticketId } = ticket;
  const candidate = {
    ...{ tracker: name, ticketId, phase: order.phase, mappingId: mapping.mappingId },
    ...{ runId: systemIds.ulid(), attempt: 1, offeredAt: at },
  };
  const admitted = {
    candidate,
    mapping,
    ticket,
    round: 1,
    followUp: undefined,
    at,
    claimId: systemIds.ulid(),
    capUsd: 10,
  };
  const run = describeRun(admitted);
  return {
    run,
    context: {
      ...describeContext(run, { mapping, ticket, related: NONE, planningContext: undefined, followUp: undefined }),
      ...order.context,
    },
  };
}
