import { Duration, Stack } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, type IMetric, type IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { QueueName } from '../permissions.ts';
import type { RunMetrics } from './run-metrics.ts';
import type { ServiceFunction } from './service-function.ts';
import type { WorkQueue } from './work-queue.ts';

export interface RunDashboardProps {
  readonly queues: Readonly<Record<QueueName, WorkQueue>>;
  readonly functions: readonly ServiceFunction[];
  /** Runs, where they are counted. @default without them */
  readonly runs?: RunMetrics | undefined;
}

const PERIOD = Duration.minutes(5);
/** Of the 24 columns that a dashboard has. */
const HALF = 12;

/** One page of CloudWatch: what waits, what fails, how long functions take, and runs where they are counted. 3 USD a month beyond the three that an account has free. */
export class RunDashboard extends Construct {
  constructor(scope: Construct, id: string, { queues, functions, runs }: RunDashboardProps) {
    super(scope, id);
    const ofQueues = (metric: (queue: WorkQueue) => IMetric) => Object.values(queues).map(metric);
    const ofFunctions = (metric: (each: ServiceFunction) => IMetric) => functions.map(metric);
    const widgets = [
      ...(runs === undefined ? [] : [graph('Runs an hour', [...runs.hourly])]),
      graph(
        'Oldest message, seconds',
        ofQueues((queue) => queue.oldestAge(PERIOD)),
      ),
      graph(
        'Dead letters',
        ofQueues((queue) => queue.deadLetterCount(PERIOD)),
      ),
      graph(
        'Errors of functions',
        ofFunctions((each) => each.function.metricErrors({ period: PERIOD })),
      ),
      graph(
        'Milliseconds of functions, 99 of 100 within',
        ofFunctions((each) => each.function.metricDuration({ period: PERIOD, statistic: 'p99' })),
      ),
      graph(
        'Throttled',
        ofFunctions((each) => each.function.metricThrottles({ period: PERIOD })),
      ),
    ];
    new Dashboard(this, 'Dashboard', { dashboardName: Stack.of(this).stackName, widgets: rowsOfTwo(widgets) });
  }
}

function graph(title: string, left: IMetric[]): IWidget {
  return new GraphWidget({ title, left, width: HALF });
}

function rowsOfTwo(widgets: readonly IWidget[]): IWidget[][] {
  return Array.from({ length: Math.ceil(widgets.length / 2) }, (_, row) => widgets.slice(2 * row, 2 * row + 2));
}
