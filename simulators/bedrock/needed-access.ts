import { inferenceProfile } from './inference-profiles.ts';

/** One question that Bedrock asks IAM before it serves a request. */
export interface NeededAccess {
  action: string;
  resource: string;
  /** Values of the condition keys that Bedrock sets, by name. */
  keys: Readonly<Record<string, string | undefined>>;
}

export interface BedrockCall {
  /** Such as `InvokeModel`. */
  action: string;
  /** The id of a model or of a profile, as it stands in the path; undefined where the call names none. */
  model?: string | undefined;
  /** As the header names it: an ARN, or an id of this account. */
  guardrail?: string | undefined;
  region: string;
  account: string;
}

/**
 * Whoever calls a profile needs it, and the model in each region that it leads to; the latter know through which profile they are called.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html
 */
export function neededAccess({ action: name, model, guardrail, region, account }: BedrockCall): NeededAccess[] {
  const action = `bedrock:${name}`;
  if (model === undefined) return [{ action, resource: '*', keys: {} }];
  const guardrailArn = guardrail && arnOf(guardrail, { region, account });
  const guarded = guardrailArn === undefined ? {} : { 'bedrock:GuardrailIdentifier': guardrailArn };
  const applied = guardrailArn ? [{ action: 'bedrock:ApplyGuardrail', resource: guardrailArn, keys: {} }] : [];
  const profile = inferenceProfile(model.split('/').at(-1) ?? '', { region, account });
  if (profile === undefined) {
    const resource = `arn:aws:bedrock:${region}::foundation-model/${model}`;
    return [{ action, resource, keys: guarded }, ...applied];
  }
  const { inferenceProfileArn: resource, models } = profile;
  const through = { ...guarded, 'bedrock:InferenceProfileArn': resource };
  return [
    { action, resource, keys: guarded },
    ...(name === 'GetInferenceProfile'
      ? []
      : models.map(({ modelArn }) => ({ action, resource: modelArn, keys: through }))),
    ...applied,
  ];
}

function arnOf(guardrail: string, { region, account }: Pick<BedrockCall, 'region' | 'account'>): string {
  return guardrail.startsWith('arn:') ? guardrail : `arn:aws:bedrock:${region}:${account}:guardrail/${guardrail}`;
}
