import { type AwsAnswer, errorAnswer, jsonAnswer, unsupportedAnswer } from './errors.ts';
import { localArn } from './place.ts';

/**
 * Answers the two SSM operations that read secrets, from values given at start.
 * @param parameters values by parameter name, such as `/ai-implement/linear-api-key`
 */
export function answerParameters(
  operation: string,
  body: Record<string, unknown>,
  parameters: Readonly<Record<string, string>>,
): AwsAnswer {
  const describe = (name: string) => ({
    Name: name,
    Type: 'SecureString',
    Value: parameters[name],
    Version: 1,
    ARN: localArn('ssm', `parameter${name}`),
    DataType: 'text',
  });
  const exists = (name: string) => Object.hasOwn(parameters, name);
  if (operation === 'GetParameter') {
    const name = String(body.Name);
    if (!exists(name)) return errorAnswer('ssm', 'ParameterNotFound', `parameter ${name} is not set`);
    return jsonAnswer('ssm', 200, { Parameter: describe(name) });
  }
  if (operation === 'GetParameters') {
    const names = (body.Names ?? []) as string[];
    return jsonAnswer('ssm', 200, {
      Parameters: names.filter(exists).map(describe),
      InvalidParameters: names.filter((name) => !exists(name)),
    });
  }
  return unsupportedAnswer('ssm', `the laptop does not serve ssm:${operation}`);
}
