/** The admin API as a person in a browser uses it. */
export interface AdminClient {
  /** The secret that the cookie of the session holds. */
  sessionSecret: string;
  /** Sends one request; a body is sent as JSON. Answers the status and the parsed body. */
  call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<AdminAnswer>;
}

interface AdminAnswer {
  status: number;
  body: unknown;
}

/** Signs in with the access code. */
export async function signedIn(url: string, accessCode: string): Promise<AdminClient> {
  const headers = { 'content-type': 'application/json', origin: url };
  const body = JSON.stringify({ accessCode });
  const answer = await fetch(`${url}/api/session`, { method: 'POST', headers, body });
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  return {
    sessionSecret: cookie.split('=')[1] ?? '',
    async call(method, path, sent) {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: { ...headers, cookie },
        ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
      });
      const text = await response.text();
      return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : text };
    },
  };
}
