import type { Value } from './expressions.ts';
import type { FileFrame } from './run-play.ts';
import { Unsupported } from './unsupported.ts';
import type { InputDeclaration, WorkflowFile } from './workflow-file.ts';

const EMPTY: Record<InputDeclaration['type'], Value> = { string: '', number: 0, boolean: false };

type Call = Omit<FileFrame, 'file' | 'inputs'> & { inputs: Record<string, Value> };

/** A called file with what its caller hands over, checked as GitHub does. */
export function calledFrame(file: WorkflowFile, call: Call): FileFrame {
  const { call: declared, path } = file;
  if (declared === undefined) throw new Unsupported(path, 'it cannot be called: it lacks workflow_call');
  refuseForeign(path, 'input', Object.keys(call.inputs), declared.inputs);
  refuseForeign(path, 'secret', Object.keys(call.secrets), declared.secrets);
  const missing = declared.secrets.find(({ name, isRequired }) => isRequired && (call.secrets[name] ?? '') === '');
  if (missing !== undefined) throw new Unsupported(path, `secret ${missing.name} is required, but not provided`);
  const inputs = declared.inputs.map(
    (input) => [input.name, inputValue(path, input, call.inputs[input.name])] as const,
  );
  return { ...call, file, inputs: Object.fromEntries(inputs) };
}

function refuseForeign(path: string, kind: string, names: readonly string[], known: readonly { name: string }[]): void {
  const foreign = names.find((name) => !known.some((one) => one.name === name));
  if (foreign !== undefined)
    throw new Unsupported(path, `${kind} ${foreign} is not defined in the referenced workflow`);
}

function inputValue(path: string, { name, type, isRequired }: InputDeclaration, value: Value | undefined): Value {
  if (value === undefined || value === null) {
    if (isRequired) throw new Unsupported(path, `input ${name} is required, but not provided`);
    return EMPTY[type];
  }
  if (typeof value !== type)
    throw new Unsupported(path, `input ${name} is to be a ${type}, not ${JSON.stringify(value)}`);
  return value;
}
