import { Duration } from 'aws-cdk-lib';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type IFilterPattern } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { countedMetric, countLines, outcome, RUN_FAILED } from './counted-lines.ts';
import type { ServiceFunction } from './service-function.ts';

export interface LogMetricsProps {
  readonly watch: ServiceFunction;
  readonly dispatch: ServiceFunction;
  readonly advance: ServiceFunction;
}

/** Lines that say that an operator is needed, and for what. */
const TOLD = FilterPattern.exists('$.operatorNeeded');
const CREDENTIAL_REFUSED = outcome('*credential_refused*');

/**
 * Figures that AWS does not keep: counted in log lines, by the words in which functions say what became of their work. One that
 * nothing is counted in costs nothing.
 */
export class LogMetrics extends Construct {
  /** Of the runs that ended within a quarter of an hour, the share that failed: 0 to 1. */
  readonly failedRuns: IMetric;
  /** What watch-runs found, messages that waited for long, refused credentials, and runs that the budget of a day refused. */
  readonly operatorNeeded: IMetric;

  constructor(scope: Construct, id: string, { watch, dispatch, advance }: LogMetricsProps) {
    super(scope, id);
    const [runs, needed] = ['FailedRuns', 'OperatorNeeded'] as const;
    this.count(advance, runs, {
      Succeeded: { pattern: outcome('settled: succeeded'), value: '0' },
      Failed: { pattern: RUN_FAILED },
    });
    const refused = FilterPattern.any(TOLD, CREDENTIAL_REFUSED, outcome('refused: budget spent of its day'));
    this.count(watch, needed, { Told: { pattern: TOLD } });
    this.count(advance, needed, { Told: { pattern: FilterPattern.any(TOLD, CREDENTIAL_REFUSED) } });
    this.count(dispatch, needed, { Told: { pattern: refused } });
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
