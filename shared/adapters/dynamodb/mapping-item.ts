import * as z from 'zod';
import type { ProjectMapping } from '../../domain/mapping.ts';
import { instant, type ShapeOf, trackerName } from './item-shape.ts';

/** A project mapping as the table keeps it. */
export const MappingItem = z.object({
  mappingId: z.string(),
  name: z.string(),
  tracker: trackerName,
  teamKey: z.string(),
  linearProjectId: z.string().optional(),
  label: z.string().optional(),
  jql: z.string().optional(),
  repoFieldValue: z.string().optional(),
  statusFieldOverride: z.string().optional(),
  repoFieldOverride: z.string().optional(),
  owner: z.string(),
  repo: z.string(),
  defaultBranch: z.string(),
  planWorkflowFile: z.string(),
  implementWorkflowFile: z.string(),
  maxInProgress: z.int(),
  planningEnabled: z.boolean(),
  executor: z.enum(['github-actions']),
  provider: z.enum(['anthropic', 'bedrock']),
  awsRegion: z.string().optional(),
  maxTurns: z.number().optional(),
  maxIterations: z.number().optional(),
  maxJobMinutes: z.number().optional(),
  runnerImage: z.string().optional(),
  branchPrefix: z.string().optional(),
  paused: z.boolean(),
  suspended: z.object({ reason: z.string(), at: instant }).optional(),
  version: z.int(),
  createdAt: instant,
  updatedAt: instant,
} satisfies ShapeOf<ProjectMapping>);
