import { infrastructure, repeated, substance } from './failure-row.ts';

/** What goes wrong between us and the model. */
export const MODEL_FAILURES = {
  model_credential_missing: substance(
    'There is no credential for Claude',
    'Set CLAUDE_CODE_OAUTH_TOKEN or ANTHROPIC_API_KEY as a secret of the repository or its organisation.',
  ),
  model_credential_refused: substance(
    'Anthropic does not accept the credential for Claude: it expired, was withdrawn, or may not use this',
    'Replace the secret that the repository uses: make a new CLAUDE_CODE_OAUTH_TOKEN with `claude setup-token`, or a new ANTHROPIC_API_KEY in the Anthropic Console.',
  ),
  model_billing: substance(
    'The Anthropic account of the credential cannot pay for more',
    'Buy credits, or mend the payment, in the Anthropic Console under Billing.',
  ),
  model_quota: infrastructure(
    'The usage limit of the credential for Claude is reached',
    'Nothing: the ticket waits until the limit is lifted, then goes on by itself. To go on sooner, raise the limit or use another credential.',
  ),
  model_rate_limited: infrastructure(
    'The model takes no more requests for the moment',
    repeated('raise the rate limit of the account, or lower `maxInProgress` of the mappings that share it'),
  ),
  model_overloaded: infrastructure(
    'The model could not answer, since its service is overloaded or disturbed',
    repeated('see https://status.claude.com, and ask again when the service is well'),
  ),
  model_unreachable: infrastructure(
    'The model could not be reached',
    repeated('see whether a firewall or proxy of the runner holds its requests back'),
  ),
  model_not_found: substance(
    'The model does not exist, or the credential may not use it',
    'Correct `model` or `gap_analysis_model` in the front matter of WORKFLOW.md, or `model` in that of PLANNING.md; on Bedrock, enable the model in that region.',
  ),
  model_not_named: substance(
    'With Bedrock, WORKFLOW.md must name the model',
    'Put `model:` with an id or inference profile of your account into its front matter.',
  ),
  model_request_refused: substance(
    'The model refused the request',
    'See what the model says about it; a smaller ticket, or another `model` in WORKFLOW.md, may help.',
  ),
  model_refused: substance(
    'The model declined to work on this',
    'Say in the ticket what the work is for, or have a person do it. What was done before is in the draft pull request, if there was anything.',
  ),
  prompt_too_long: substance(
    'What the model is asked with is longer than it can read at once',
    'Shorten ticket, WORKFLOW.md and the CLAUDE.md that Claude Code reads at its start, or name a model with a larger context window.',
  ),
  context_window_full: substance(
    "The model's context window is full before the work is done",
    'Split the ticket into smaller ones, or name a model with a larger context window. What was done before is in the draft pull request.',
  ),
  output_limit_reached: substance(
    'An answer of the model is longer than it may be',
    'Split the ticket into smaller ones. What was done before is in the draft pull request.',
  ),
  turns_used_up: substance(
    'The cap on turns ended the work',
    "Raise the mapping's cap on turns, or split the ticket. What was done before is in the draft pull request.",
  ),
  budget_used_up: substance(
    'The budget of the run is used up',
    "Raise the mapping's budget per run, or split the ticket. What was done before is in the draft pull request.",
  ),
  answer_missing: infrastructure(
    'The model ended without an answer in the form that was asked for',
    repeated('name a more capable `model` in WORKFLOW.md, which may keep to the form'),
  ),
  claude_silent: infrastructure(
    'Claude Code gave no sign of life and was stopped',
    repeated("see the log of the agent's job, and split the ticket if its last step was a long one"),
  ),
  claude_stopped: infrastructure(
    'Claude Code was stopped before it had ended',
    repeated("see the log of the agent's job: the machine may have too little memory"),
  ),
  claude_died: infrastructure(
    'Claude Code ended without a result',
    repeated("see the log of the agent's job: the machine may have too little memory"),
  ),
  claude_failed: infrastructure('Claude Code failed', repeated("see the log of the agent's job for what it says")),
  bedrock_session_missing: substance(
    'Bedrock was asked for, but there is no AWS session',
    'Set AWS_BEDROCK_ROLE_ARN as a secret or variable of the repository, with a role that trusts its workflows.',
  ),
  bedrock_region_missing: substance(
    'Bedrock was asked for without an AWS region',
    'Set the region in the project mapping.',
  ),
  bedrock_guardrail_unusable: substance(
    'The guardrail of Bedrock cannot be read',
    'Set the variable AWS_BEDROCK_GUARDRAIL of the repository to ARN:VERSION of a guardrail, or take it away.',
  ),
  bedrock_role_refused: substance(
    'AWS refused the Bedrock role',
    "See that the role of AWS_BEDROCK_ROLE_ARN exists and trusts GitHub's OIDC provider for the workflows of this repository.",
  ),
  aws_session_refused: substance(
    'The AWS session for Bedrock expired, or may not use the model',
    'See that the role of AWS_BEDROCK_ROLE_ARN may invoke the model in that region, and that its workflow may renew the session (`id-token: write`).',
  ),
  sts_unavailable: infrastructure(
    'AWS STS gave no session for the Bedrock role',
    repeated('see https://health.aws.amazon.com/health/status'),
  ),
} as const;
