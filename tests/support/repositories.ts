import { numberIn } from './access-tokens.js';
import type { Identity, TestApi } from './api.js';

/** A code host connection of kind OTHER, as a site admin adds it. */
export async function addConnection(
  api: TestApi,
  config: Record<string, unknown> | string,
  displayName = 'git',
): Promise<{ id: string; warning: string | null; repoCount: number }> {
  const { addExternalService } = await api.ask(
    api.admin,
    'mutation ($input: AddExternalServiceInput!) { addExternalService(input: $input) { id warning repoCount } }',
    {
      input: {
        kind: 'OTHER',
        displayName,
        config: typeof config === 'string' ? config : JSON.stringify(config),
      },
    },
  );
  return addExternalService;
}

/** A repository by its name, as a site admin sees it. */
export async function repositoryNamed(api: TestApi, name: string): Promise<{ id: string; name: string }> {
  const { repository } = await api.ask(
    api.admin,
    'query ($name: String!) { repository(name: $name) { id name } }',
    { name },
  );
  return repository;
}

/** Lets an account see repositories. */
export async function grant(api: TestApi, account: string, repositories: readonly string[]): Promise<void> {
  await api.database.db.query(
    `INSERT INTO repository_grants (user_id, repository_id, source, updated_at)
     SELECT $1, id, 'API', now() FROM unnest($2::int[]) AS id ON CONFLICT DO NOTHING`,
    [numberIn(account), repositories.map(numberIn)],
  );
}

/** Names of the repositories that somebody sees in the list, in its order. */
export async function namesSeen(
  api: TestApi,
  as: Identity,
  args = 'first: 1000',
  variables?: Record<string, unknown>,
): Promise<string[]> {
  const declared = variables ? '($after: String, $before: String, $service: ID)' : '';
  const { repositories } = await api.ask(
    as,
    `query ${declared} { repositories(${args}) { nodes { name } } }`,
    variables,
  );
  return repositories.nodes.map(({ name }: { name: string }) => name);
}
