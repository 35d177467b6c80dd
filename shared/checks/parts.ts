/** Every code that a check may have, and the part of a deployment that it is about. Codes are stable: scripts read them. */
export const PARTS = {
  app_granted: 'GitHub App',
  app_lacks: 'GitHub App',
  not_accepted: 'GitHub App',
  branch_protected: 'Branch rules',
  unprotected_branch: 'Branch rules',
  runs_welcome: 'Repository',
  run_refused: 'Repository',
  runners_apart: 'Runner labels',
  runner_shared: 'Runner labels',
  model_known: 'Model',
  model_needed: 'Model',
  templates_synced: 'Templates',
  templates_due: 'Templates',
  scope_served: 'Tickets',
  scope_refused: 'Tickets',
  markers_hindered: 'Markers',
  options_missing: 'Markers',
  label_taken: 'Markers',
} as const satisfies Record<string, string>;

export type CheckCode = keyof typeof PARTS;
