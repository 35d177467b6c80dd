import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { STACK_NAME } from '../../../shared/contract/stack-name.ts';
import { type Amounts, assumed } from './bill.ts';

const Template = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }),
  ),
});
/** `Fn::GetAtt` of the queue that is polled. */
const Source = z.object({ EventSourceArn: z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) }) });

export const MINUTES_A_MONTH = 60 * 24 * 30.4;

/** What a synthesized stack is paid for in a month whether or not anything runs: alarms, the polling of its queues, decrypted secrets. */
export function standingAmounts(outDir: string): Amounts {
  const { Resources } = Template.parse(JSON.parse(readFileSync(join(outDir, `${STACK_NAME}.template.json`), 'utf8')));
  const ofType = (type: string) => Object.values(Resources).filter(({ Type }) => Type === type);
  const alarmMetric = ofType('AWS::CloudWatch::Alarm').reduce((sum, { Properties }) => sum + metricsOf(Properties), 0);
  const polled = ofType('AWS::Lambda::EventSourceMapping').map(
    ({ Properties }) => Source.parse(Properties).EventSourceArn['Fn::GetAtt'][0],
  );
  const fifo = polled.filter((id) => Resources[id]?.Properties['FifoQueue'] === true).length;
  const polls = assumed('pollsAMinute') * MINUTES_A_MONTH;
  const kmsRequest = assumed('coldStartsADay') * 30.4;
  return { alarmMetric, sqsRequest: (polled.length - fifo) * polls, sqsFifoRequest: fifo * polls, kmsRequest };
}

/** An expression is paid by the metrics that it reads. */
function metricsOf({ Metrics }: Record<string, unknown>): number {
  if (Metrics === undefined) return 1;
  return z
    .array(z.looseObject({ MetricStat: z.unknown() }))
    .parse(Metrics)
    .filter(({ MetricStat }) => MetricStat !== undefined).length;
}

/** Memory of the stack's functions, in GB; all have the same. */
export function memoryGb(outDir: string): number {
  const { Resources } = Template.parse(JSON.parse(readFileSync(join(outDir, `${STACK_NAME}.template.json`), 'utf8')));
  const sizes = Object.values(Resources).flatMap(({ Type, Properties }) =>
    Type === 'AWS::Lambda::Function' ? [Properties['MemorySize']] : [],
  );
  const [size] = z.array(z.number()).parse([...new Set(sizes)]);
  if (size === undefined || new Set(sizes).size > 1)
    throw new Error('functions have several sizes of memory: count each by itself');
  return size / 1024;
}
