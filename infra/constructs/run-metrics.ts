import { Duration } from 'aws-cdk-lib';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFilterPattern } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { countedMetric, countLines, outcome, RUN_FAILED } from './counted-lines.ts';
import type { ServiceFunction } from './service-function.ts';

export interface RunMetricsProps {
  readonly dispatch: ServiceFunction;
  readonly advance: ServiceFunction;
}

/** What is counted, by the words in which functions say what became of their work. */
const COUNTED: readonly { metricName: string; by: keyof RunMetricsProps; pattern: IFilterPattern }[] = [
  { metricName: 'RunsDispatched', by: 'dispatch', pattern: outcome('dispatched*') },
  { metricName: 'RunsRefused', by: 'dispatch', pattern: outcome('refused: *') },
  { metricName: 'RunsSucceeded', by: 'advance', pattern: outcome('settled: succeeded*') },
  { metricName: 'RunsFailed', by: 'advance', pattern: RUN_FAILED },
  { metricName: 'RunsCancelled', by: 'advance', pattern: outcome('settled: cancelled*') },
];

/** Runs as metrics of CloudWatch, one datapoint a run. Each costs 0.30 USD in a month in which it has data each hour, and nothing in hours without. */
export class RunMetrics extends Construct {
  /** One for each of what is counted, by the hour. */
  readonly hourly: readonly IMetric[];

  constructor(scope: Construct, id: string, props: RunMetricsProps) {
    super(scope, id);
    for (const { metricName, by, pattern } of COUNTED) countLines(this, metricName, props[by], { metricName, pattern });
    this.hourly = COUNTED.map(({ metricName }) => countedMetric(this, metricName, 'Sum', Duration.hours(1)));
  }
}
