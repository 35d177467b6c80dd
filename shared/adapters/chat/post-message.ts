/** How long a chat may take: what waits behind it waits no longer. */
const ANSWERS_IN_MS = 2000;

/** Posts once; answers why it was not taken. The address is a credential: it is followed nowhere, and stands in no reason. */
export async function postMessage(address: string, message: object): Promise<string | undefined> {
  try {
    const answer = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(message),
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWERS_IN_MS),
    });
    // What it says is of no use, and might never end.
    answer.body?.cancel().catch(() => {});
    return answer.ok ? undefined : `it answered ${answer.status}`;
  } catch (error) {
    return error instanceof Error && error.name === 'TimeoutError' ? 'it took too long' : 'it was out of reach';
  }
}
