import type { OnEffect } from '../../../local/stack/aws/aws-endpoint.ts';
import type { AwsRequest } from '../../../local/stack/aws/request-counters.ts';
import { isLive, type RunStatus } from '../../../shared/domain/run.ts';
import { keyOf } from './boundary.ts';

/** What the writes that took effect say of runs, reading no record. */
export interface RunWatch {
  onEffect: OnEffect;
  /** Tickets that had two live runs at once, with the run ids. */
  doubles(): string[];
  /** Runs whose start was granted to more than one workflow run. */
  sharedGates(): string[];
}

const ACCEPTED = 200;

export function runWatch(): RunWatch {
  const live = new Map<string, Set<string>>();
  const ticketOf = new Map<string, string>();
  const starts = new Map<string, Set<string>>();
  const doubles: string[] = [];
  const begin = (runId: string, ticketId: string) => {
    ticketOf.set(runId, ticketId);
    const runs = (live.get(ticketId) ?? new Set()).add(runId);
    live.set(ticketId, runs);
    if (runs.size > 1) doubles.push(`${ticketId}: ${[...runs].join(', ')}`);
  };
  const noteUpdate = (runId: string, body: AwsRequest['body']) => {
    const update = String(body['UpdateExpression']);
    if (update.includes('endedAt')) live.get(ticketOf.get(runId) ?? '')?.delete(runId);
    if (!update.includes('sessionKeyHash')) return;
    starts.set(
      runId,
      (starts.get(runId) ?? new Set()).add(textOf(body['ExpressionAttributeValues'], ':workflowRunId')),
    );
  };
  return {
    onEffect({ operation, body }, { status }) {
      const { pk, sk } = keyOf(body);
      if (status !== ACCEPTED || sk !== 'RUN') return;
      const runId = pk.slice('RUN#'.length);
      if (operation === 'UpdateItem') noteUpdate(runId, body);
      const isLiveRun = operation === 'PutItem' && isLive(textOf(body['Item'], 'status') as RunStatus);
      if (isLiveRun) begin(runId, textOf(body['Item'], 'ticketId'));
    },
    doubles: () => doubles,
    sharedGates: () => [...starts].filter(([, runs]) => runs.size > 1).map(([runId]) => runId),
  };
}

function textOf(attributes: unknown, name: string): string {
  return (attributes as Record<string, { S?: string }> | undefined)?.[name]?.S ?? '';
}
