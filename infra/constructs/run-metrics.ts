import { Duration, Stack } from 'aws-cdk-lib';
import { type IMetric, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type IFilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { ServiceFunction } from './service-function.ts';

export interface RunMetricsProps {
  readonly dispatch: ServiceFunction;
  readonly advance: ServiceFunction;
}

const begins = (text: string) => FilterPattern.stringValue('$.outcome', '=', `${text}*`);

/** What is counted, by the words in which functions say what became of their work. */
const COUNTED: readonly { name: string; by: keyof RunMetricsProps; pattern: IFilterPattern }[] = [
  { name: 'RunsDispatched', by: 'dispatch', pattern: begins('dispatched') },
  { name: 'RunsRefused', by: 'dispatch', pattern: begins('refused: ') },
  { name: 'RunsSucceeded', by: 'advance', pattern: begins('settled: succeeded') },
  {
    name: 'RunsFailed',
    by: 'advance',
    pattern: FilterPattern.any(begins('settled: failed'), begins('settled: timed_out')),
  },
  { name: 'RunsCancelled', by: 'advance', pattern: begins('settled: cancelled') },
];

/** Runs as metrics of CloudWatch, one datapoint a run. Each costs 0.30 USD in a month in which it has data each hour, and nothing in hours without. */
export class RunMetrics extends Construct {
  /** By name, an hour each. */
  readonly byName: ReadonlyMap<string, IMetric>;

  constructor(scope: Construct, id: string, props: RunMetricsProps) {
    super(scope, id);
    const metricNamespace = Stack.of(this).stackName;
    for (const { name, by, pattern } of COUNTED) {
      new MetricFilter(this, name, {
        logGroup: props[by].function.logGroup,
        metricNamespace,
        metricName: name,
        filterPattern: pattern,
        metricValue: '1',
      });
    }
    const hourly = (metricName: string) =>
      new Metric({ namespace: metricNamespace, metricName, statistic: 'Sum', period: Duration.hours(1) });
    this.byName = new Map(COUNTED.map(({ name }) => [name, hourly(name)]));
  }
}
