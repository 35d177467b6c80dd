import { SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { requireAccount } from '../../../local/commands/deployed/account.ts';
import { parameterVault } from '../../../local/commands/deployed/setup/vault.ts';
import { clientSettings } from '../../../local/stack/aws/principals.ts';
import { startEmulators } from '../../../local/stack/emulators.ts';
import { parametersUnder } from '../../../shared/contract/env.ts';
import { startClock } from '../../../simulators/clock.ts';

const NAMES = parametersUnder('/ai-implement/prod');
const KEY = 'arn:aws:kms:eu-central-1:123456789012:key/00000000-0000-4000-8000-000000000000';
const clock = startClock();
afterAll(() => clock.stop());
type Sent = { input: Record<string, unknown> };

/** A client of the Parameter Store that holds these values, or throws an error of this name. */
function aStore(values: Record<string, string>, error?: { name: string; message: string }) {
  const sent: Record<string, unknown>[] = [];
  const send = async ({ input }: Sent) => {
    sent.push(input);
    if (error !== undefined) throw Object.assign(new Error(error.message), { name: error.name });
    const asked = (input['Names'] ?? []) as string[];
    return { Parameters: asked.flatMap((Name) => (Name in values ? [{ Name, Value: values[Name] }] : [])) };
  };
  return { sent, ssm: { send } as unknown as Parameters<typeof parameterVault>[0] };
}

test('all secrets are read, ten at a time, without blanks around them; empty ones are none', async () => {
  const { ssm, sent } = aStore({ [NAMES.accessCode]: ' code\n', [NAMES.linearApiKey]: 'key', [NAMES.jiraToken]: ' ' });

  expect(await parameterVault(ssm, NAMES).read()).toEqual({ accessCode: 'code', linearApiKey: 'key' });
  expect(sent.map(({ Names }) => (Names as string[]).length)).toEqual([10, Object.keys(NAMES).length - 10]);
  expect(sent.every(({ WithDecryption }) => WithDecryption === true)).toBe(true);
});

test('a secret is stored as a SecureString, over the one that stands', async () => {
  const { ssm, sent } = aStore({});
  await parameterVault(ssm, NAMES).write('tokenPrivateKey', 'secret');

  expect(sent).toEqual([
    { Name: '/ai-implement/prod/token-private-key', Value: 'secret', Type: 'SecureString', Overwrite: true },
  ]);
});

test('a key of the stage encrypts what is stored', async () => {
  const { ssm, sent } = aStore({});
  await parameterVault(ssm, NAMES, KEY).write('accessCode', 'code');

  expect(sent).toMatchObject([{ Name: NAMES.accessCode, KeyId: KEY }]);
});

test('over the wire: stored, read by whoever may, stored anew, removed twice, and too long to be stored', async () => {
  const emulators = await startEmulators({ clock, parameters: {} });
  const admin = emulators.principals.admit({ name: 'setup', arn: 'whoever deploys', statements: 'everything' });
  const ssm = new SSMClient(clientSettings(emulators.endpoint.url, admin));
  onTestFinished(async () => {
    ssm.destroy();
    await emulators.stop();
  });
  const vault = parameterVault(ssm, NAMES);

  await vault.write('accessCode', 'first');
  await vault.write('accessCode', 'second');
  await vault.write('linearApiKey', 'key');
  await vault.remove('linearApiKey');
  await vault.remove('linearApiKey');

  expect(await vault.read()).toEqual({ accessCode: 'second' });
  await expect(vault.write('accessCode', 'x'.repeat(4097))).rejects.toThrow(/\(ValidationException\).*not_stored/);
  expect(await vault.read()).toEqual({ accessCode: 'second' });
});

test.each([
  [
    'AccessDeniedException',
    /may not do ssm:PutParameter on \/ai-implement\/prod\/token-private-key: allow it.*not_allowed/,
  ],
  ['ExpiredTokenException', /no usable credentials.*aws sso login.*no_credentials/],
  ['CredentialsProviderError', /no_credentials/],
  ['ValidationException', /did not do ssm:PutParameter .*\(ValidationException\).*not_stored/],
])('%s is one sentence, which holds nothing that AWS quotes', async (name, sentence) => {
  const { ssm } = aStore({}, { name, message: "Value 'canary' at 'value' failed to satisfy constraint" });
  const error = await parameterVault(ssm, NAMES)
    .write('tokenPrivateKey', 'canary')
    .catch((thrown: Error) => thrown);

  expect(error).toMatchObject({ message: expect.stringMatching(sentence) });
  expect(String(error)).not.toContain('canary');
});

test('what is not there may be removed', async () => {
  const { ssm } = aStore({}, { name: 'ParameterNotFound', message: '' });

  await expect(parameterVault(ssm, NAMES).remove('tokenPrivateKey')).resolves.toBeUndefined();
});

test.each([
  ['111111111111', undefined],
  ['222222222222', /of account 222222222222, and stage prod is in 111111111111.*wrong_account/],
  [undefined, /cannot be used \(ExpiredToken\).*no_credentials/],
])(
  'credentials of account %s are held against the stage before anything is read or stored',
  async (Account, refusal) => {
    const send = async () => {
      if (Account === undefined) throw Object.assign(new Error('expired'), { name: 'ExpiredToken' });
      return { Account };
    };
    const sts = { send } as unknown as Parameters<typeof requireAccount>[0];
    const held = requireAccount(sts, { name: 'prod', account: '111111111111' });

    if (refusal === undefined) await expect(held).resolves.toBeUndefined();
    else await expect(held).rejects.toThrow(refusal);
  },
);
