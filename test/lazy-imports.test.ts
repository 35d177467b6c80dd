import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');

/**
 * Own files that functions load with their first use, and why: all others are imported statically. Measured by the kB that a function
 * loads beside its empty handler, of which 1.25 is the bound.
 */
const LAZY_FILES: Record<string, string> = {
  'shared/adapters/linear/linear-tracker.ts':
    'with both trackers and GitHub the poll loads 1.29, dispatch-run 1.35, admin 1.41',
  'shared/adapters/jira/open-jira.ts': 'as Linear',
  'shared/adapters/github/github-executor.ts': 'as Linear',
  'shared/adapters/child-process/local-executor.ts': 'on a laptop only',
  'shared/wiring/fly-machines.ts': 'only runs on Fly need it',
  'shared/adapters/jira/jira-calls.ts': 'imports the SDK of Jira',
  'shared/adapters/jira/markdown-parser.ts': 'imports markdown-it',
  'shared/contract/mapping-record.ts': 'the schema of mappings, for the same reason',
  'shared/adapters/github/list-jobs.ts': 'only silent runs are asked for their jobs',
  'shared/adapters/github/github-pull-request-host.ts': 'few messages look at a pull request',
  'shared/adapters/github/repository-access.ts': 'advance-run looks at a repository where GitHub tells that it changed',
  'shared/adapters/github/webhook-deliveries.ts': 'asked once in minutes',
  'shared/adapters/dynamodb/redelivery-store.ts': 'asked once in minutes',
  'shared/adapters/dynamodb/pull-request-store.ts': 'few messages look at a pull request',
  'shared/adapters/dynamodb/audit-log.ts':
    'few invocations note what a person did; with it sync-templates loads 1.2515',
  'shared/adapters/dynamodb/bucket-store.ts':
    'few calls of the admin API are about capacity; with it admin loads 1.2526',
  'shared/adapters/dynamodb/run-documents.ts': 'most calls of the admin API need none; with them admin loads 1.2516',
  'shared/adapters/dynamodb/ticket-pages.ts': 'admin alone lists pages; with it dispatch-run loads 1.2501',
  'shared/adapters/dynamodb/run-steps.ts': 'two functions know steps; with it dispatch-run loads 1.2506',
  'shared/adapters/sqs/audit-sender.ts': 'few invocations note what a person did',
  'shared/wiring/lifecycle-queue.ts': 'the same: sync-templates sends nothing else',
  'shared/adapters/dynamodb/timer-store.ts': 'brings the schema of all events; with it admin loads 1.2517',
  'shared/adapters/dynamodb/sign-in-throttle.ts': 'few calls sign in; with it admin loads 1.2507',
  'shared/runtime/read-answer.ts': 'only answers to reads are validated and packed',
  'shared/runtime/operation-input.ts':
    'who asks for the UI, or signs in, needs no schema of an operation; with them admin loads 1.2503',
  'shared/runtime/static-files.ts': 'calls of the API need no files; with it admin loads 1.2523',
  'shared/adapters/dynamodb/dispatch-record-store.ts':
    'few calls of the admin API, of polls and of watches look at one',
  'shared/adapters/dynamodb/spending-store.ts': 'of the messages about a run two are about money',
  'shared/adapters/dynamodb/failure-notes.ts': 'few messages fail',
  'shared/adapters/chat/chat-notifier.ts': 'few messages are told in chats',
  'shared/adapters/dynamodb/notification-marks.ts': 'few messages are told in chats',
  'shared/adapters/dynamodb/settings-store.ts': 'few messages are deliveries; with it advance-run loads 1.2504',
  'shared/contract/failures.ts': 'the words of all failures, 10 kB, of which a run at work needs none',
  'shared/domain/failures/failures.ts': 'as their words',
  'shared/adapters/github/branch-rules.ts': 'only the check of a mapping looks at them there',
  'shared/adapters/github/github-code-host.ts':
    'a call of a stranger asks nothing of GitHub; with it sync-templates loads 1.2503',
  'shared/adapters/github/propose-change.ts': 'only sync proposes one',
  'shared/adapters/sns/topic-publisher.ts': 'few deployments have a topic that is told',
  'shared/adapters/sqs/queue-depths.ts': 'asked once in minutes',
  'shared/adapters/sqs/dead-letters.ts': 'few calls of the admin API are about dead letters',
  'shared/checks/repository-checks.ts': 'only the check of a mapping gives them',
  'shared/adapters/dynamodb/stop-store.ts': 'few calls of the admin API are about a stop',
  'functions/equip-runner/confirm-machine.ts': 'few runs execute on Fly; with it equip-runner loads 1.253',
  'shared/contract/released-runners.ts':
    'most runners are that of the deployment; with the list equip-runner loads 1.25004, and it grows',
  'functions/dispatch-run/check-follow-up.ts': 'few candidates are follow-ups',
  'functions/dispatch-run/note-refusal.ts': 'most candidates are admitted, or find no slot, of which nothing is noted',
  'functions/dispatch-run/look-again.ts': 'few follow-ups are ordered twice',
  'functions/dispatch-run/end-unwanted.ts': 'few runs are cancelled, and the words of failures are much text',
  'functions/advance-run/check-ended.ts': 'of advance-run what each event needs for itself',
  'functions/advance-run/check-run.ts': 'of advance-run what each event needs for itself',
  'functions/advance-run/go-on.ts': 'of advance-run what each event needs for itself',
  'functions/advance-run/look-at-ticket.ts': 'of advance-run what each event needs for itself',
  'functions/advance-run/notices/take-notice.ts': 'of advance-run what each event needs for itself',
  'functions/advance-run/offer-next.ts': 'of advance-run what each event needs for itself',
  'functions/advance-run/redeliver.ts': 'of advance-run what each event needs for itself',
  'functions/advance-run/sweep-machines.ts': 'of advance-run what each event needs for itself',
  'shared/adapters/fly/fly-fleet.ts': 'few deployments have machines, which are looked for once in minutes',
  'functions/advance-run/replan.ts': 'of advance-run what each event needs for itself',
  'functions/advance-run/review-plan.ts': 'of advance-run what each event needs for itself',
  'functions/advance-run/settle-run.ts': 'of advance-run what each event needs for itself',
  'functions/advance-run/settle-cost.ts': 'of advance-run what each event needs for itself',
  'functions/advance-run/tell-budget.ts': 'of advance-run what each event needs for itself',
  'functions/advance-run/show-ticket.ts': 'of advance-run what each event needs for itself',
  'functions/advance-run/tell-unshown.ts': 'of advance-run what each event needs for itself',
};

/** The admin API is many small operations; all of them together are 1.29. Follow-ups and mappings concern few messages. */
const LAZY_FOLDERS = ['functions/admin/', 'functions/advance-run/follow-ups/', 'functions/advance-run/mappings/'];

const sources = ['functions', 'shared'].flatMap((room) =>
  readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join(room, path)),
);
const lazy = sources.flatMap((path) =>
  [...readFileSync(join(ROOT, path), 'utf8').matchAll(/\bimport\(\s*'(\.[^']+)'/g)].map(([, target = '']) =>
    relative(ROOT, resolve(ROOT, dirname(path), target)),
  ),
);

test('own files are imported statically, but for what is measured', () => {
  const others = [...new Set(lazy)].filter((path) => !LAZY_FOLDERS.some((folder) => path.startsWith(folder)));

  expect(others.sort()).toEqual(Object.keys(LAZY_FILES).sort());
});
