import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApi, type TestApi } from './support/api.js';
import { whoAmI } from './support/raw-request.js';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

describe('the list of an account', () => {
  let lister: { id: string };
  const list = async (first?: number) => {
    const { serviceAccount } = await api.ask(
      api.admin,
      'query ($id: ID!, $first: Int) { serviceAccount(id: $id) { accessTokens(first: $first) { totalCount nodes { note } pageInfo { hasNextPage endCursor } } } }',
      { id: lister.id, first },
    );
    const { nodes, ...rest } = serviceAccount.accessTokens;
    return { notes: nodes.map(({ note }: { note: string }) => note), ...rest };
  };

  beforeAll(async () => {
    lister = await api.createServiceAccount('lister');
    const create = async (note: string) => {
      api.clock.advance(1);
      return api.createToken(lister.id, { note, durationSeconds: note === 'expired' ? 60 : 86_400 });
    };
    const use = async ({ token }: { token: string }) => {
      api.clock.advance(1);
      expect((await whoAmI(api.url, { authorization: `Bearer ${token}` })).status).toBe(200);
    };
    const usedEarly = await create('used early');
    await create('never used, older');
    const usedLate = await create('used late');
    await create('never used, newer');
    await create('expired');
    const { id } = await create('revoked');
    await api.ask(api.admin, 'mutation ($id: ID!) { deleteAccessToken(byID: $id) { alwaysNil } }', { id });
    await use(usedEarly);
    await use(usedLate);
    api.clock.advance(600);
    await use(await create('just made, used'));
    await create('just made, unused');
    await api.services.lastUsed.flush();
  });

  const order = [
    'just made, unused',
    'just made, used',
    'never used, newer',
    'never used, older',
    'used late',
    'used early',
  ];

  test('has the live tokens: just made ones first, then never used ones, then by last use', async () => {
    expect(await list()).toEqual({
      notes: order,
      totalCount: 6,
      pageInfo: { hasNextPage: false, endCursor: null },
    });
  });

  test('five minutes later knows no just made ones', async () => {
    api.clock.advance(300);

    expect((await list()).notes).toEqual([
      'just made, unused',
      'never used, newer',
      'never used, older',
      'just made, used',
      'used late',
      'used early',
    ]);
  });

  test('is cut by first, which changes neither the count nor the order', async () => {
    const { notes } = await list();

    expect(await list(2)).toEqual({
      notes: notes.slice(0, 2),
      totalCount: 6,
      pageInfo: { hasNextPage: true, endCursor: null },
    });
    expect(await list(6)).toMatchObject({ notes, pageInfo: { hasNextPage: false } });
    expect(await list(100)).toMatchObject({ notes, pageInfo: { hasNextPage: false } });
    expect(await list(0)).toMatchObject({ notes: [], totalCount: 6, pageInfo: { hasNextPage: true } });
  });

  test('of the site is searched by note, account, maker and the end of a token, as they are written', async () => {
    const found = async (query: string) => {
      const { site } = await api.ask(
        api.admin,
        'query ($query: String) { site { accessTokens(query: $query, first: 100) { totalCount nodes { note hint } } } }',
        { query },
      );
      expect(site.accessTokens.totalCount).toBe(site.accessTokens.nodes.length);
      return site.accessTokens.nodes as { note: string; hint: string }[];
    };
    const [all, used] = [await found(''), await found('USED late')];

    expect(used.map(({ note }) => note)).toEqual(['used late']);
    expect((await found('list')).length).toBe(6);
    expect((await found('admin')).length).toBe(all.length);
    expect(await found(used[0]?.hint.slice(-4) ?? '')).toContainEqual(used[0]);
    expect(await found('%')).toEqual([]);
    expect(await found('used_late')).toEqual([]);
  });

  test('of the site has the same tokens in the same order, among those of others', async () => {
    const { site } = await api.ask(
      api.admin,
      '{ site { accessTokens { totalCount nodes { note subject { username } } pageInfo { hasNextPage endCursor } } } }',
    );
    const { nodes } = site.accessTokens as { nodes: { note: string; subject: { username: string } }[] };

    expect(site.accessTokens).toMatchObject({
      totalCount: nodes.length,
      pageInfo: { hasNextPage: false, endCursor: null },
    });
    expect(nodes.filter(({ subject }) => subject.username === 'lister').map(({ note }) => note)).toEqual(
      (await list()).notes,
    );
  });
});
