import type { Access } from '../../../simulators/iam/policy.ts';
import type { AwsService } from './errors.ts';

/** One request as the counters and the interceptor see it. */
export interface AwsRequest {
  /** The function's short name, `event-source:<function>` or `admin`. */
  principal: string;
  /** The execution environment (from 0) that asked; undefined for pollers and the admin. */
  slot?: number;
  service: AwsService;
  /** The API's own name, such as `PutItem` or `SendMessageBatch`. */
  operation: string;
  /** IAM's name of what is done, such as `sqs:SendMessage`; the first one where a batch has several. */
  action: string;
  /** ARN; the first one where a batch has several. */
  resource: string;
  /** All that IAM was asked; nothing for the admin. */
  accesses: readonly Access[];
  body: Record<string, unknown>;
  /** How many requests the principal has made, this one included. */
  sequence: number;
  /** How many requests this slot of the principal has made, this one included. */
  slotSequence: number;
}

/** Narrows what is counted; an absent field counts all. `resource` may be the end of an ARN. */
interface CountFilter {
  principal?: string;
  action?: string;
  resource?: string;
}

export interface RequestCounters {
  /** Requests that were let through. */
  requests(filter?: CountFilter): number;
  /** Writes to tables that were let through, refused conditions included: each item of a batch is one. */
  writes(filter?: CountFilter): number;
  /** Requests that IAM refused. */
  accessDenied(): number;
  /** The messages of the latest refusals, at most 100. */
  denials(): readonly string[];
}

export interface CountingBook extends RequestCounters {
  /** Gives the next request of a principal its numbers. */
  number(principal: string, slot: number | undefined): Pick<AwsRequest, 'sequence' | 'slotSequence'>;
  countAllowed(request: AwsRequest): void;
  countDenied(message: string): void;
}

const WRITES = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem']);
const KEPT_DENIALS = 100;

interface Line {
  principal: string;
  action: string;
  resource: string;
  requests: number;
  writes: number;
}

export function countingBook(): CountingBook {
  const lines = new Map<string, Line>();
  const sequences = new Map<string, number>();
  const denials: string[] = [];
  let accessDenied = 0;
  const next = (key: string) => {
    const sequence = (sequences.get(key) ?? 0) + 1;
    sequences.set(key, sequence);
    return sequence;
  };
  const sum = (field: 'requests' | 'writes', filter: CountFilter) =>
    [...lines.values()].filter((line) => fits(line, filter)).reduce((total, line) => total + line[field], 0);
  return {
    number: (principal, slot) => ({ sequence: next(principal), slotSequence: next(`${principal} ${slot ?? ''}`) }),
    countAllowed({ principal, action, resource, operation, body }) {
      const key = `${principal} ${action} ${resource}`;
      const line = lines.get(key) ?? { principal, action, resource, requests: 0, writes: 0 };
      line.requests += 1;
      line.writes += WRITES.has(operation) ? writesIn(operation, body) : 0;
      lines.set(key, line);
    },
    countDenied(message) {
      accessDenied += 1;
      denials.push(message);
      if (denials.length > KEPT_DENIALS) denials.shift();
    },
    requests: (filter = {}) => sum('requests', filter),
    writes: (filter = {}) => sum('writes', filter),
    accessDenied: () => accessDenied,
    denials: () => [...denials],
  };
}

function fits(line: Line, filter: CountFilter): boolean {
  return (
    (filter.principal === undefined || line.principal === filter.principal) &&
    (filter.action === undefined || line.action === filter.action) &&
    (filter.resource === undefined || line.resource.endsWith(filter.resource))
  );
}

function writesIn(operation: string, body: Record<string, unknown>): number {
  if (operation !== 'BatchWriteItem') return 1;
  return Object.values((body.RequestItems ?? {}) as Record<string, unknown[]>).flat().length;
}
