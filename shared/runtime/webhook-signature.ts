import { verify } from '@octokit/webhooks-methods';

/** Whether `X-Hub-Signature-256` is that of the body under one of the secrets; empty texts would be an error, and are none of these. */
export async function isSignedBody(
  { text, signature }: { text: string; signature: string },
  secrets: readonly string[],
): Promise<boolean> {
  for (const secret of secrets) if (await verify(secret, text, signature)) return true;
  return false;
}
