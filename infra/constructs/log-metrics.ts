import { Duration, Stack } from 'aws-cdk-lib';
import { type IMetric, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type IFilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { ServiceFunction } from './service-function.ts';

export interface LogMetricsProps {
  readonly poll: ServiceFunction;
  readonly dispatch: ServiceFunction;
  readonly advance: ServiceFunction;
}

/** Text within JSON of a log line, `*` for whatever stands there. */
const outcome = (text: string) => FilterPattern.stringValue('$.outcome', '=', text);

/**
 * Figures that AWS does not keep: counted in log lines, by the words in which functions say what became of their work. One that
 * nothing is counted in costs nothing.
 */
export class LogMetrics extends Construct {
  /** Polls a minute that could not list the tickets of some tracker. */
  readonly trackersDown: IMetric;
  /** Of the runs that ended within a quarter of an hour, the share that failed: 0 to 1. */
  readonly failedRuns: IMetric;
  /** Refused credentials, and runs that the budget of a day refused. */
  readonly operatorNeeded: IMetric;

  constructor(scope: Construct, id: string, { poll, dispatch, advance }: LogMetricsProps) {
    super(scope, id);
    const [down, runs, needed] = ['TrackersDown', 'FailedRuns', 'OperatorNeeded'] as const;
    this.count(poll, down, { Any: { pattern: FilterPattern.exists('$.outcome.down[0]') } });
    this.count(advance, runs, {
      Succeeded: { pattern: outcome('settled: succeeded'), value: '0' },
      Failed: { pattern: FilterPattern.any(outcome('settled: failed*'), outcome('settled: timed_out*')) },
    });
    this.count(advance, needed, { Credential: { pattern: outcome('*credential_refused*') } });
    this.count(dispatch, needed, {
      Budget: {
        pattern: FilterPattern.any(outcome('*credential_refused*'), outcome('refused: budget spent of its day')),
      },
    });
    this.trackersDown = this.metric(down, 'Sum', Duration.minutes(1));
    this.failedRuns = this.metric(runs, 'Average', Duration.minutes(15));
    this.operatorNeeded = this.metric(needed, 'Sum', Duration.minutes(5));
  }

  private count(
    { name, function: { logGroup } }: ServiceFunction,
    metricName: string,
    filters: Readonly<Record<string, { pattern: IFilterPattern; value?: string }>>,
  ): void {
    for (const [key, { pattern, value = '1' }] of Object.entries(filters)) {
      new MetricFilter(this, `${metricName}-${name}-${key}`, {
        logGroup,
        metricNamespace: Stack.of(this).stackName,
        metricName,
        filterPattern: pattern,
        metricValue: value,
      });
    }
  }

  private metric(metricName: string, statistic: string, period: Duration): IMetric {
    return new Metric({ namespace: Stack.of(this).stackName, metricName, statistic, period });
  }
}
