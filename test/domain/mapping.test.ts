import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { bucketIdOf, covers, mappingFor, narrowestMappings } from '../../shared/domain/mapping.ts';
import { aMapping } from '../builders/a-mapping.ts';
import { aTicket } from '../builders/a-ticket.ts';

const team = aMapping({ mappingId: 'team' });
const label = aMapping({ mappingId: 'label', label: 'api' });
const project = aMapping({ mappingId: 'project', linearProjectId: 'p1' });
const both = aMapping({ mappingId: 'both', linearProjectId: 'p1', label: 'api' });
const otherTeam = aMapping({ mappingId: 'other', teamKey: 'OPS' });
const all = [team, label, project, both, otherTeam];

test.each([
  [{}, 'team'],
  [{ labels: ['api'] }, 'label'],
  [{ projectId: 'p1' }, 'project'],
  [{ projectId: 'p1', labels: ['api'] }, 'both'],
  [{ teamKey: 'OPS' }, 'other'],
  [{ teamKey: 'NONE' }, undefined],
])('a ticket with %j belongs to mapping %s', (fields, mappingId) => {
  expect(mappingFor(all, aTicket(fields))?.mappingId).toBe(mappingId);
});

test('of equally narrow mappings the oldest wins', () => {
  const older = aMapping({ mappingId: 'older', createdAt: '2025-12-01T08:00:00.000Z' });

  expect(mappingFor([team, older], aTicket())?.mappingId).toBe('older');
});

test('a tie is told by its names: two that are equally narrow, and none that is wider', () => {
  const [one, other] = ['api', 'mobile'].map((label) => aMapping({ mappingId: label, name: label, label }));
  if (one === undefined || other === undefined) throw new Error('two mappings were built');
  const both = aTicket({ labels: ['api', 'mobile'] });

  expect(narrowestMappings([team, one, other], both)).toEqual([one, other]);
  expect(narrowestMappings([team, one, other], aTicket({ labels: ['api'] }))).toEqual([one]);
  expect(narrowestMappings([], both)).toEqual([]);
});

test('the order of the mappings does not matter, and what is found covers the ticket', () => {
  const tickets = fc.record({
    projectId: fc.constantFrom(null, 'p1', 'p2'),
    labels: fc.subarray(['api', 'AI-Implement']),
    teamKey: fc.constantFrom('ENG', 'OPS', 'NONE'),
  });
  void fc.assert(
    fc.property(tickets, fc.shuffledSubarray(all), (fields, mappings) => {
      const ticket = aTicket(fields);
      const found = mappingFor(mappings, ticket);

      expect(found).toEqual(mappingFor([...mappings].reverse(), ticket));
      expect(found !== undefined && covers(found, ticket)).toBe(mappings.some((mapping) => covers(mapping, ticket)));
    }),
  );
});

const onJira = aMapping({
  mappingId: 'on-jira',
  tracker: 'jira',
  jql: 'project = PROJ',
  repoFieldValue: 'acme/backend',
});

test('a Jira ticket belongs to a mapping in whose scope Jira found it, whatever else it looks like', () => {
  const ticket = aTicket({ tracker: 'jira', teamKey: '', mappingIds: ['on-jira'] });

  expect(mappingFor([team, onJira], ticket)?.mappingId).toBe('on-jira');
  expect(mappingFor([team, onJira], { ...ticket, mappingIds: [] })).toBeUndefined();
  expect(mappingFor([team, onJira], { ...ticket, mappingIds: undefined })).toBeUndefined();
});

test('capacity counts by team on Linear and by mapping on Jira', () => {
  expect(bucketIdOf(team)).toBe(bucketIdOf(label));
  expect(bucketIdOf(onJira)).not.toBe(bucketIdOf({ ...onJira, mappingId: 'another' }));
});
