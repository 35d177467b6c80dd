/** Answers what a reference stands for, or throws with the reason why it cannot. */
export interface References {
  /** The value of `{ "Ref": name }`; undefined for `AWS::NoValue`. */
  ref(name: string): string | undefined;
  /** The value of `{ "Fn::GetAtt": [logicalId, attribute] }`. */
  attribute(logicalId: string, attribute: string): string;
}

/**
 * Replaces the CloudFormation functions in a piece of a template by their values. Only what our templates use is
 * known: `Ref`, `Fn::GetAtt`, `Fn::Join` and the short form of `Fn::Sub`; another function is an error that names it.
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
    case 'Fn::Sub':
      return substituted(argument, references);
    default:
      throw new Error(`the laptop does not know the CloudFormation function ${name}`);
  }
}

/** Replaces `${Name}` and `${LogicalId.Attribute}` in a text. */
function substituted(text: unknown, references: References): string {
  if (typeof text !== 'string') throw new Error('the laptop knows Fn::Sub without variables of its own only');
  return text.replace(/\$\{([^}]+)\}/g, (_, name: string) => {
    const [logicalId = '', attribute] = name.split('.');
    if (attribute !== undefined) return references.attribute(logicalId, attribute);
    return references.ref(name) ?? '';
  });
}

function textList(name: string, value: unknown): string[] {
  if (!Array.isArray(value) || !value.every((part) => typeof part === 'string')) {
    throw new Error(`${name} has an argument that the laptop cannot resolve: ${JSON.stringify(value)}`);
  }
  return value;
}
