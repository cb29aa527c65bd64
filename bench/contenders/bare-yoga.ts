import { createServer } from 'node:http';
import { createSchema, createYoga } from 'graphql-yoga';
import { announce } from './announce.js';

// Yoga as its documentation starts it, over an answer that is at hand. Nobody is asked who they are.

const answer = process.env['BENCH_ANSWER'] ?? '{"data":{"currentUser":{"username":"bench"}}}';
const { data } = JSON.parse(answer) as { data: Record<string, unknown> };

const yoga = createYoga({
  schema: createSchema({
    typeDefs: `
      type Query {
        currentUser: User
        serviceAccounts(first: Int): ServiceAccountConnection!
      }
      type User { username: String! }
      type ServiceAccountConnection { nodes: [ServiceAccount!]! }
      type ServiceAccount {
        id: ID!
        name: String!
        description: String!
        createdAt: String!
        state: String!
        owner: User
        accessTokens(first: Int): AccessTokenConnection!
      }
      type AccessTokenConnection { nodes: [AccessToken!]! totalCount: Int! }
      type AccessToken {
        id: ID!
        note: String!
        scopes: [String!]!
        createdAt: String!
        expiresAt: String
        lastUsedAt: String
      }`,
    resolvers: {
      Query: { currentUser: () => data['currentUser'], serviceAccounts: () => data['serviceAccounts'] },
    },
  }),
  graphqlEndpoint: '/.api/graphql',
});

announce(createServer(yoga));
