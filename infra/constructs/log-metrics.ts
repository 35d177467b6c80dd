import { Duration } from 'aws-cdk-lib';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type IFilterPattern } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { countedMetric, countLines, outcome, RUN_FAILED } from './counted-lines.ts';
import type { ServiceFunction } from './service-function.ts';

export interface LogMetricsProps {
  readonly poll: ServiceFunction;
  readonly dispatch: ServiceFunction;
  readonly advance: ServiceFunction;
}

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
      Failed: { pattern: RUN_FAILED },
    });
    this.count(advance, needed, { Credential: { pattern: outcome('*credential_refused*') } });
    this.count(dispatch, needed, {
      Budget: {
        pattern: FilterPattern.any(outcome('*credential_refused*'), outcome('refused: budget spent of its day')),
      },
    });
    this.trackersDown = countedMetric(this, down, 'Sum', Duration.minutes(1));
    this.failedRuns = countedMetric(this, runs, 'Average', Duration.minutes(15));
    this.operatorNeeded = countedMetric(this, needed, 'Sum', Duration.minutes(5));
  }

  private count(
    each: ServiceFunction,
    metricName: string,
    filters: Readonly<Record<string, { pattern: IFilterPattern; value?: string }>>,
  ): void {
    for (const [key, filter] of Object.entries(filters))
      countLines(this, `${metricName}-${each.name}-${key}`, each, { metricName, ...filter });
  }
}
