/** Answers what a reference stands for, or throws with the reason why it cannot. */
export interface References {
  /** The value of `{ "Ref": name }`; undefined for `AWS::NoValue`. */
  ref(name: string): string | undefined;
  /** The value of `{ "Fn::GetAtt": [logicalId, attribute] }`. */
  attribute(logicalId: string, attribute: string): string;
}

/**
 * Replaces the CloudFormation functions in a piece of a template by their values. Only what our templates use is
 * known: `Ref`, `Fn::GetAtt` and `Fn::Join`; another function is an error that names it.
 */
export function resolveIntrinsics(value: unknown, references: References): unknown {
  if (Array.isArray(value)) return resolveList(value, references);
  if (value === null || typeof value !== 'object') return value;
  const [name, ...others] = Object.keys(value);
  const isIntrinsic = name !== undefined && others.length === 0 && (name === 'Ref' || name.startsWith('Fn::'));
  if (isIntrinsic) return resolveCall(name, Object.values(value)[0], references);
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => [key, resolveIntrinsics(inner, references)])
      .filter(([, inner]) => inner !== undefined),
  );
}

function resolveList(list: readonly unknown[], references: References): unknown[] {
  return list.map((entry) => resolveIntrinsics(entry, references)).filter((entry) => entry !== undefined);
}

function resolveCall(name: string, argument: unknown, references: References): unknown {
  switch (name) {
    case 'Ref':
      return references.ref(String(argument));
    case 'Fn::GetAtt': {
      const [logicalId, attribute] = textList(name, argument);
      return references.attribute(logicalId ?? '', attribute ?? '');
    }
    case 'Fn::Join': {
      const [separator, parts] = Array.isArray(argument) ? argument : [];
      return textList(name, resolveIntrinsics(parts, references)).join(String(separator));
    }
    default:
      throw new Error(`the laptop does not know the CloudFormation function ${name}`);
  }
}

function textList(name: string, value: unknown): string[] {
  if (!Array.isArray(value) || !value.every((part) => typeof part === 'string')) {
    throw new Error(`${name} has an argument that the laptop cannot resolve: ${JSON.stringify(value)}`);
  }
  return value;
}
