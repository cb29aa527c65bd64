import SchemaBuilder from '@pothos/core';
import PrismaPlugin from '@pothos/plugin-prisma';
import type PrismaTypes from '../db/generated/pothos-types.js';
import { getDatamodel } from '../db/generated/pothos-types.js';
import { accessPluginName } from './access.js';
import type { GraphQLContext } from './context.js';

/** The schema's builder; it defines no domain types. */
export const builder = new SchemaBuilder<{
  PrismaTypes: PrismaTypes;
  Context: GraphQLContext;
  DefaultFieldNullability: false;
  DefaultInputFieldRequiredness: false;
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: Date; Output: Date };
    BigInt: { Input: bigint; Output: bigint | number };
    JSONCString: { Input: string; Output: string };
    GitObjectID: { Input: string; Output: string };
    JSONValue: { Input: unknown; Output: unknown };
  };
}>({
  plugins: [accessPluginName, PrismaPlugin],
  defaultFieldNullability: false,
  prisma: { client: (context) => context.services.db.prisma, dmmf: getDatamodel() },
});

/** What can be asked, as a type of which fields can be. */
export const Query = builder.queryType({ description: 'What can be asked.' });
builder.mutationType({ description: 'What can be changed. Every change is recorded in the audit log.' });
