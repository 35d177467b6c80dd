/** A person who is signed in to the admin API. */
export interface AdminPerson {
  post(path: string, body?: unknown): Promise<unknown>;
}

/** Signs in with the access code. */
export async function signIn(url: string, accessCode: string): Promise<AdminPerson> {
  const headers: Record<string, string> = { 'content-type': 'application/json', origin: url };
  const post = async (path: string, body: unknown = {}) => {
    const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return response;
  };
  const signedIn = await post('/api/session', { accessCode });
  headers['cookie'] = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  return { post: async (path, body) => (await post(path, body)).json() };
}
