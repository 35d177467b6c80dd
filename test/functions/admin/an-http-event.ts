import type { APIGatewayProxyEventV2 } from 'aws-lambda';

export interface HttpCall {
  method: string;
  path: string;
  headers?: Record<string, string>;
  cookies?: string[];
  query?: Record<string, string>;
  body?: string;
  sourceIp?: string;
}

/** An event of payload format 2.0, as API Gateway makes it for the routes of the admin function. */
export function anHttpEvent(call: HttpCall): APIGatewayProxyEventV2 {
  const { method, path, headers = {}, cookies, query, body, sourceIp = '203.0.113.7' } = call;
  return {
    version: '2.0',
    routeKey: 'ANY /api/{proxy+}',
    rawPath: path,
    rawQueryString: new URLSearchParams(query).toString(),
    headers: { host: 'admin.test', 'x-forwarded-proto': 'https', ...headers },
    ...(cookies && { cookies }),
    ...(query && { queryStringParameters: query }),
    requestContext: {
      accountId: '123456789012',
      apiId: 'api',
      domainName: 'admin.test',
      domainPrefix: 'admin',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp, userAgent: 'test' },
      requestId: 'request-1',
      routeKey: 'ANY /api/{proxy+}',
      stage: '$default',
      time: '05/Jan/2026:12:00:00 +0000',
      timeEpoch: 1767614400000,
    },
    ...(body === undefined ? {} : { body }),
    isBase64Encoded: false,
  };
}
