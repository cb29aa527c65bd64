// Writes web/src/generated/operations.ts from schema.graphql and web/operations. With --check it writes nothing
// and fails when the file is not what they say.

import { readFileSync } from 'node:fs';
import { codegen } from '@graphql-codegen/core';
import * as typedDocumentNode from '@graphql-codegen/typed-document-node';
import * as typescript from '@graphql-codegen/typescript';
import * as operations from '@graphql-codegen/typescript-operations';
import { parse } from 'graphql';
import { documentsIn, typeOptions, writeOrCheck } from './codegen.js';

const output = 'web/src/generated/operations.ts';

const code = await codegen({
  filename: output,
  schema: parse(readFileSync('schema.graphql', 'utf8')),
  documents: documentsIn('web/operations'),
  plugins: [{ typescript: {} }, { operations: {} }, { typedDocumentNode: {} }],
  pluginMap: { typescript, operations, typedDocumentNode: typedDocumentNode as never },
  config: typeOptions,
});

writeOrCheck(
  output,
  `// Made from schema.graphql and web/operations by scripts/generate-web.ts. Do not edit.\n${code}\n`,
);
