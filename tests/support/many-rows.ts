import { mirrorOf } from '../../src/modules/mirrors/mirror-state.js';
import { idOf, numberIn } from './access-tokens.js';
import type { TestApi } from './api.js';
import { makeBareRepository } from './git.js';
import { addConnection, repositoryNamed } from './repositories.js';

/** Of which objects there are very many rows in lists. Ids as the API gives them. */
export interface ManyRows {
  person: string;
  serviceAccount: string;
  role: string;
  organization: string;
  repository: string;
  externalService: string;
  webhook: string;
  /** A site admin in ten organizations, where `person` is in `count`. */
  inFew: { id: string; cookie: string };
}

/**
 * Fills a database in bulk: `count` people with two addresses each, service accounts, roles with two permissions, and
 * tokens, two for each account, organizations; the first site admin and the service account that is answered have `count` of each.
 */
export async function fillWithRows(api: TestApi, count: number): Promise<ManyRows> {
  const { query } = api.database.db;
  const run = (sql: string, values: unknown[] = []) => query(sql, values);
  const admin = numberIn(api.admin.id);
  const { id: serviceAccount } = await api.createServiceAccount('busy');
  const { createRole } = await api.ask(
    api.admin,
    'mutation { createRole(name: "busy", permissions: []) { id } }',
  );
  const busy = [admin, numberIn(serviceAccount)];

  await run(
    `WITH people AS (
       INSERT INTO users (kind, username, created_at, updated_at)
       SELECT 'USER', 'person-' || n, now(), now() FROM generate_series(1, $1::int) n RETURNING id, username
     ), named AS (INSERT INTO names (name, user_id) SELECT username, id FROM people)
     INSERT INTO user_emails (user_id, email, verified_at, is_primary, created_at)
     SELECT id, username || '@' || n || '.example.com', now(), n = 1, now() FROM people, generate_series(1, 2) n`,
    [count],
  );
  await run(
    `WITH accounts AS (
       INSERT INTO users (kind, username, owner_id, created_by_id, created_at, updated_at)
       SELECT 'SERVICE_ACCOUNT', replace(username, 'person', 'account'), id, id, now(), now() FROM users
       WHERE username LIKE 'person-%' RETURNING id, username
     ) INSERT INTO names (name, user_id) SELECT username, id FROM accounts`,
  );
  await run(
    `WITH made AS (
       INSERT INTO roles (name, created_at) SELECT 'role ' || n, now() FROM generate_series(1, $1::int) n RETURNING id
     ) INSERT INTO role_permissions (role_id, permission_id)
     SELECT made.id, p.id FROM made, (SELECT id FROM permissions ORDER BY id LIMIT 2) p`,
    [count],
  );
  await run(`INSERT INTO role_permissions SELECT $1, id FROM permissions`, [numberIn(createRole.id)]);
  await run(
    `INSERT INTO user_roles (user_id, role_id)
     SELECT u.id, r.id FROM users u, (SELECT id FROM roles WHERE name LIKE 'role %' ORDER BY id LIMIT 2) r
     UNION SELECT u, r.id FROM unnest($1::int[]) u, roles r WHERE NOT r.system
     UNION SELECT u.id, $2::int FROM users u`,
    [busy, numberIn(createRole.id)],
  );
  const tokens = (from: string, values: unknown[] = []) =>
    run(
      `INSERT INTO access_tokens
         (subject_id, creator_id, secret_hash, secret_tail, note, scopes, created_at, expires_at)
       SELECT u.id, coalesce(u.owner_id, u.id), sha256(convert_to(u.id || ':' || n, 'UTF8')), 'abcd', 'token ' || n,
         '{user:all}', now(), now() + interval '30 days' FROM ${from}`,
      values,
    );
  await tokens(`users u, generate_series(1, 2) n WHERE u.id <> ALL($1::int[])`, [busy]);
  await tokens(`users u, generate_series(1, $2::int) n WHERE u.id = ANY($1::int[])`, [busy, count]);
  await run(
    `INSERT INTO external_accounts (user_id, service_type, service_id, account_id, account_data, created_at, updated_at)
     SELECT u.id, 'github', 'https://github.com/' || n, u.username, '{"login": "somebody"}', now(), now()
     FROM users u, generate_series(1, $2::int) n WHERE u.kind = 'USER' AND (n <= 2 OR u.id = $1)`,
    [admin, count],
  );
  await run(
    `INSERT INTO audit_events (audit_id, created_at, entity, action, outcome, actor_kind, root_fields)
     SELECT gen_random_uuid(), now(), 'GraphQL', 'request', 'SUCCESS', 'ANONYMOUS', '{}' FROM generate_series(1, $1::int)`,
    [count],
  );
  await run(
    `INSERT INTO site_configurations (contents, created_at) SELECT '{}', now() FROM generate_series(1, $1::int)`,
    [count],
  );
  const inFew = await api.createUser('in-few', { siteAdmin: true });
  await run(
    `WITH made AS (
       INSERT INTO organizations (name, created_at, updated_at)
       SELECT 'organization-' || n, now(), now() FROM generate_series(1, $1::int) n RETURNING id, name
     ), named AS (INSERT INTO names (name, organization_id) SELECT name, id FROM made)
     INSERT INTO organization_members (organization_id, user_id, created_at, updated_at)
     SELECT id, $2::int, now(), now() FROM made
     UNION ALL SELECT id, $3::int, now(), now() FROM (SELECT id FROM made ORDER BY id LIMIT 10) few`,
    [count, admin, numberIn(inFew.id)],
  );
  const [organization] = await query<{ id: number }>(
    `INSERT INTO organization_members (organization_id, user_id, created_at, updated_at)
     SELECT o.id, u.id, now(), now() FROM (SELECT min(id) AS id FROM organizations) o, users u
     ON CONFLICT DO NOTHING RETURNING organization_id AS id`,
  );
  const { id: connection } = await addConnection(api, { url: 'file:///nowhere', repos: ['busy'] });
  const { id: repository } = await repositoryNamed(api, 'nowhere/busy');
  await makeBareRepository(mirrorOf(api.services, numberIn(repository)).gitDir, {
    commits: count,
    refs: count,
  });
  await run(`UPDATE repository_mirrors SET status = 'CLONED' WHERE repository_id = $1`, [
    numberIn(repository),
  ]);
  await run(
    `INSERT INTO external_services (kind, display_name, url, sealed_config, creator_id, last_updater_id, created_at, updated_at)
     SELECT e.kind, 'connection ' || n, e.url, e.sealed_config, u.id, u.id, now(), now()
     FROM external_services e, generate_series(1, $1::int) n JOIN users u ON u.username = 'person-' || n WHERE e.id = $2`,
    [count, numberIn(connection)],
  );
  await run(
    `WITH made AS (
       INSERT INTO repositories (name, name_key, service_type, service_id, external_id, created_at)
       SELECT n, n, 'other', 'file:///', n, now() FROM (SELECT 'nowhere/' || generate_series(1, $1::int) AS n) names RETURNING id
     ), mirrors AS (INSERT INTO repository_mirrors (repository_id) SELECT id FROM made)
     INSERT INTO repository_metadata
     SELECT id, 'key ' || n, 'value' FROM made, generate_series(1, 2) n
     UNION ALL SELECT id, 'tag of ' || id, NULL FROM made
     UNION ALL SELECT id, 'number', id::text FROM made`,
    [count],
  );
  await run(
    `INSERT INTO external_service_repositories (external_service_id, repository_id, clone_url, remote_key, is_private)
     SELECT e.id, r.id, 'file:///x', 'x/y', true FROM external_services e, repositories r
     WHERE (e.id = $1 OR r.id = $2) ON CONFLICT DO NOTHING`,
    [numberIn(connection), numberIn(repository)],
  );
  await run(
    `INSERT INTO repository_grants (user_id, repository_id, source, updated_at)
     SELECT $1::int, id, 'API'::permission_source, now() FROM repositories
     UNION ALL SELECT id, $2::int, 'API', now() FROM users WHERE kind = 'SERVICE_ACCOUNT'`,
    [admin, numberIn(repository)],
  );
  await run(
    `INSERT INTO codeowners_files (repository_id, contents, created_at, updated_at)
     SELECT id, '* @team', now(), now() FROM repositories ORDER BY id LIMIT $1::int`,
    [count],
  );
  await run(
    `INSERT INTO pending_repository_grants (repository_id, bind_id, created_at)
     SELECT id, 'later@example.com', now() FROM repositories`,
  );
  await run(
    `INSERT INTO access_requests (name, email, created_at, updated_at)
     SELECT 'somebody', n || '@example.com', now(), now() FROM generate_series(1, $1::int) n`,
    [count],
  );
  await run(
    `INSERT INTO permission_sync_jobs (state, reason, user_id, triggered_by_id, queued_at)
     SELECT 'COMPLETED', 'REASON_MANUAL_USER_SYNC', id, id, now() FROM users WHERE username LIKE 'person-%'`,
  );
  await run(
    `INSERT INTO search_jobs (query, creator_id, created_at)
     SELECT 'widget', id, now() FROM users WHERE username LIKE 'person-%'`,
  );
  await run(
    `INSERT INTO external_service_sync_jobs (external_service_id, state, queued_at)
     SELECT id, 'COMPLETED', now() FROM external_services, generate_series(1, CASE id WHEN $2 THEN $1::int ELSE 2 END)`,
    [count, numberIn(connection)],
  );
  const [webhook] = await query<{ id: number }>(
    `INSERT INTO outbound_webhooks (url, sealed_secret, event_types, created_at, updated_at)
     SELECT 'https://' || n || '.example.com', '', '{user:create}', now(), now()
     FROM generate_series(1, $1::int) n RETURNING id`,
    [count],
  );
  await run(
    `WITH job AS (
       INSERT INTO outbound_webhook_jobs (event_type, payload, created_at) VALUES ('user:create', '{}', now()) RETURNING id
     ) INSERT INTO outbound_webhook_logs (job_id, webhook_id, sent_at, status_code, url, request_headers)
     SELECT job.id, w.id, now(), 0, w.url, '{}'
     FROM job, outbound_webhooks w, generate_series(1, CASE w.id WHEN $2 THEN $1::int ELSE 2 END)`,
    [count, webhook?.id],
  );
  return {
    person: api.admin.id,
    serviceAccount,
    role: createRole.id,
    organization: idOf('Org', organization?.id ?? 0),
    repository,
    externalService: connection,
    webhook: idOf('OutboundWebhook', webhook?.id ?? 0),
    inFew,
  };
}
