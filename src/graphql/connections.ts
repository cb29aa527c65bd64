import type { ObjectRef, OutputType, SchemaTypes } from '@pothos/core';
import { inherited } from './access.js';
import { builder } from './builder.js';
import { ConnectionPageInfo, type Page, PageInfo } from './paging.js';

type Types = typeof builder extends PothosSchemaTypes.SchemaBuilder<infer T extends SchemaTypes> ? T : never;

/**
 * Defines a connection type: nodes, their whole number, and where the page lies. `origin` says whether the product
 * has it too.
 */
export function connection<Node>(
  name: string,
  node: OutputType<Types> & ObjectRef<Types, Node>,
  what: string,
  paging: 'forward' | 'bidirectional' = 'forward',
  origin: 'product' | 'addition' = 'product',
): ObjectRef<Types, Page<Node>> {
  return builder.objectRef<Page<Node>>(name).implement({
    description: `A list of ${what}.${origin === 'addition' ? ' An addition of Gatehouse.' : ''}`,
    fieldAccess: inherited,
    fields: (t) => ({
      nodes: t.field({
        type: [node],
        description: `This page of ${what}.`,
        resolve: (page) => page.nodes as never,
      }),
      totalCount: t.int({
        description: 'How many there are in all, whatever the page.',
        resolve: (page) => page.totalCount(),
      }),
      pageInfo: t.field({
        type: paging === 'forward' ? PageInfo : ConnectionPageInfo,
        description: 'Where this page lies.',
        resolve: (page) => page.pageInfo,
      }),
    }),
  }) as unknown as ObjectRef<Types, Page<Node>>;
}
