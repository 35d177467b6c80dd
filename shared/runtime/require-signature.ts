import { AppError } from '../domain/errors.ts';

/** Who can tell whether a body was signed by whom it is said to come from. */
export interface SignatureDeps {
  /** The webhook's secrets: those that are kept, and those that stand now, undefined where these were read just now. */
  secrets: { kept(): Promise<readonly string[]>; renewed(): Promise<readonly string[] | undefined> };
  isSigned(signed: SignedBody, secrets: readonly string[]): Promise<boolean>;
}

interface SignedBody {
  /** The body as text, byte for byte as it was signed. */
  text: string;
  signature: string;
}

/**
 * Refuses a body that was not signed with one of the secrets (`bad_signature`). A secret that was changed meanwhile is found; nothing is
 * asked or read of what has no signature at all.
 */
export async function requireSignature(
  deps: SignatureDeps,
  { text, signature }: { text: string; signature: string | undefined },
): Promise<void> {
  if (text === '' || signature === undefined || signature === '') {
    throw new AppError('bad_signature', 'a delivery has a body and a signature');
  }
  const signed = { text, signature };
  if (await deps.isSigned(signed, await deps.secrets.kept())) return;
  const renewed = await deps.secrets.renewed();
  if (renewed !== undefined && (await deps.isSigned(signed, renewed))) return;
  throw new AppError('bad_signature', 'the body was not signed with the secret of the webhook');
}
