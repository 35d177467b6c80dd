import { onTestFinished } from 'vitest';
import type { StatusValue } from '../../shared/adapters/jira/status-values.ts';
import { startJira } from '../adapters/jira-harness.ts';
import type { MappingFields } from '../builders/a-mapping.ts';
import { aWorld } from './world.ts';

const MAPPING = {
  tracker: 'jira',
  jql: 'project = PROJ',
  repoFieldValue: 'acme/backend',
  mappingId: 'backend',
} as const;

/** A world whose one ticket is on a simulated Jira, `Ready`; the simulator ends with the test. */
export async function aJiraWorld(mapping: MappingFields = {}) {
  const { simulator, tracker } = await startJira();
  onTestFinished(() => simulator.stop());
  const key = simulator.createIssue('PROJ', { title: 'Sort the list', repo: 'acme/backend' });
  const choose = (value: StatusValue) => simulator.setMarker(key, value);
  choose('Ready');
  const world = await aWorld({ mapping: { ...mapping, ...MAPPING }, tickets: [] });
  await world.buckets.saveLimit({ bucketId: 'jira#backend', tracker: 'jira', limit: 1 });
  world.poll.trackers = [tracker];
  world.dispatch.trackers = { jira: tracker };
  world.advance.trackers = { jira: tracker };
  const ref = { tracker: 'jira', ticketId: simulator.idOf(key) } as const;
  return {
    world,
    simulator,
    ref,
    choose,
    value: () => simulator.markerOf(key),
    comments: () => simulator.commentsOf(key),
  };
}
