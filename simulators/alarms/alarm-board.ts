import type { LocalClock } from '../clock.ts';
import { type Series, statesOf } from './alarm-reader.ts';
import { isCounted } from './log-filter-reader.ts';

/** A synthesized template, as far as this looks into it. */
export interface AlarmTemplate {
  Resources: Readonly<Record<string, { Type: string; Properties?: Readonly<Record<string, unknown>> }>>;
}

/**
 * CloudWatch for the alarms of a template that watch what is counted in log lines: its filters read each line, and an alarm that goes off is
 * told, once until it was quiet again. Alarms on metrics that AWS keeps by itself are none of its business.
 */
export interface AlarmBoard {
  /** Takes a line that a function printed; one that is no JSON is counted by nothing. */
  see(functionName: string, line: string): void;
  stop(): void;
}

interface AlarmBoardOptions {
  template: AlarmTemplate;
  clock: Pick<LocalClock, 'now' | 'at'>;
  /** Told of an alarm that goes off, by its name and what it says. */
  tell(alarm: { name: string; description: string }): void;
}

interface Filter {
  functionName: string;
  pattern: string;
  metric: string;
  value: number;
}

interface Watched {
  name: string;
  description: string;
  metric: string;
  periodMs: number;
  periods: number;
  statistic: string;
  properties: Readonly<Record<string, unknown>>;
  isOff: boolean;
}

interface Datapoint {
  metric: string;
  at: number;
  value: number;
}

/** CloudWatch looks at alarms once a minute. */
const LOOK_EVERY_MS = 60_000;

export function startAlarmBoard({ template, clock, tell }: AlarmBoardOptions): AlarmBoard {
  const filters = filtersOf(template);
  const alarms = alarmsOf(template, new Set(filters.map(({ metric }) => metric)));
  const keptMs = Math.max(0, ...alarms.map(({ periodMs, periods }) => periodMs * (periods + 1)));
  let datapoints: Datapoint[] = [];
  let lookedAt = clock.now();

  /** Time may have been moved: each minute is looked at, as far back as any alarm looks. */
  function look(): void {
    const now = clock.now();
    for (let at = Math.max(lookedAt, now - keptMs) + LOOK_EVERY_MS; at <= now; at += LOOK_EVERY_MS) {
      for (const alarm of alarms) judge(alarm, at);
      lookedAt = at;
    }
    datapoints = datapoints.filter((one) => one.at > now - keptMs);
    cancel = clock.at(now + LOOK_EVERY_MS, look);
  }

  function judge(alarm: Watched, at: number): void {
    const isOff = statesOf(alarm.properties, seriesOf(alarm, datapoints, at)).at(-1) === 'ALARM';
    if (isOff && !alarm.isOff) tell({ name: alarm.name, description: alarm.description });
    alarm.isOff = isOff;
  }

  let cancel = clock.at(lookedAt + LOOK_EVERY_MS, look);
  return {
    see(functionName, line) {
      for (const { metric, value } of filters.filter((one) => one.functionName === functionName && counts(one, line)))
        datapoints.push({ metric, at: clock.now(), value });
    },
    stop: () => cancel(),
  };
}

function counts({ pattern }: Filter, line: string): boolean {
  try {
    return isCounted(pattern, line);
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

/** One datapoint for each period that is over, the newest last. */
function seriesOf(
  { metric, periodMs, periods, statistic }: Watched,
  datapoints: readonly Datapoint[],
  at: number,
): Series {
  const end = Math.floor(at / periodMs) * periodMs;
  return Array.from({ length: periods }, (_, index) => {
    const from = end - (periods - index) * periodMs;
    const values = datapoints.flatMap((one) =>
      one.metric === metric && one.at >= from && one.at < from + periodMs ? [one.value] : [],
    );
    const sum = values.reduce((total, value) => total + value, 0);
    if (values.length === 0) return undefined;
    return statistic === 'Average' ? sum / values.length : sum;
  });
}

function filtersOf(template: AlarmTemplate): Filter[] {
  return ofType(template, 'AWS::Logs::MetricFilter').flatMap(
    ({ LogGroupName, FilterPattern, MetricTransformations }) => {
      const group = template.Resources[(LogGroupName as { Ref: string }).Ref]?.Properties?.['LogGroupName'];
      const functionName = String(group).replace(/^\/aws\/lambda\/[^-]+-/, '');
      return (MetricTransformations as Record<string, unknown>[]).map(({ MetricName, MetricValue }) => {
        return { functionName, pattern: String(FilterPattern), metric: String(MetricName), value: Number(MetricValue) };
      });
    },
  );
}

function alarmsOf(template: AlarmTemplate, counted: ReadonlySet<string>): Watched[] {
  return ofType(template, 'AWS::CloudWatch::Alarm')
    .filter(({ MetricName, Namespace }) => counted.has(String(MetricName)) && !String(Namespace).startsWith('AWS/'))
    .map((properties) => ({
      name: String(properties['AlarmName']),
      description: String(properties['AlarmDescription']),
      metric: String(properties['MetricName']),
      periodMs: Number(properties['Period']) * 1000,
      periods: Number(properties['EvaluationPeriods']),
      statistic: String(properties['Statistic']),
      properties,
      isOff: false,
    }));
}

function ofType({ Resources }: AlarmTemplate, type: string) {
  return Object.values(Resources).flatMap(({ Type, Properties = {} }) => (Type === type ? [Properties] : []));
}
