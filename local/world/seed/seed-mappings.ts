/** Creates mappings through the admin API, signed in with the access code like a person. */
export async function seedMappings(url: string, accessCode: string, mappings: readonly object[]): Promise<void> {
  const signedIn = await post(url, '/api/session', { accessCode });
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  for (const mapping of mappings) await post(url, '/api/mappings', mapping, cookie);
}

async function post(url: string, path: string, body: unknown, cookie?: string): Promise<Response> {
  const headers = { 'content-type': 'application/json', origin: url, ...(cookie === undefined ? {} : { cookie }) };
  const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return response;
}
