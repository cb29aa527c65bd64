import { createServer } from 'node:http';
import pg from 'pg';
import { announce } from './announce.js';

// The list of table (b) as one might write it by hand for this one question: one statement that gives the whole
// answer as text, over the pool settings of Gatehouse. Nobody is asked who they are.

const statement = `
  SELECT json_build_object('data', json_build_object('serviceAccounts', json_build_object('nodes', coalesce(
    json_agg(json_build_object(
      'id', encode(convert_to('ServiceAccount:' || account.id, 'UTF8'), 'base64'),
      'name', account.username,
      'description', account.description,
      'createdAt', to_char(account.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
      'state', CASE WHEN account.disabled_at IS NULL THEN 'ACTIVE' ELSE 'DISABLED' END,
      'owner', CASE WHEN owner.id IS NULL THEN NULL ELSE json_build_object('username', owner.username) END,
      'accessTokens', json_build_object('nodes', coalesce(tokens.nodes, '[]'), 'totalCount', tokens.total)
    ) ORDER BY lower(account.username), account.id), '[]'))))::text AS answer
  FROM (
    SELECT * FROM users WHERE kind = 'SERVICE_ACCOUNT' AND deleted_at IS NULL ORDER BY lower(username), id LIMIT 50
  ) account
  LEFT JOIN users owner ON owner.id = account.owner_id
  CROSS JOIN LATERAL (
    SELECT
      json_agg(json_build_object(
        'id', encode(convert_to('AccessToken:' || token.id, 'UTF8'), 'base64'),
        'note', token.note,
        'scopes', token.scopes,
        'createdAt', to_char(token.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'expiresAt', to_char(token.expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'lastUsedAt', to_char(token.last_used_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
      ) ORDER BY token.place) FILTER (WHERE token.place <= 10) AS nodes,
      count(*) AS total
    FROM (
      SELECT t.*, row_number() OVER (
        ORDER BY t.created_at > now() - interval '5 minutes' DESC, t.last_used_at DESC NULLS FIRST,
          t.created_at DESC, t.id DESC
      ) AS place
      FROM access_tokens t
      WHERE t.subject_id = account.id AND t.deleted_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > now())
    ) token
  ) tokens`;

const pool = new pg.Pool({
  connectionString: process.env['DATABASE_URL'],
  max: 20,
  options: '-c timezone=UTC',
});

announce(
  createServer(async (_request, response) => {
    const { rows } = await pool.query<{ answer: string }>({ name: 'list', text: statement });
    const body = Buffer.from(rows[0]?.answer ?? '');
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': body.length }).end(body);
  }),
);
