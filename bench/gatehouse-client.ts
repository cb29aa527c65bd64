import type { BenchDatabase } from './databases.js';
import type { Contender } from './processes.js';
import { adminToken, tokenText } from './tokens.js';

/** Asks a Gatehouse as its site admin, outside the measurements. */
export async function ask(
  { port }: Contender,
  { instance }: Pick<BenchDatabase, 'instance'>,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<{ text: string; data: unknown }> {
  const response = await fetch(`http://127.0.0.1:${port}/.api/graphql`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${tokenText(instance, adminToken)}`, 'Accept-Encoding': 'identity' },
    body: JSON.stringify({ query, variables }),
  });
  const text = await response.text();
  const { data, errors } = JSON.parse(text);
  if (errors) throw new Error(text);
  return { text, data };
}

/** Sets the mode in which requests of service accounts are recorded. */
export async function setAuditMode(
  contender: Contender,
  database: BenchDatabase,
  mode: AuditMode,
): Promise<void> {
  const { data } = await ask(contender, database, '{ site { configuration { id } } }');
  const { id } = (data as { site: { configuration: { id: number } } }).site.configuration;
  await ask(
    contender,
    database,
    'mutation ($id: Int!, $input: String!) { updateSiteConfiguration(lastID: $id, input: $input) }',
    { id, input: JSON.stringify({ 'audit.requests': mode }) },
  );
}

export const auditModes = ['durable', 'async', 'off'] as const;
export type AuditMode = (typeof auditModes)[number];
