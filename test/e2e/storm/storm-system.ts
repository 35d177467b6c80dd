import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';

import * as z from 'zod';
import type { OnEffect, OnRequest } from '../../../local/stack/aws/aws-endpoint.ts';
import { temporaryHome } from '../../../local/world/home/home.ts';
import { LaptopSettings } from '../../../local/world/home/settings.ts';
import type { Candidate } from '../../../shared/contract/events.ts';
import { instant } from '../../../shared/domain/time.ts';
import { templateWorkflow } from '../../../simulators/github/repositories.ts';
import { stateFromSeed, TRIGGER_LABEL } from '../../../simulators/linear/seed.ts';
import { type AdminClient, signedIn } from '../admin-client.ts';
import { startWholeSystem, type WholeSystem } from '../whole-system.ts';
import type { PlannedCandidate, StormPlan } from './storm-plan.ts';
import type { StormSize } from './storm-size.ts';

export interface StormSystem extends WholeSystem {
  admin: AdminClient;
  /** Sends candidates all at once, offered now. */
  offer(candidates: readonly PlannedCandidate[]): Promise<void>;
  /** What functions and event sources have printed. */
  logFile: string;
}

export interface StormSystemOptions {
  size: StormSize;
  plan: StormPlan;
  onRequest: OnRequest;
  onEffect: OnEffect;
}

/** Longer than the storm: polls come when the storm is over, ordered one by one. */
const NO_POLLS_MS = 30 * 24 * 3_600_000;
/** A run holds its slot while a wave is being worked off, and does its steps at once. */
const RUN_TIMES = { startDelayMs: 30_000, stepMs: 1 };
const BATCH = 10;

/** Starts the synthesized stack with a workspace, repositories and mappings of the plan, and as many consumers as the size asks for. */
export async function startStormSystem(options: StormSystemOptions): Promise<StormSystem> {
  const { size, plan } = options;
  const home = temporaryHome();
  // A run that goes on with a kept state finds this workspace there instead of the seeded one.
  home.writeKept({ clockOffsetMs: 0, linear: stateFromSeed(workspaceOf(plan), Date.now()) });
  const system = await startWholeSystem({
    home,
    settings: { ...LaptopSettings.parse({}), POLL_INTERVAL_MS: NO_POLLS_MS },
    runTimes: RUN_TIMES,
    onRequest: options.onRequest,
    onEffect: options.onEffect,
    mutateTemplate: (template) => setConsumers(template, size.consumers),
  });
  const workflows = [templateWorkflow('claude-implement.yml')];
  const repositories = plan.teamKeys.map((team) => ({
    owner: 'acme',
    name: repositoryOf(team),
    defaultBranch: 'main',
    workflows,
  }));
  system.github.repositories.push(...repositories);
  const admin = await signedIn(system.laptop.url, system.secrets.accessCode);
  const mappingIds = await createMappings(admin, plan, size);
  await noteTickets(system, admin, [...mappingIds.values()]);
  return {
    ...system,
    admin,
    logFile: home.logFile,
    async offer(candidates) {
      const offeredAt = instant(system.clock.now());
      const messages = candidates.map(({ key, runId }): Candidate => {
        const mappingId = mappingIds.get(teamOf(key)) ?? '';
        const ticketId = system.linear.idOf(key);
        return { tracker: 'linear', ticketId, runId, phase: 'implementation', mappingId, attempt: 1, offeredAt };
      });
      await sendAll(system, messages);
    },
    async stop() {
      await system.stop();
      home.clear();
    },
  };
}

const repositoryOf = (teamKey: string) => `service-${teamKey.toLowerCase()}`;
const teamOf = (key: string) => key.split('-')[0] ?? '';

function workspaceOf({ ticketKeys }: StormPlan) {
  const teams = Object.entries(ticketKeys).map(([key, keys]) => ({
    key,
    name: `Team ${key}`,
    issues: keys.map((ticket) => ({ title: `Weather the storm of ${ticket}`, labels: [TRIGGER_LABEL] })),
  }));
  return { labels: [TRIGGER_LABEL], teams };
}

const Mapping = z.object({ mappingId: z.string() });

async function createMappings(admin: AdminClient, plan: StormPlan, size: StormSize): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const teamKey of plan.teamKeys) {
    const target = { owner: 'acme', repo: repositoryOf(teamKey), maxInProgress: size.limit, planningEnabled: false };
    const mapping = { name: `Service ${teamKey}`, teamKey, ...target };
    const { body } = await admin.call('POST', '/api/mappings', mapping);
    ids.set(teamKey, Mapping.parse(body).mappingId);
  }
  return ids;
}

/**
 * Lets one poll note every ticket with its mapping, as it does before it offers anything: while the mappings are paused,
 * so that it offers nothing itself.
 */
async function noteTickets(system: WholeSystem, admin: AdminClient, mappingIds: readonly string[]): Promise<void> {
  for (const mappingId of mappingIds) await admin.call('POST', `/api/mappings/${mappingId}/pause`);
  await system.until(() => system.laptop.isIdle());
  await system.laptop.invoke('poll-tickets', {});
  for (const mappingId of mappingIds) await admin.call('POST', `/api/mappings/${mappingId}/resume`);
}

async function sendAll({ laptop }: WholeSystem, messages: readonly Candidate[]): Promise<void> {
  for (let from = 0; from < messages.length; from += BATCH) {
    const Entries = messages
      .slice(from, from + BATCH)
      .map((message, index) => ({ Id: String(index), MessageBody: JSON.stringify(message) }));
    await laptop.sqs.send(new SendMessageBatchCommand({ QueueUrl: laptop.queueUrl('candidates'), Entries }));
  }
}

interface Resources {
  Resources: Record<string, { Type: string; Properties: { EventSourceArn?: unknown; ScalingConfig?: unknown } }>;
}

/** Raises the concurrency of the event source of `candidates`: each event at once is a process of its own. */
function setConsumers(template: unknown, consumers: number): void {
  for (const { Type, Properties } of Object.values((template as Resources).Resources)) {
    if (Type !== 'AWS::Lambda::EventSourceMapping') continue;
    if (JSON.stringify(Properties.EventSourceArn).includes('Candidates')) {
      Properties.ScalingConfig = { MaximumConcurrency: consumers };
    }
  }
}
