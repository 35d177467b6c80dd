import {
  type GraphQLObjectType,
  type GraphQLOutputType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';
import { linearSchema } from '../api.ts';

/** Throws where a payload is not what Linear's schema says of the type: a key that it does not know, one that is missing, another kind. */
export function checkPayload(payload: unknown, typeName: string): void {
  const type = linearSchema().getType(typeName);
  if (!isObjectType(type)) throw new Error(`Linear's schema has no type ${typeName}`);
  const fault = faultOf(payload, type, typeName);
  if (fault !== undefined) throw new Error(`the payload breaks Linear's schema: ${fault}`);
}

function faultOf(value: unknown, type: GraphQLOutputType, path: string): string | undefined {
  const isAbsent = value === null || value === undefined;
  if (isNonNullType(type)) return isAbsent ? `${path} is missing` : faultOf(value, type.ofType, path);
  return isAbsent ? undefined : faultOfPresent(value, type, path);
}

function faultOfPresent(value: unknown, type: GraphQLOutputType, path: string): string | undefined {
  if (isListType(type)) {
    if (!Array.isArray(value)) return `${path} is no list`;
    return firstOf(value.map((one, index) => () => faultOf(one, type.ofType, `${path}[${index}]`)));
  }
  if (isUnionType(type)) {
    const fits = type.getTypes().some((one) => faultOf(value, one, path) === undefined);
    return fits ? undefined : `${path} is none of ${type.name}`;
  }
  return isObjectType(type) ? faultOfObject(value, type, path) : faultOfScalar(value, String(type), path);
}

function faultOfObject(value: unknown, type: GraphQLObjectType, path: string): string | undefined {
  if (typeof value !== 'object' || value === null) return `${path} is no object`;
  const fields = type.getFields();
  const other = Object.keys(value).find((name) => fields[name] === undefined);
  if (other !== undefined) return `${path}.${other} is unknown to ${type.name}`;
  return firstOf(
    Object.values(fields).map(
      (field) => () => faultOf(Reflect.get(value, field.name), field.type, `${path}.${field.name}`),
    ),
  );
}

const KINDS: Record<string, string> = { Float: 'number', Int: 'number', Boolean: 'boolean', JSONObject: 'object' };

function faultOfScalar(value: unknown, type: string, path: string): string | undefined {
  const kind = KINDS[type] ?? 'string';
  return typeof value === kind ? undefined : `${path} is no ${kind}`;
}

function firstOf(checks: readonly (() => string | undefined)[]): string | undefined {
  for (const check of checks) {
    const fault = check();
    if (fault !== undefined) return fault;
  }
  return undefined;
}
