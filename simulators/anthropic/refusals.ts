/** An answer of the model's vendor that is not a success. */
export interface Refusal {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** Source: https://docs.claude.com/en/api/errors */
const ERROR_TYPES: Record<number, string> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  500: 'api_error',
  529: 'overloaded_error',
};

/** As the Messages API words it. */
export function anthropicError(status: number, message: string, headers: Record<string, string> = {}): Refusal {
  const type = ERROR_TYPES[status] ?? 'api_error';
  return { status, headers, body: { type: 'error', error: { type, message }, request_id: 'req_simulated' } };
}

/** As Bedrock words it: the name of the exception stands in a header. */
export function bedrockError(
  status: number,
  name: string,
  message: string,
  headers: Record<string, string> = {},
): Refusal {
  return { status, headers: { 'x-amzn-errortype': name, ...headers }, body: { message } };
}

/** The two vendors' words for one refusal, by the endpoint that was asked. */
export function refusalOf(
  isBedrock: boolean,
  status: number,
  message: string,
  headers: Record<string, string> = {},
): Refusal {
  return isBedrock
    ? bedrockError(status, EXCEPTIONS[status] ?? 'InternalServerException', message, headers)
    : anthropicError(status, message, headers);
}

/** Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html#API_runtime_InvokeModel_Errors */
const EXCEPTIONS: Record<number, string> = {
  400: 'ValidationException',
  403: 'AccessDeniedException',
  404: 'ResourceNotFoundException',
  429: 'ThrottlingException',
  503: 'ServiceUnavailableException',
};
