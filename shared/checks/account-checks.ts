import type { Check } from '../contract/check.ts';
import { failed, notTried, ok, warning } from './finding.ts';

/** What AWS shows of a stage; a part that could not be looked at is the reason, as text. */
export interface AccountSeen {
  stackName: string;
  /** As people type it after `npm run deploy --`. */
  stage: string;
  /** CloudFormation's status; undefined: there is no such stack. */
  stackStatus: Seen<string | undefined>;
  /** Settings that differ from what is deployed, one line each; undefined: nothing left a note. */
  drift: Seen<readonly string[] | undefined>;
  alarms: Seen<readonly { name: string; state: string; isTold: boolean }[]>;
  /** Of the topic that alarms are told to: who is, and whether that was confirmed. */
  subscriptions: Seen<readonly { to: string; isConfirmed: boolean }[]>;
  concurrency: Seen<{ limit: number; taken: number | undefined }>;
}
type Seen<T> = { seen: T } | { unseen: string };

/** Schedules and consumers of one stage: two functions that start each minute, and two batches of each queue. */
const OWN_CONCURRENCY = 6;
/** With fewer there is no room for runners and people beside them. */
const LEAST_CONCURRENCY = 10;

/** Judges what only AWS can show. */
export function accountChecks(account: AccountSeen): Check[] {
  return [
    ...judged(account.stackStatus, 'stack_unseen', (status) => stackCheck(account, status)),
    ...judged(account.drift, 'settings_unseen', (lines) => driftCheck(account, lines)),
    ...judged(account.alarms, 'alarms_unseen', alarmChecks),
    ...judged(account.subscriptions, 'alarms_unseen', subscriptionChecks),
    ...judged(account.concurrency, 'concurrency_unseen', concurrencyCheck),
  ];
}

function judged<T>(seen: Seen<T>, code: Parameters<typeof notTried>[0], judge: (value: T) => Check | Check[]): Check[] {
  return 'unseen' in seen ? [notTried(code, seen.unseen)] : [judge(seen.seen)].flat();
}

function stackCheck({ stackName, stage }: AccountSeen, status: string | undefined): Check {
  const deploy = `Run \`npm run deploy -- ${stage}\`.`;
  if (status === undefined)
    return failed('stack_missing', { evidence: `There is no stack ${stackName}.`, remedy: deploy });
  if (/^(CREATE|UPDATE)_COMPLETE$/.test(status)) return ok('stack_complete', `${stackName} is ${status}.`);
  const evidence = `${stackName} is ${status}.`;
  if (status.endsWith('_IN_PROGRESS')) {
    return warning('stack_changes', { evidence, remedy: 'Wait until the deployment is over, then look again.' });
  }
  const remedy = `See its events in CloudFormation's console, mend the cause, then: ${deploy}`;
  return failed('stack_broken', { evidence, remedy });
}

function driftCheck({ stage }: AccountSeen, lines: readonly string[] | undefined): Check {
  const remedy = `\`npm run deploy -- ${stage} --look\` shows all; deploy, or correct the stage's file.`;
  if (lines === undefined)
    return warning('settings_unnoted', { evidence: 'Nothing deployed left a note of its settings.', remedy });
  if (lines.length === 0) return ok('settings_deployed', "What is deployed has the settings of the stage's file.");
  const evidence = `What is deployed has other settings than the stage's file: ${lines.map((line) => line.trim()).join('; ')}.`;
  return warning('settings_drift', { evidence, remedy });
}

function alarmChecks(alarms: readonly { name: string; state: string; isTold: boolean }[]): Check[] {
  const ringing = alarms.filter(({ state }) => state === 'ALARM');
  const untold = alarms.filter(({ isTold }) => !isTold);
  const remedy = 'docs/runbook.md says what to do at each.';
  return [
    ...ringing.map(({ name }) => failed('alarm_rings', { evidence: `${name} is in alarm.`, remedy, of: name })),
    ...(ringing.length === 0 ? [ok('alarms_quiet', `None of ${alarms.length} alarms rings.`)] : []),
    ...(untold.length === 0
      ? []
      : [
          warning('alarms_untold', {
            evidence: `Nobody is told of ${untold.length} of ${alarms.length} alarms.`,
            remedy: "Set ALARM_EMAIL or ALARM_TOPIC_ARN in the stage's file, and deploy.",
          }),
        ]),
  ];
}

function subscriptionChecks(subscriptions: readonly { to: string; isConfirmed: boolean }[]): Check[] {
  return subscriptions.map(({ to, isConfirmed }) => {
    if (isConfirmed) return ok('alarms_told', `${to} is told of alarms.`);
    const evidence = `${to} has not confirmed that it wants to be told of alarms.`;
    const remedy =
      'Click the link in the mail "AWS Notification - Subscription Confirmation"; deploy again where it is older than three days.';
    return failed('alarms_unconfirmed', { evidence, remedy });
  });
}

function concurrencyCheck({ limit, taken }: { limit: number; taken: number | undefined }): Check {
  const most = taken === undefined ? '' : `; at most ${taken} ran at once in the last three hours`;
  const evidence = `The account runs ${limit} functions at once in this region, of which schedules and consumers of this stage use up to ${OWN_CONCURRENCY}${most}.`;
  const isTight = limit <= LEAST_CONCURRENCY || (taken !== undefined && taken >= limit);
  if (!isTight) return ok('concurrency_enough', evidence);
  const remedy =
    'Ask for more: Service Quotas, AWS Lambda, "Concurrent executions" (L-B99A9384), for example 1000; it is free.';
  return warning('concurrency_tight', { evidence, remedy });
}
