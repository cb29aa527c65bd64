import type { GraphQLResult, Identity, TestApi } from './api.js';

export interface TokenRequest {
  user: string;
  note?: string;
  scopes?: string[];
  durationSeconds?: number | null;
}

/** Tries to create a token; a refusal is an answer. */
export const tryToCreate = (
  api: TestApi,
  as: Identity,
  { note = 'test', scopes = ['user:all'], durationSeconds = 3600, ...request }: TokenRequest,
): Promise<GraphQLResult> =>
  api.query(
    as,
    'mutation ($user: ID!, $note: String!, $scopes: [String!]!, $durationSeconds: Int) { createAccessToken(user: $user, note: $note, scopes: $scopes, durationSeconds: $durationSeconds) { id token } }',
    { ...request, note, scopes, durationSeconds },
  );

/** What went wrong, in the words of the API; undefined when nothing did. */
export const messageOf = ({ errors }: GraphQLResult): string | undefined => errors?.[0]?.message;

/** The number in an id. */
export const numberIn = (id: string): number => Number(Buffer.from(id, 'base64').toString().split(':')[1]);

export const idOf = (kind: string, number: number): string =>
  Buffer.from(`${kind}:${number}`).toString('base64');
