import type { Database } from '../../src/db/database.js';

/**
 * What must not be, whatever happened: each statement finds things that are there without the events that say so,
 * or events of things that are not so.
 */
const contradictions: Record<string, string> = {
  'accounts without exactly one event of their creation': `
    SELECT u.id FROM users u WHERE 1 <> (
      SELECT count(*) FROM audit_events e WHERE e.target_id = u.id
      AND (e.entity, e.action) IN (('serviceAccount', 'created'), ('user', 'created'), ('auth.site', 'initialized')))`,
  'creations of accounts that are not there': `
    SELECT e.target_id FROM audit_events e
    WHERE e.entity IN ('serviceAccount', 'user') AND e.action = 'created'
    AND NOT EXISTS (SELECT 1 FROM users u WHERE u.id = e.target_id)`,
  'accounts deleted without an event, or not deleted with one': `
    SELECT u.id FROM users u WHERE (u.deleted_at IS NOT NULL) <> EXISTS (
      SELECT 1 FROM audit_events e WHERE e.target_id = u.id
      AND e.entity IN ('serviceAccount', 'user') AND e.action IN ('deleted', 'hardDeleted'))`,
  'accounts that are not in the state of their last event': `
    SELECT u.id FROM users u WHERE u.kind = 'SERVICE_ACCOUNT' AND (u.disabled_at IS NOT NULL) <> coalesce((
      SELECT e.action = 'disabled' FROM audit_events e WHERE e.target_id = u.id
      AND e.entity = 'serviceAccount' AND e.action IN ('disabled', 'enabled') ORDER BY e.id DESC LIMIT 1), false)`,
  'accounts that do not read as their last change left them': `
    SELECT u.id FROM users u JOIN LATERAL (
      SELECT e.details->'after' AS after FROM audit_events e WHERE e.target_id = u.id
      AND e.entity = 'serviceAccount' AND e.action = 'modified' ORDER BY e.id DESC LIMIT 1) last ON true
    WHERE (u.username, u.description) IS DISTINCT FROM (after->>'name', after->>'description')`,
  'living accounts without their name, or names of others': `
    SELECT u.id FROM users u FULL JOIN names n ON n.user_id = u.id
    WHERE (u.deleted_at IS NULL) IS DISTINCT FROM (n.name = lower(u.username))
    AND NOT (u.deleted_at IS NOT NULL AND n.name IS NULL)`,
  'accounts without their system role': `
    SELECT u.id FROM users u WHERE u.erased_at IS NULL AND NOT EXISTS (
      SELECT 1 FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE ur.user_id = u.id
      AND r.name = CASE u.kind WHEN 'USER' THEN 'USER' ELSE 'SERVICE_ACCOUNT' END)`,
  'accounts whose chosen roles are not those of their last event': `
    SELECT u.id FROM users u WHERE u.erased_at IS NULL AND
      coalesce((SELECT jsonb_agg(r.name ORDER BY r.name) FROM user_roles ur JOIN roles r ON r.id = ur.role_id
        WHERE ur.user_id = u.id AND NOT r.system), '[]')
      <> coalesce((SELECT jsonb_agg(given.role ORDER BY given.role) FROM (
          SELECT e.details->'after' AS after FROM audit_events e WHERE e.target_id = u.id
          AND e.entity = 'rbac.role' AND e.action = 'changed' ORDER BY e.id DESC LIMIT 1) last,
        jsonb_array_elements_text(after) AS given (role)
        WHERE EXISTS (SELECT 1 FROM roles r WHERE r.name = given.role)), '[]')`,
  'tokens without exactly one event of their creation': `
    SELECT t.id FROM access_tokens t WHERE 1 <> (
      SELECT count(*) FROM audit_events e WHERE e.entity = 'user.accessToken'
      AND (e.action = 'created' AND e.target_id = t.id
        OR e.action = 'rotated' AND (e.details->'successor'->>'id')::int = t.id))`,
  'creations of tokens that are not there': `
    SELECT e.id FROM audit_events e WHERE e.entity = 'user.accessToken' AND e.action IN ('created', 'rotated')
    AND NOT EXISTS (SELECT 1 FROM access_tokens t
      WHERE t.id = CASE e.action WHEN 'created' THEN e.target_id ELSE (e.details->'successor'->>'id')::int END)`,
  'tokens revoked without an event, or not revoked with one': `
    SELECT t.id FROM access_tokens t JOIN users u ON u.id = t.subject_id
    WHERE (t.deleted_at IS NOT NULL) <> (u.deleted_at IS NOT NULL OR EXISTS (
      SELECT 1 FROM audit_events e WHERE e.entity = 'user.accessToken' AND e.action = 'deleted' AND e.target_id = t.id))`,
  'rotations that are half done': `
    SELECT t.id FROM access_tokens t LEFT JOIN access_token_rotations r ON r.token_id = t.id
    LEFT JOIN audit_events e ON e.entity = 'user.accessToken' AND e.action = 'rotated' AND e.target_id = t.id
    WHERE num_nonnulls(t.replaced_by_id, r.token_id, e.id) NOT IN (0, 3)`,
  'roles without the event of their creation, or with one of their deletion': `
    SELECT r.id FROM roles r WHERE NOT r.system AND (
      1 <> (SELECT count(*) FROM audit_events e WHERE e.target_kind = 'Role' AND e.target_id = r.id AND e.action = 'created')
      OR EXISTS (SELECT 1 FROM audit_events e WHERE e.target_kind = 'Role' AND e.target_id = r.id AND e.action = 'deleted'))`,
  'roles that are gone without an event': `
    SELECT e.target_id FROM audit_events e WHERE e.entity = 'rbac.role' AND e.action = 'created'
    AND NOT EXISTS (SELECT 1 FROM roles r WHERE r.id = e.target_id)
    AND NOT EXISTS (SELECT 1 FROM audit_events d WHERE d.target_kind = 'Role' AND d.target_id = e.target_id AND d.action = 'deleted')`,
  'roles whose permissions are not those of their last event': `
    SELECT r.id FROM roles r JOIN LATERAL (
      SELECT coalesce(e.details->'permissions', e.details->'after') AS wanted FROM audit_events e
      WHERE e.target_kind = 'Role' AND e.target_id = r.id AND e.action IN ('created', 'changed')
      ORDER BY e.id DESC LIMIT 1) last ON true
    WHERE jsonb_array_length(wanted) <> (SELECT count(*) FROM role_permissions rp WHERE rp.role_id = r.id)`,
};

/** What the tables say that their events do not, by what is wrong; empty when they agree. */
export async function findContradictions(db: Database): Promise<Record<string, unknown[]>> {
  const found: Record<string, unknown[]> = {};
  for (const [what, sql] of Object.entries(contradictions)) {
    const rows = await db.query(sql);
    if (rows.length > 0) found[what] = rows;
  }
  return found;
}
