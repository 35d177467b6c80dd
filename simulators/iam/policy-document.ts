import * as z from 'zod';

const textOrList = z.union([z.string(), z.array(z.string())]);
/** One condition operator to its keys, each with one value or several. */
const conditions = z.record(z.string(), z.record(z.string(), z.union([textOrList, z.boolean()])));

/** A policy document; `NotAction`, `NotResource` and `NotPrincipal` are refused by being absent. */
export const PolicyDocument = z.strictObject({
  Version: z.literal('2012-10-17'),
  Statement: z.array(
    z.strictObject({
      Sid: z.string().optional(),
      Effect: z.enum(['Allow', 'Deny']),
      Action: textOrList,
      Resource: textOrList.optional(),
      Principal: z
        .union([
          z.literal('*'),
          z.strictObject({ Service: z.string() }),
          z.strictObject({ Federated: z.string() }),
          z.strictObject({ AWS: z.literal('*') }),
        ])
        .optional(),
      Condition: conditions.optional(),
    }),
  ),
});
