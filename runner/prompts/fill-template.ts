const VARIABLE = /\$\{([A-Z][A-Z0-9_]*)\}/g;

export interface FilledTemplate {
  text: string;
  /** Variables that stood in it, of those that are known. */
  used: ReadonlySet<string>;
  /** Others; they stay as they are. */
  unknown: readonly string[];
}

/** Replaces each `${NAME}` that is known, once: what a value brings along is not looked at again. */
export function fillTemplate(template: string, values: Record<string, string>): FilledTemplate {
  const used = new Set<string>();
  const unknown = new Set<string>();
  const text = template.replace(VARIABLE, (written, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    (value === undefined ? unknown : used).add(name);
    return value ?? written;
  });
  return { text, used, unknown: [...unknown] };
}
