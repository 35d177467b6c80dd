import { DeleteParameterCommand, GetParametersCommand, PutParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { Refusal } from '../../../../infra/refusal.ts';
import type { ParameterNames, SecretName } from '../../../../shared/contract/env.ts';
import type { SecretValues } from '../target.ts';

/** Where the secrets of a deployment are. Throws `Refusal` with what to do. */
export interface Vault {
  read(): Promise<SecretValues>;
  write(name: SecretName, value: string): Promise<void>;
  /** Harmless where there is none. */
  remove(name: SecretName): Promise<void>;
}

/** The most names that one GetParameters takes. */
const BATCH = 10;

/**
 * SecureStrings in the Parameter Store.
 * @param keyArn encrypts what is written. @default the account's key for parameters, which AWS keeps
 */
export function parameterVault(ssm: Pick<SSMClient, 'send'>, names: ParameterNames, keyArn?: string): Vault {
  const all = Object.keys(names) as SecretName[];
  return {
    async read() {
      const values: SecretValues = {};
      for (let from = 0; from < all.length; from += BATCH) {
        const batch = all.slice(from, from + BATCH);
        const Names = batch.map((name) => names[name]);
        const { Parameters = [] } = await allowed('ssm:GetParameters', Names, () =>
          ssm.send(new GetParametersCommand({ Names, WithDecryption: true })),
        );
        for (const name of batch) {
          const value = Parameters.find(({ Name }) => Name === names[name])?.Value?.trim();
          if (value !== undefined && value !== '') values[name] = value;
        }
      }
      return values;
    },
    async write(name, Value) {
      const Name = names[name];
      const key = keyArn === undefined ? {} : { KeyId: keyArn };
      const parameter = { Name, Value, Type: 'SecureString', Overwrite: true, ...key } as const;
      await allowed('ssm:PutParameter', [Name], () => ssm.send(new PutParameterCommand(parameter)));
    },
    async remove(name) {
      const Name = names[name];
      await allowed('ssm:DeleteParameter', [Name], async () => {
        await ssm.send(new DeleteParameterCommand({ Name })).catch(unlessGone);
      });
    },
  };
}

function unlessGone(error: unknown): void {
  if ((error as Error).name !== 'ParameterNotFound') throw error;
}

/** The error of AWS may quote the value, so that its name alone is told. */
async function allowed<T>(action: string, names: readonly string[], ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const { name } = error as Error;
    const which = names.length === 1 ? names[0] : `${names[0]?.replace(/\/[^/]*$/, '')}/*`;
    if (name === 'AccessDeniedException') {
      throw new Refusal(
        `The credentials of this shell may not do ${action} on ${which}: allow it, with kms:Decrypt and kms:Encrypt where the key is your own. (not_allowed)`,
      );
    }
    if (/Credentials|Token/.test(name)) {
      throw new Refusal(
        `There are no usable credentials of AWS in this shell (${name}). Sign in, for example by \`aws sso login\` and AWS_PROFILE, and start again. (no_credentials)`,
      );
    }
    throw new Refusal(
      `AWS did not do ${action} on ${which} (${name}). Nothing more was changed; start again. (not_stored)`,
    );
  }
}
