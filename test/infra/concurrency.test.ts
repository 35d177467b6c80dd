import { afterAll, beforeAll, expect, test } from 'vitest';
import { PATIENT } from '../../runner/orchestrator/post-json.ts';
import { ROUTES } from '../../shared/contract/routes.ts';
import { type Flood, fresh, type Limits, type Outcome } from './fixtures/fresh-account.ts';
import { type SynthesizedStack, synthesizeStack } from './fixtures/synthesized-stack.ts';

// A fresh AWS account runs ten functions at once. What must give way gives way, and runners are answered.

const SYNTHESIS_LIMIT_MS = 120_000;

let stack: SynthesizedStack;
let limits: Limits;
beforeAll(() => {
  stack = synthesizeStack();
  limits = limitsOf(stack);
}, SYNTHESIS_LIMIT_MS);
afterAll(() => stack.remove());

function limitsOf(template: SynthesizedStack): Limits {
  const [stage] = template.ofType('AWS::ApiGatewayV2::Stage');
  const consumers = template.ofType('AWS::Lambda::EventSourceMapping').map(({ Properties }) => {
    const { MaximumConcurrency } = Properties['ScalingConfig'] as { MaximumConcurrency: number };
    return MaximumConcurrency;
  });
  const routes = (stage?.Properties['RouteSettings'] ?? {}) as Record<string, Throttle>;
  const all = stage?.Properties['DefaultRouteSettings'] as Throttle;
  const schedules = template.ofType('AWS::Scheduler::Schedule').length;
  return { consumers, schedules, all: bucketOf(all), routes: mapped(routes) };
}

interface Throttle {
  ThrottlingRateLimit: number;
  ThrottlingBurstLimit: number;
}

const bucketOf = ({ ThrottlingRateLimit, ThrottlingBurstLimit }: Throttle) => ({
  perSecond: ThrottlingRateLimit,
  burst: ThrottlingBurstLimit,
});
const mapped = (routes: Record<string, Throttle>) =>
  Object.fromEntries(Object.entries(routes).map(([key, throttle]) => [key, bucketOf(throttle)]));

const WEBHOOKS = ['POST /github/webhook', 'POST /linear/webhook', 'POST /jira/webhook'];
const STRANGERS = ROUTES.map(({ method, path }) => `${method} ${path}`).filter((route) => !route.includes(' /runner/'));

test('every route has a limit of its own, below that of the whole API, and nothing else has', () => {
  expect(Object.keys(limits.routes).sort()).toEqual(ROUTES.map(({ method, path }) => `${method} ${path}`).sort());
  for (const { perSecond } of Object.values(limits.routes)) expect(perSecond).toBeLessThan(limits.all.perSecond / 2);
});

test('schedules and consumers leave some of ten functions free', () => {
  const most = limits.consumers.reduce((sum, one) => sum + one, 0) + limits.schedules;

  expect(10 - most).toBeGreaterThanOrEqual(4);
});

const FLOODS: [name: string, flood: Flood][] = [
  ['none', {}],
  ...STRANGERS.map((route): [string, Flood] => [route, { [route]: 500 }]),
  ['all webhooks', Object.fromEntries(WEBHOOKS.map((route) => [route, 500]))],
];

test.each(FLOODS)('with a flood of %s every call of a runner is answered within its patience', (_, flood) => {
  const outcome = fresh(limits, { flood, waitsMs: PATIENT.waitsMs });

  expect(outcome.runnerCalls).toBeGreaterThan(500);
  expect(outcome.runnerCallsGivenUp).toBe(0);
  expect(share(outcome)).toBeGreaterThan(0.8);
});

test('a flood is what is refused: some of it is taken all the same, and runners are mostly answered at their first try', () => {
  const outcome = fresh(limits, { flood: { 'POST /linear/webhook': 500 }, waitsMs: PATIENT.waitsMs });

  expect(outcome.webhooksTaken).toBeGreaterThan(1000);
  expect(outcome.webhooksRefused).toBeGreaterThan(outcome.webhooksTaken);
  expect(share(outcome)).toBeGreaterThan(0.9);
});

test('without limits of their own webhooks would take what runners need', () => {
  const unlimited = { ...limits, routes: {}, all: { perSecond: 10_000, burst: 10_000 } };
  const flood = { 'POST /linear/webhook': 500 };

  expect(share(fresh(unlimited, { flood, waitsMs: PATIENT.waitsMs }))).toBeLessThan(0.5);
});

function share({ runnerCalls, runnerCallsAtFirst }: Outcome): number {
  return runnerCallsAtFirst / runnerCalls;
}
