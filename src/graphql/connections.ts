import type { ObjectRef, OutputType, SchemaTypes } from '@pothos/core';
import { inherited } from './access.js';
import { builder } from './builder.js';
import {
  BidirectionalPageInfo,
  ConnectionPageInfo,
  type LazyPage,
  type Page,
  PageInfo,
  type PageInfoShape,
} from './paging.js';

type Types = typeof builder extends PothosSchemaTypes.SchemaBuilder<infer T extends SchemaTypes> ? T : never;

/** A list whose page may be read only when it is asked for. */
export interface ReadableBothWays {
  totalCount: () => number | Promise<number>;
  pageInfo?: Page<unknown>['pageInfo'];
  page?: () => Promise<Pick<Page<unknown>, 'pageInfo'>>;
}

/** Its implementations have its fields from here. */
export const Connection = builder.interfaceRef<ReadableBothWays>('Connection').implement({
  description: 'A list that can be read in both directions.',
  fieldAccess: inherited,
  fields: (t) => ({
    totalCount: t.int({
      description: 'How many there are in all, whatever the page.',
      resolve: ({ totalCount }) => totalCount(),
    }),
    pageInfo: t.field({
      type: ConnectionPageInfo,
      description: 'Where this page lies.',
      resolve: async ({ pageInfo, page }) => pageInfo ?? ((await page?.())?.pageInfo as PageInfoShape),
    }),
  }),
});

/**
 * Defines a connection type: nodes, their whole number, and where the page lies. `origin` says whether the product
 * has it too. The product describes pages of lists that
 * can be read in both directions by two types, of which `BidirectionalPageInfo` is the older one.
 */
export function connection<Node>(
  name: string,
  node: OutputType<Types> & ObjectRef<Types, Node>,
  what: string,
  paging: 'forward' | 'bidirectional' | 'old bidirectional' = 'forward',
  origin: 'product' | 'addition' = 'product',
): ObjectRef<Types, Page<Node> | LazyPage<Node>> {
  const ref = builder.objectRef<Page<Node> | LazyPage<Node>>(name);
  const description = `A list of ${what}.${origin === 'addition' ? ' An addition of Gatehouse.' : ''}`;
  const type: [typeof node] = [node];
  const nodes = { type, description: `This page of ${what}.` };
  const nodesOf = (list: Page<Node> | LazyPage<Node>) =>
    ('page' in list ? list.page().then((page) => page.nodes) : list.nodes) as never;
  if (paging === 'bidirectional') {
    ref.implement({
      description,
      interfaces: [Connection],
      fieldAccess: inherited,
      fields: (t) => ({ nodes: t.field({ ...nodes, resolve: nodesOf }) }),
    });
  } else {
    ref.implement({
      description,
      fieldAccess: inherited,
      fields: (t) => ({
        nodes: t.field({ ...nodes, resolve: nodesOf }),
        totalCount: t.int({
          description: 'How many there are in all, whatever the page.',
          resolve: (page) => page.totalCount(),
        }),
        pageInfo: t.field({
          type: paging === 'forward' ? PageInfo : BidirectionalPageInfo,
          description: 'Where this page lies.',
          resolve: (list) => ('page' in list ? list.page().then(({ pageInfo }) => pageInfo) : list.pageInfo),
        }),
      }),
    });
  }
  return ref as unknown as ObjectRef<Types, Page<Node> | LazyPage<Node>>;
}
