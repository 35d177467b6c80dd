import type { SecretValues } from '../target.ts';
import type { Ask } from './setup-deps.ts';

export const askLinear: Ask = async ({ terminal, target }, known) => {
  const given: SecretValues = {};
  const isKeyGood = known.linearApiKey !== undefined && !(await terminal.confirm('Enter another API key of Linear?'));
  if (!isKeyGood) {
    terminal.say('A personal API key of an account that sees the teams: https://linear.app/settings/account/security');
    const key = await terminal.askHidden('API key of Linear (Enter leaves it out)');
    if (key !== '') given.linearApiKey = key;
  }
  if (known.linearWebhookSecret === undefined) {
    const address = target.publicUrl === undefined ? 'the address that it has once it is deployed' : target.publicUrl;
    terminal.say(
      `Optional, so that tickets are taken at once: a webhook at https://linear.app/settings/api to ${address}/linear/webhook, for the events of Issues`,
    );
    const secret = await terminal.askHidden('Signing secret of that webhook (Enter leaves it out)');
    if (secret !== '') given.linearWebhookSecret = secret;
  }
  return given;
};
