import type { SecretValues } from '../target.ts';
import type { Ask } from './setup-deps.ts';

export const askFly: Ask = async ({ terminal, target }, known) => {
  const given: SecretValues = {};
  terminal.say(`A token of the one app in which runs have machines: fly tokens create deploy --app ${target.fly?.app}`);
  const token = await terminal.askHidden('Token of Fly (Enter leaves it as it is)');
  if (token !== '') given.flyToken = token;
  if (known.flyModelCredentials !== undefined && !(await terminal.confirm('Enter another credential of the model?')))
    return given;
  terminal.say('What machines reach the model with: a key of its own with a spending limit. Machines hold it.');
  const line = await terminal.askHidden('ANTHROPIC_API_KEY=… or CLAUDE_CODE_OAUTH_TOKEN=… (Enter leaves it out)');
  if (line !== '') given.flyModelCredentials = line;
  return given;
};
