// Writes sdk/src/generated/operations.ts from schema.graphql and sdk/operations. With --check it writes nothing
// and fails when the file is not what they say.

import { readFileSync } from 'node:fs';
import { codegen } from '@graphql-codegen/core';
import * as typescript from '@graphql-codegen/typescript';
import * as graphqlRequest from '@graphql-codegen/typescript-graphql-request';
import * as operations from '@graphql-codegen/typescript-operations';
import { buildSchema, Kind, parse, type Token, TokenKind } from 'graphql';
import { documentsIn, typeOptions, writeOrCheck } from './codegen.js';

const folder = 'sdk/operations';
const output = 'sdk/src/generated/operations.ts';
const schemaText = readFileSync('schema.graphql', 'utf8');
const documents = documentsIn(folder);

const code = await codegen({
  filename: output,
  schema: parse(schemaText),
  documents,
  plugins: [{ typescript: {} }, { operations: {} }, { graphqlRequest: {} }],
  // The last one is typed against an older version of the same interface.
  pluginMap: { typescript, operations, graphqlRequest: graphqlRequest as never },
  config: typeOptions,
});
const generated = [
  '// Made from schema.graphql and sdk/operations by scripts/generate-sdk.ts. Do not edit.',
  withDescriptions(code),
  '',
].join('\n');

writeOrCheck(output, generated);

/** Says above each method what its operation is for. */
function withDescriptions(text: string): string {
  const descriptions = operationDescriptions();
  return text.replaceAll(/^ {4}(\w+)\(variables/gm, (method, name: string) => {
    const lines = (descriptions.get(name) ?? []).map((line) => `     * ${line}`.trimEnd());
    return ['    /**', ...lines, '     */', method].join('\n');
  });
}

/** By operation name: the comment above the operation, or else what the schema says of the field it asks for. */
function operationDescriptions(): Map<string, string[]> {
  const schema = buildSchema(schemaText);
  const descriptions = new Map<string, string[]>();
  for (const definition of documents.flatMap(({ document }) => document.definitions)) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const { name, operation, selectionSet, loc } = definition;
    const [field] = selectionSet.selections;
    if (!name || !loc || field?.kind !== Kind.FIELD) continue;
    const root = schema.getRootType(operation)?.getFields()[field.name.value];
    const comment = commentAbove(loc.startToken);
    descriptions.set(name.value, comment.length > 0 ? comment : (root?.description?.split('\n') ?? []));
  }
  return descriptions;
}

function commentAbove(token: Token): string[] {
  const lines: string[] = [];
  for (let line = token.prev; line?.kind === TokenKind.COMMENT; line = line.prev) {
    lines.unshift(line.value.trim());
  }
  return lines;
}
