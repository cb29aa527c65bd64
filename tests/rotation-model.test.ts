import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openServerDatabase } from '../src/db/server.js';
import { messageOf, tryToCreate } from './support/access-tokens.js';
import { cookieOf, startTestApi, type TestApi, testPassword } from './support/api.js';
import { whoAmI } from './support/raw-request.js';
import { history, maxTokens, RotationModel, type Step, type Token } from './support/rotation-model.js';
import { configure } from './support/site-configuration.js';

// Random histories of one account's tokens, each step sent to one of two servers, compared step by step with a
// model that knows nothing of databases. On failure fast-check prints the seed: TEST_SEED=<seed> repeats it.

const seed = Number(process.env['TEST_SEED'] ?? Math.trunc(Math.random() * 2 ** 31));
const histories = Number(process.env['TEST_RUNS'] ?? 25);

let first: TestApi;
let second: TestApi;
let accounts = 0;

beforeAll(async () => {
  first = await startTestApi();
  await configure(first, {
    'auth.accessTokens': { maxTokensPerUser: maxTokens },
    'auth.sessionExpiry': '80000h',
  });
  // Days go by in the histories, more than a session usually lasts.
  const signIn = await first.fetch('/-/sign-in', {
    method: 'POST',
    body: JSON.stringify({ email: 'admin', password: testPassword }),
  });
  first.admin.cookie = cookieOf(signIn);
  // On a server each has its own connections, as two processes have.
  const { url } = first.database;
  const database = url
    ? { ...first.database, db: await openServerDatabase({ url, poolSize: 4 }) }
    : first.database;
  second = await startTestApi({}, { ...first, database });
});
afterAll(async () => {
  await second.close();
  if (second.database !== first.database) await second.database.db.close();
  await first.close();
});

const rotate = (api: TestApi, { id }: Token, overlap: number, key: string | null) =>
  api.query(
    api.admin,
    'mutation ($id: ID!, $overlap: Int!, $key: String) { rotateAccessToken(token: $id, overlapSeconds: $overlap, idempotencyKey: $key) { id token } }',
    { id, overlap, key },
  );

/** Takes one step in the real world and in the model; they must agree on how it ends. */
async function take(step: Step, api: TestApi, account: string, model: RotationModel): Promise<void> {
  if (step.kind === 'wait') {
    first.clock.advance(step.seconds);
    model.now += step.seconds;
    return;
  }
  if (step.kind === 'create') {
    const result = await tryToCreate(api, api.admin, {
      user: account,
      note: step.note,
      durationSeconds: step.life,
    });
    const refusal = model.refusalToCreate(step.note);
    expect(messageOf(result)?.slice(0, refusal?.length)).toBe(refusal);
    if (refusal) return;
    const { id, token } = result.data.createAccessToken;
    model.add({ id, text: token, note: step.note, life: step.life });
    return;
  }
  const token = step.kind === 'repeat' ? model.at(step.token, model.rotated()) : model.at(step.token);
  if (!token) return;
  switch (step.kind) {
    case 'repeat': {
      const { overlap = 0, key = null } = token.rotation ?? {};
      const asked = step.sameOverlap ? overlap : overlap + 1;
      return compareRotation(model, token, asked, key, await rotate(api, token, asked, key));
    }
    case 'rotate':
      return compareRotation(
        model,
        token,
        step.overlap,
        step.key,
        await rotate(api, token, step.overlap, step.key),
      );
    case 'race': {
      const attempts = step.keys.map((key, index) => ({ key, server: index % 2 === 0 ? first : second }));
      const results = await Promise.all(
        attempts.map(async ({ key, server }) => ({
          key,
          result: await rotate(server, token, step.overlap, key),
        })),
      );
      // Whoever won came first in the model's order of events; all others came after.
      const winner = results.find(({ result }) => result.errors === undefined);
      const inOrder = winner ? [winner, ...results.filter((one) => one !== winner)] : results;
      for (const { key, result } of inOrder) compareRotation(model, token, step.overlap, key, result);
      return;
    }
    case 'revoke': {
      const result = await api.query(
        api.admin,
        'mutation ($id: ID!) { deleteAccessToken(byID: $id) { alwaysNil } }',
        { id: token.id },
      );
      expect(messageOf(result)).toBe(token.revoked ? 'access token not found' : undefined);
      token.revoked = true;
      return;
    }
    case 'use': {
      const { status, headers } = await whoAmI(api.url, { authorization: `Bearer ${token.text}` });
      const refusal = model.refusalToUse(token);
      expect(status).toBe(refusal ? 401 : 200);
      if (refusal) expect(headers['www-authenticate']).toContain(refusal);
      if (refusal === 'rotated') token.reuses += 1;
    }
  }
}

