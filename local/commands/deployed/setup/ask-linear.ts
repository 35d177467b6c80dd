import type { Ask } from './setup-deps.ts';

export const askLinear: Ask = async ({ terminal }, known) => {
  if (known.linearApiKey !== undefined && !(await terminal.confirm('Enter another API key of Linear?'))) return {};
  terminal.say('A personal API key of an account that sees the teams: https://linear.app/settings/account/security');
  const linearApiKey = await terminal.askHidden('API key of Linear (Enter leaves it out)');
  return linearApiKey === '' ? {} : { linearApiKey };
};

/** For a webhook that setup did not make: Linear draws its secret then. */
export const askLinearWebhook: Ask = async ({ terminal }) => {
  const linearWebhookSecret = await terminal.askHidden(
    "Signing secret of a webhook of Linear's that was made by hand (Enter leaves it out: polls find tickets)",
  );
  return linearWebhookSecret === '' ? {} : { linearWebhookSecret };
};
