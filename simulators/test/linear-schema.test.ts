import { readFileSync } from 'node:fs';
import { buildSchema, printSchema, validateSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { rebuildSchema, SCHEMA_FILE, schemaFromDeclarations } from '../linear/rebuild-schema.ts';

describe("Linear's schema", () => {
  it('is committed as the installed SDK declares it', () => {
    const committed = readFileSync(SCHEMA_FILE, 'utf8');
    // Not toEqual: its difference of 14,000 lines takes minutes to print.
    const advice = 'run: node simulators/linear/rebuild-schema.ts';
    expect(committed === rebuildSchema(), advice).toBe(true);
  });

  it('is a valid schema that holds what is asked of Linear', () => {
    const schema = buildSchema(readFileSync(SCHEMA_FILE, 'utf8'));
    expect(validateSchema(schema)).toEqual([]);
    expect(Object.keys(schema.getQueryType()?.getFields() ?? {}).length).toBeGreaterThan(150);
    expect(Object.keys(schema.getMutationType()?.getFields() ?? {}).length).toBeGreaterThan(300);
  });

  it('keeps objects, inputs, interfaces, unions, enums, arguments and what is required', () => {
    const declarations = [
      'type Maybe<T> = T | null;',
      'type Scalars = {',
      '  ID: string;',
      '  /** A moment. */',
      '  DateTime: Date;',
      '};',
      'declare enum Colour {',
      '  DarkRed = "dark_red",',
      '}',
      'type Pet = Cat | Dog;',
      'type Node = {',
      '  id: Scalars["ID"];',
      '};',
      'type Cat = Node & {',
      '  __typename?: "Cat";',
      '  id: Scalars["ID"];',
      '  kittens: Array<Cat>;',
      '  bornAt?: Maybe<Scalars["DateTime"]>;',
      '};',
      'type CatKittensArgs = {',
      '  first?: InputMaybe<Scalars["Int"]>;',
      '  filter: CatFilter;',
      '};',
      'type CatFilter = {',
      '  colours?: InputMaybe<Array<Colour>>;',
      '};',
      'type Dog = {',
      '  __typename?: "Dog";',
      '  colour: Colour;',
      '};',
      'type CatFragment = {',
      '};',
    ];
    const expected = `
      scalar DateTime
      enum Colour { dark_red }
      union Pet = Cat | Dog
      interface Node { id: ID! }
      type Cat implements Node { id: ID!  kittens(first: Int, filter: CatFilter!): [Cat!]!  bornAt: DateTime }
      input CatFilter { colours: [Colour!] }
      type Dog { colour: Colour! }`;
    const rebuilt = schemaFromDeclarations(`\n${declarations.join('\n')}`);
    expect(printSchema(buildSchema(rebuilt))).toBe(printSchema(buildSchema(expected)));
  });
});
