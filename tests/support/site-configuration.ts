import type { TestApi } from './api.js';

/** Replaces the site configuration, as an admin does. */
export async function configure(api: TestApi, settings: Record<string, unknown>): Promise<void> {
  const { site } = await api.ask(api.admin, '{ site { configuration { id } } }');
  await api.ask(
    api.admin,
    'mutation ($lastID: Int!, $input: String!) { updateSiteConfiguration(lastID: $lastID, input: $input) }',
    { lastID: site.configuration.id, input: JSON.stringify(settings) },
  );
}
