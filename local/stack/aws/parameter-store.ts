import { type AwsAnswer, errorAnswer, jsonAnswer, unsupportedAnswer } from './errors.ts';
import { localArn } from './place.ts';

/** Of a standard parameter, in characters. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html */
const VALUE_AT_MOST = 4096;

/**
 * Answers the SSM operations that read, store and delete secrets.
 * @param parameters values by parameter name, such as `/ai-implement/linear-api-key`; changed by what is stored
 */
export function answerParameters(
  operation: string,
  body: Record<string, unknown>,
  parameters: Record<string, string>,
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
  if (operation === 'PutParameter') return put(body, parameters);
  if (operation === 'DeleteParameter') {
    const name = String(body.Name);
    if (!exists(name)) return errorAnswer('ssm', 'ParameterNotFound', `parameter ${name} is not set`);
    delete parameters[name];
    return jsonAnswer('ssm', 200, {});
  }
  return unsupportedAnswer('ssm', `the laptop does not serve ssm:${operation}`);
}

function put({ Name, Value, Overwrite }: Record<string, unknown>, parameters: Record<string, string>): AwsAnswer {
  const [name, value] = [String(Name), String(Value ?? '')];
  if (value === '' || value.length > VALUE_AT_MOST)
    return errorAnswer('ssm', 'ValidationException', `the value has ${value.length} characters`);
  if (Object.hasOwn(parameters, name) && Overwrite !== true)
    return errorAnswer('ssm', 'ParameterAlreadyExists', 'The parameter already exists.');
  parameters[name] = value;
  return jsonAnswer('ssm', 200, { Tier: 'Standard', Version: 1 });
}
