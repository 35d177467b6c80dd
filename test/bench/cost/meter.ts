import { statSync } from 'node:fs';
import type { OnEffect } from '../../../local/stack/aws/aws-endpoint.ts';
import type { LaptopRun } from '../../../local/world/laptop-run.ts';
import { type Amounts, assumed, sumOf } from './bill.ts';

/** Counts what a run of the laptop would be paid for. */
export interface Meter {
  onEffect: OnEffect;
  /** All so far. */
  read(run: LaptopRun, place: { logFile: string; memoryGb: number }): Amounts;
}

type Effect = Parameters<OnEffect>[0];
interface Paid {
  of: keyof Amounts;
  amount: number;
}

const KB = 1024;
/** Behind the API; the others are started by schedules and queues. */
const SCHEDULED = ['poll-tickets', 'watch-runs'];
const CONSUMERS = ['dispatch-run', 'advance-run'];

export function meter(): Meter {
  const counted: Amounts = {};
  let awsRequests = 0;
  const count = (part: keyof Amounts, amount: number) => {
    counted[part] = (counted[part] ?? 0) + amount;
  };
  return {
    onEffect(request) {
      const { principal, service } = request;
      if (principal === 'admin') return;
      const isPoller = principal.startsWith('event-source:');
      if (!isPoller) awsRequests += 1;
      const paid =
        service === 'dynamodb' ? unitsOf(request) : service === 'sqs' ? queueRequests(request, isPoller) : undefined;
      if (paid !== undefined) count(paid.of, paid.amount);
    },
    read({ laptop, vendors }, { logFile, memoryGb }) {
      const used = Object.entries(laptop.used());
      const invocations = (names?: readonly string[]) =>
        used.reduce((sum, [name, one]) => sum + (names === undefined || names.includes(name) ? one.invocations : 0), 0);
      const { linear, jira, github } = vendors;
      const ofGitHub = Object.values(github?.counts().requests ?? {}).reduce((sum, one) => sum + one, 0);
      const vendorRequests = (linear?.counts().total ?? 0) + (jira?.counts().total ?? 0) + ofGitHub;
      const ms =
        used.reduce((sum, [, one]) => sum + one.ms, 0) +
        vendorRequests * assumed('vendorMs') +
        awsRequests * assumed('awsMs');
      const bytes = statSync(logFile).size + invocations() * assumed('bytesOfPlatform');
      return sumOf(
        [counted, 1],
        [
          {
            lambdaGbSecond: (ms / 1000) * memoryGb,
            lambdaRequest: invocations(),
            httpRequest: invocations() - invocations(SCHEDULED) - invocations(CONSUMERS),
            schedule: invocations(SCHEDULED),
            logGb: bytes / KB ** 3,
          },
          1,
        ],
      );
    },
  };
}

/** A batch that was received is deleted once; what pollers ask besides is that of an idle queue. */
function queueRequests({ operation, resource }: Effect, isPoller: boolean): Paid | undefined {
  if (isPoller && (operation === 'ReceiveMessage' || operation === 'GetQueueAttributes')) return undefined;
  return { of: resource.endsWith('.fifo') ? 'sqsFifoRequest' : 'sqsRequest', amount: isPoller ? 2 : 1 };
}

/**
 * By the size of what is sent, since an update does not tell that of the item: 1 KB at least. An index that an item stands in is written
 * too. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
function unitsOf({ operation, body }: Effect): Paid {
  const text = JSON.stringify(body);
  if (/^(Put|Update|Delete)Item$/.test(operation)) {
    const indexes = ['gsi1pk', 'gsi2pk'].filter((key) => text.includes(`"${key}"`)).length;
    return { of: 'writeUnit', amount: Math.ceil(text.length / KB) * (1 + indexes) };
  }
  if (operation === 'BatchGetItem') {
    const keys = Object.values(Object(body['RequestItems'])).reduce<number>(
      (sum, one) => sum + (Object(one).Keys?.length ?? 0),
      0,
    );
    return { of: 'readUnit', amount: keys };
  }
  return { of: 'readUnit', amount: body['ConsistentRead'] === true ? 1 : 0.5 };
}
