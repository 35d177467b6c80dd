import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { DEFAULT_PAGE } from './connection.ts';

/** A query above this is refused. Source: https://linear.app/developers/rate-limiting (complexity). */
export const MAX_COMPLEXITY = 10_000;

interface Scoring {
  schema: GraphQLSchema;
  variables: Record<string, unknown>;
  fragments: Map<string, FragmentDefinitionNode>;
}

/**
 * Scores an operation as Linear documents it: a scalar 0.1, an object 1, and a connection multiplies what is below it by
 * its page size (50 when none is given). Rounded up.
 */
export function complexityOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): number {
  const root = schema.getRootType(operation.operation);
  if (!root) return 0;
  const definitions = document.definitions.filter((d) => d.kind === Kind.FRAGMENT_DEFINITION);
  const fragments = new Map(definitions.map((d) => [d.name.value, d]));
  return Math.ceil(selectionScore({ schema, variables, fragments }, operation.selectionSet, root) / 10);
}

/** In tenths of a point, so that sums stay exact. */
function selectionScore(scoring: Scoring, selections: SelectionSetNode, type: GraphQLCompositeType): number {
  return selections.selections.reduce((sum, selection) => {
    if (selection.kind === Kind.FIELD) return sum + fieldScore(scoring, selection, type);
    const inlined = selection.kind === Kind.INLINE_FRAGMENT ? selection : scoring.fragments.get(selection.name.value);
    if (!inlined) return sum;
    const named = inlined.typeCondition && scoring.schema.getType(inlined.typeCondition.name.value);
    return sum + selectionScore(scoring, inlined.selectionSet, isCompositeType(named) ? named : type);
  }, 0);
}

function fieldScore(scoring: Scoring, field: FieldNode, parent: GraphQLCompositeType): number {
  const definition = fieldOf(parent, field.name.value);
  const type = definition && getNamedType(definition.type);
  if (!field.selectionSet || !isCompositeType(type)) return 1;
  const below = selectionScore(scoring, field.selectionSet, type);
  return 10 + below * (type.name.endsWith('Connection') ? pageSize(scoring, field) : 1);
}

function fieldOf(parent: GraphQLCompositeType, name: string): GraphQLField<unknown, unknown> | undefined {
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
}

function pageSize({ variables }: Scoring, field: FieldNode): number {
  const given = field.arguments?.find((a) => a.name.value === 'first' || a.name.value === 'last')?.value;
  if (given?.kind === Kind.INT) return Number(given.value);
  const variable = given?.kind === Kind.VARIABLE ? variables[given.name.value] : undefined;
  return typeof variable === 'number' ? variable : DEFAULT_PAGE;
}
