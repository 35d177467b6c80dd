import type { SecretValues } from '../target.ts';
import type { Ask } from './setup-deps.ts';

export const askChats: Ask = async ({ terminal }) => {
  const given: SecretValues = {};
  terminal.say('Optional: chats that are told of runs. docs/notifications.md says how their webhooks are made.');
  const slack = await terminal.askHidden('Address of an incoming webhook of Slack (Enter leaves it as it is)');
  if (slack !== '') given.slackWebhookUrl = slack;
  const teams = await terminal.askHidden('Address of a webhook of Teams (Enter leaves it as it is)');
  if (teams !== '') given.teamsWebhookUrl = teams;
  return given;
};