function compareRotation(
  model: RotationModel,
  token: Token,
  overlap: number,
  key: string | null,
  result: Awaited<ReturnType<typeof rotate>>,
): void {
  const expected = model.rotation(token, overlap, key);
  if (typeof expected === 'string' && expected !== 'new') {
    expect(messageOf(result)?.slice(0, expected.length)).toBe(expected);
    return;
  }
  expect(messageOf(result)).toBeUndefined();
  const { id, token: text } = result.data.rotateAccessToken;
  if (expected === 'new') model.rotate(token, { id, text }, overlap, key);
  else {
    token.repeats += 1;
    // Compared as one truth value, so that a failure prints no secret.
    expect(id === (expected as Token).id && text === (expected as Token).text).toBe(true);
  }
}

/** What must hold after every history: the list, the records of rotations and the reports of reuse. */
async function compareWhole(account: string, model: RotationModel): Promise<void> {
  const { serviceAccount } = await second.ask(
    second.admin,
    'query ($id: ID!) { serviceAccount(id: $id) { accessTokens { nodes { id note scopes expiresAt } } } }',
    { id: account },
  );
  const expected = model.tokens.filter(model.isLive).map(({ id, note, expiresAt }) => ({
    id,
    note,
    scopes: ['user:all'],
    expiresAt: new Date(Math.round(expiresAt * 1000)).toISOString().replace(/\.\d{3}Z$/, 'Z'),
  }));
  const byId = (one: { id: string }, other: { id: string }) => one.id.localeCompare(other.id);
  expect(serviceAccount.accessTokens.nodes.toSorted(byId)).toEqual(expected.toSorted(byId));

  const [counts] = await first.services.db.query<{ rotated: number; repeated: number; reused: number }>(
    `SELECT count(*) FILTER (WHERE action = 'rotated' AND details ->> 'repeated' IS NULL)::int AS rotated,
            count(*) FILTER (WHERE action = 'rotated' AND details ->> 'repeated' = 'true')::int AS repeated,
            count(*) FILTER (WHERE action = 'token_reuse_detected')::int AS reused
     FROM audit_events WHERE actor_name = $1 OR details -> 'subject' ->> 'name' = $1`,
    [`model-${accounts}`],
  );
  expect(counts).toEqual({
    rotated: model.rotated().length,
    repeated: model.tokens.reduce((sum, { repeats }) => sum + repeats, 0),
    reused: model.tokens.reduce((sum, { reuses }) => sum + reuses, 0),
  });
}

test('any history of creating, rotating, repeating, revoking, waiting and using ends as the rules say', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (steps) => {
      accounts += 1;
      const { id: account } = await first.createServiceAccount(`model-${accounts}`);
      const model = new RotationModel(first.clock.now().getTime() / 1000);

      for (const [step, onSecond] of steps) await take(step, onSecond ? second : first, account, model);

      await compareWhole(account, model);
    }),
    { seed, numRuns: histories, interruptAfterTimeLimit: 300_000, markInterruptAsFailure: true },
  );
}, 330_000);
