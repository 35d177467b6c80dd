import * as z from 'zod';
import { type OidcSettings, oidcTokens } from './oidc-tokens.ts';

const Claims = z.object({
  repository: z.string(),
  repository_id: z.string(),
  workflow_ref: z.string(),
  job_workflow_ref: z.string(),
  event_name: z.string(),
  ref: z.string().optional(),
  actor: z.string().optional(),
  run_id: z.string(),
  run_attempt: z.string(),
  runner_environment: z.string().optional(),
});

/** Verifies OIDC tokens of GitHub Actions. https://docs.github.com/actions/reference/security/oidc */
export function workflowIdentity(settings: Omit<OidcSettings, 'service'>) {
  return oidcTokens({ ...settings, service: 'github' }, Claims);
}
