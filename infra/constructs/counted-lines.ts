import { type Duration, Stack } from 'aws-cdk-lib';
import { type IMetric, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type IFilterPattern, type JsonPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { ServiceFunction } from './service-function.ts';

/** Lines in which a function says this of what became of its work; `*` for whatever stands there. */
export const outcome = (text: string): JsonPattern => FilterPattern.stringValue('$.outcome', '=', text);

/** Those of runs that failed, or never ended by themselves. */
export const RUN_FAILED = FilterPattern.any(outcome('settled: failed*'), outcome('settled: timed_out*'));

interface CountedLines {
  readonly metricName: string;
  readonly pattern: IFilterPattern;
  /** What a line counts. @default 1 */
  readonly value?: string;
}

/** Counts lines in the log of a function as a metric of the stack. */
export function countLines(
  scope: Construct,
  id: string,
  { function: { logGroup } }: ServiceFunction,
  { metricName, pattern, value = '1' }: CountedLines,
): void {
  new MetricFilter(scope, id, {
    logGroup,
    metricNamespace: Stack.of(scope).stackName,
    metricName,
    filterPattern: pattern,
    metricValue: value,
  });
}

/** What was counted so. */
export function countedMetric(scope: Construct, metricName: string, statistic: string, period: Duration): IMetric {
  return new Metric({ namespace: Stack.of(scope).stackName, metricName, statistic, period });
}
