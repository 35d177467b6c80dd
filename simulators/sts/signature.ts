import { createHash, createHmac } from 'node:crypto';

/** What of a request AWS Signature Version 4 covers. Header names are lower-case. */
export interface SignedRequest {
  method: string;
  /** Path and query as they stand in the request line. */
  target: string;
  headers: Record<string, string | undefined>;
  body: string | Buffer;
}

export interface Scope {
  accessKeyId: string;
  /** `20261126` */
  date: string;
  region: string;
  service: string;
  signedHeaders: string[];
}

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest();

/** Reads an `Authorization` header of AWS4-HMAC-SHA256; undefined for any other. */
export function readAuthorization(header: string | undefined): (Scope & { signature: string }) | undefined {
  const form =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;
  const [, accessKeyId = '', date = '', region = '', service = '', signed = '', signature] =
    form.exec(header ?? '') ?? [];
  if (signature === undefined) return undefined;
  return { accessKeyId, date, region, service, signedHeaders: signed.split(';'), signature };
}

/** The `Authorization` header for a request. */
export function authorizationFor(request: SignedRequest, scope: Scope, secretAccessKey: string): string {
  const credential = `${scope.accessKeyId}/${scope.date}/${scope.region}/${scope.service}/aws4_request`;
  const signature = signatureOf(request, scope, secretAccessKey);
  return `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${scope.signedHeaders.join(';')}, Signature=${signature}`;
}

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
export function signatureOf(request: SignedRequest, scope: Scope, secretAccessKey: string): string {
  const [path = '/', query = ''] = request.target.split('?', 2);
  const canonical = [
    request.method,
    encodeURIComponent(path).replaceAll('%2F', '/'),
    query
      .split('&')
      .filter(Boolean)
      .map((part) => (part.includes('=') ? part : `${part}=`))
      .sort()
      .join('&'),
    ...scope.signedHeaders.map((name) => `${name}:${(request.headers[name] ?? '').trim().replace(/\s+/g, ' ')}`),
    '',
    scope.signedHeaders.join(';'),
    sha256(request.body),
  ].join('\n');
  const within = `${scope.date}/${scope.region}/${scope.service}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'] ?? '', within, sha256(canonical)].join('\n');
  const key = [scope.date, scope.region, scope.service, 'aws4_request'].reduce<string | Buffer>(
    hmac,
    `AWS4${secretAccessKey}`,
  );
  return hmac(key, text).toString('hex');
}
