import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApi, type TestApi } from './support/api.js';

// What monitoring asks.

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

test('/healthz, /readyz and /__version answer anyone, in plain text', async () => {
  for (const [path, text] of [
    ['/healthz', 'ok\n'],
    ['/readyz', 'ok\n'],
    ['/__version', expect.stringMatching(/^\d+\.\d+\.\d+$/)],
  ] as const) {
    const response = await api.fetch(path);
    expect([response.status, await response.text()]).toEqual([200, text]);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  }
});

test('/readyz says when the database does not answer, and when it does again', async () => {
  const { db } = api.services;
  const { query } = db;

  Object.assign(db, { query: () => Promise.reject(new Error('connect ECONNREFUSED 10.0.0.1:5432')) });
  const down = await api.fetch('/readyz');
  const alive = await api.fetch('/healthz');
  Object.assign(db, { query });
  const up = await api.fetch('/readyz');

  expect([down.status, await down.text()]).toEqual([503, 'the database does not answer\n']);
  expect([alive.status, up.status]).toEqual([200, 200]);
});

test('/metrics counts requests by kind and outcome, and names no account, token or operation', async () => {
  const { token } = await api.createToken((await api.createServiceAccount('secretive')).id, {
    note: 'hush',
  });
  await api.ask({ token }, 'query Whisper { currentUser { id } }');
  await api.fetch('/.api/graphql', { method: 'POST', headers: { authorization: 'token nonsense' } });

  const response = await api.fetch('/metrics');
  const text = await response.text();

  expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4');
  expect(text).toContain('gatehouse_graphql_requests_total{actor="SERVICE_ACCOUNT",outcome="SUCCESS"} 1\n');
  expect(text).toContain('gatehouse_refused_credentials_total{cause="unknown"} 1\n');
  expect(text).toContain('gatehouse_audit_events_lost 0\n');
  expect(text).toMatch(/gatehouse_http_request_seconds_count\{route="\/\.api\/graphql",status="200"\} \d+\n/);
  expect(text).not.toMatch(/secretive|hush|Whisper/);
});

test('/metrics asks for METRICS_TOKEN where it is set', async () => {
  const guarded = await startTestApi({ METRICS_TOKEN: 'a token for the metrics' }, api);
  const status = async (authorization?: string) =>
    (await guarded.fetch('/metrics', { headers: authorization ? { authorization } : {} })).status;

  expect(await status()).toBe(401);
  expect(await status('Bearer a token for the metricz')).toBe(401);
  expect(await status('Bearer a token for the metrics')).toBe(200);
  await guarded.close();
});
