import { gunzipSync, gzipSync } from 'node:zlib';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../src/app.js';
import { idOf } from './support/access-tokens.js';
import { headersOf, startTestApi, type TestApi } from './support/api.js';
import { rawRequest } from './support/raw-request.js';
import { configure } from './support/site-configuration.js';

let api: TestApi;
let token: string;

beforeAll(async () => {
  api = await startTestApi({ MAX_BODY_BYTES: 1024 * 1024 });
  token = (await api.createToken((await api.createServiceAccount('caller')).id)).token;
});
afterAll(() => api.close());

const path = '/.api/graphql';

/** One request, as clients that send bytes of their own making. */
const send = (
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
  method = 'POST',
) => api.fetch(path, { method, headers: { ...headersOf({ token }), ...headers }, body });
const ask = async (query: string, variables?: unknown) => {
  const response = await send(JSON.stringify({ query, variables }));
  return { status: response.status, text: await response.text() };
};

describe('an answer', () => {
  test('is JSON with status 200, without errors when there are none', async () => {
    const response = await send('{"query":"{ currentUser { username } }"}');

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await response.text()).toBe('{"data":{"currentUser":{"username":"caller"}}}');
  });

  test('begins with the errors; those of resolvers have a path and a code, and no locations', async () => {
    expect(await ask('{ currentUser { username } roles { totalCount } }')).toEqual({
      status: 200,
      text: '{"errors":[{"message":"must be site admin","path":["roles"],"extensions":{"code":"FORBIDDEN"}}],"data":null}',
    });
  });

  test('keeps what is around a nullable field that failed', async () => {
    expect(
      JSON.parse((await ask('{ node(id: "VXNlcjo5OTk=") { id } currentUser { username } }')).text),
    ).toEqual({
      errors: [{ message: 'user not found: [999]', path: ['node'], extensions: { code: 'NOT_FOUND' } }],
      data: { node: null, currentUser: { username: 'caller' } },
    });
  });

  test('names the place in a list where something failed, under its alias', async () => {
    await api.createUser('somebody');

    const { errors } = JSON.parse((await ask('{ all: users { nodes { admin: siteAdmin } } }')).text);

    expect(errors[0]).toEqual({
      message: 'must be authenticated as the authorized user or site admin',
      path: ['all', 'nodes', expect.any(Number), 'admin'],
      extensions: { code: 'FORBIDDEN' },
    });
  });

  test.each([
    ['a field that is not there', '{ nothing }', 'Cannot query field "nothing" on type "Query".'],
    [
      'a missing selection',
      '{ currentUser }',
      /^Field "currentUser" of type "User" must have a selection of subfields/,
    ],
    [
      'a missing argument',
      '{ node { id } }',
      'Field "node" argument "id" of type "ID!" is required, but it was not provided.',
    ],
    ['a syntax error', '{ currentUser {', 'Syntax Error: Expected Name, found <EOF>.'],
    ['an empty document', '', 'Syntax Error: Unexpected <EOF>.'],
    ['a subscription', 'subscription { x }', /subscription/],
    [
      'a cycle of fragments',
      '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }',
      /^Cannot spread fragment "A" within itself/,
    ],
  ])('to %s has status 200, the place in the text, and no data', async (_what, query, message) => {
    const { status, text } = await ask(query);

    const answer = JSON.parse(text);
    expect(status).toBe(200);
    expect(Object.keys(answer)).toEqual(['errors']);
    expect(answer.errors[0].message).toMatch(message);
    expect(
      Object.keys(answer.errors[0]).filter((key) => !['message', 'locations', 'extensions'].includes(key)),
    ).toEqual([]);
  });

  test('to a variable of the wrong type names it and has no data', async () => {
    const { text } = await ask('query ($id: ID!) { node(id: $id) { id } }', {});

    expect(JSON.parse(text)).toEqual({
      errors: [
        {
          message: 'Variable "$id" of required type "ID!" was not provided.',
          locations: [{ line: 1, column: 8 }],
        },
      ],
    });
  });

  test.each([
    [
      'two operations and no name',
      { query: 'query A { site { id } } query B { site { id } }' },
      'Must provide operation name if query contains multiple operations.',
    ],
    [
      'a name that no operation has',
      { query: 'query A { site { id } }', operationName: 'B' },
      'Unknown operation named "B".',
    ],
  ])('to %s says so', async (_what, body, message) => {
    const response = await send(JSON.stringify(body));

    const { data, errors } = (await response.json()) as any;
    expect([response.status, data, errors[0].message]).toEqual([200, undefined, message]);
  });

  test.each([
    [
      '{"query":"query A { site { id } } query B { currentUser { username } }","operationName":"B"}',
      'caller',
    ],
    ['{"query":"{ currentUser { username } }","operationName":""}', 'caller'],
    ['{"query":"{ currentUser { username } }","operationName":null,"variables":null}', 'caller'],
    ['{"query":"{ currentUser { username } }","variables":{"undeclared":[1,{"a":null}]}}', 'caller'],
    [
      '{"query":"query ($n: Int) { users(first: $n) { nodes { username } } }","variables":{"n":null}}',
      'caller',
    ],
    ['{"query":"{ currentUser { username } }","extensions":{"x":1},"more":true}', 'caller'],
    ['\ufeff{"query":"{ currentUser { username } }"}'.slice(1), 'caller'],
  ])('is given to %s', async (body, name) => {
    const response = await send(body);

    expect([response.status, await response.text()]).toEqual([200, expect.stringContaining(`"${name}"`)]);
  });

  test('does not depend on the Content-Type, nor on what the query string says', async () => {
    for (const type of ['text/plain', 'application/graphql', 'multipart/form-data; boundary=x', '']) {
      const response = await rawRequest(api.url, `${path}?CurrentUser&token=x`, {
        headers: { ...headersOf({ token }), ...(type && { 'content-type': type }) },
        body: '{"query":"{ currentUser { username } }"}',
      });
      expect([response.status, response.body]).toEqual([
        200,
        '{"data":{"currentUser":{"username":"caller"}}}',
      ]);
    }
  });
});

describe('a body', () => {
  test.each([
    ['no JSON', '{"query":', 'Could not decode request body\n'],
    ['nothing', '', 'Could not decode request body\n'],
    [
      'deep',
      `{"query":"{ site { id } }","variables":${'['.repeat(200)}${']'.repeat(200)}}`,
      'Request body is nested too deeply\n',
    ],
    [
      'a batch',
      '[{"query":"{ site { id } }"}]',
      '{"errors":[{"message":"batched requests are not supported: send one object {\\"query\\": …}"}]}',
    ],
    [
      'a string',
      '"{ site { id } }"',
      '{"errors":[{"message":"the body must be a JSON object {\\"query\\": …}"}]}',
    ],
    ['null', 'null', '{"errors":[{"message":"the body must be a JSON object {\\"query\\": …}"}]}'],
    ['without a query', '{}', '{"errors":[{"message":"\\"query\\" must be a string"}]}'],
    [
      'with a query that is no string',
      '{"query":{}}',
      '{"errors":[{"message":"\\"query\\" must be a string"}]}',
    ],
    [
      'with an operation name that is no string',
      '{"query":"","operationName":1}',
      '{"errors":[{"message":"\\"operationName\\" must be a string"}]}',
    ],
    [
      'with variables that are no object',
      '{"query":"","variables":[]}',
      '{"errors":[{"message":"\\"variables\\" must be an object"}]}',
    ],
  ])('that is %s is refused with status 400', async (_what, body, text) => {
    const response = await send(body);

    expect([response.status, await response.text()]).toEqual([400, text]);
  });

  test('is read when it is gzip, as src sends it', async () => {
    const body = gzipSync(
      '{"query":"query Q { currentUser { username } }","operationName":"Q","variables":null}',
    );

    const response = await send(new Uint8Array(body), {
      'content-encoding': 'gzip',
      'content-type': 'application/json; charset=utf-8',
    });

    expect([response.status, await response.text()]).toEqual([
      200,
      '{"data":{"currentUser":{"username":"caller"}}}',
    ]);
  });

  test.each([
    [
      'is not gzip although it says so',
      '{"query":"{ site { id } }"}',
      'gzip',
      400,
      'Request body is not valid gzip\n',
    ],
    ['has another encoding', 'x', 'br', 415, 'Unsupported content encoding\n'],
  ])('that %s is refused', async (_what, body, encoding, status, text) => {
    const response = await send(body, { 'content-encoding': encoding });

    expect([response.status, await response.text()]).toEqual([status, text]);
  });

  test.each([
    ['larger than the limit', Buffer.from(`{"query":"{ site { id } } # ${'x'.repeat(1024 * 1024)}"}`), {}],
    ['a zip bomb', gzipSync(Buffer.alloc(512 * 1024 * 1024, ' ')), { 'content-encoding': 'gzip' }],
    [
      'gzip that inflates past the limit',
      gzipSync(Buffer.alloc(1024 * 1024 + 1, ' ')),
      { 'content-encoding': 'gzip' },
    ],
  ])('that is %s ends with 413 and the connection', async (_what, body, headers) => {
    const before = process.memoryUsage().rss;

    const response = await send(new Uint8Array(body), headers as Record<string, string>);

    expect([response.status, await response.text()]).toEqual([413, 'Request body is too large\n']);
    expect(response.headers.get('connection')).toBe('close');
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
  });

  test('that is refused is recorded, with who sent it', async () => {
    const response = await send('not JSON');

    const [event] = await api.events({ actor: 'caller', outcome: 'FAILURE' });

    expect(event).toMatchObject({
      requestID: response.headers.get('x-request-id'),
      entity: 'GraphQL',
      reason: 'Could not decode request body',
    });
  });
});

describe('other methods', () => {
  test.each(['GET', 'HEAD'])('%s has status 405 and says which to use', async (method) => {
    const response = await rawRequest(api.url, path, { method, headers: headersOf({ token }) });

    expect([response.status, response.headers.allow]).toEqual([405, 'POST']);
    if (method === 'GET') expect(response.body).toBe('no route: send GraphQL requests with POST\n');
  });

  test('a GET with a mutation in its URL changes nothing', async () => {
    const query = encodeURIComponent('mutation { createRole(name: "by-get", permissions: []) { id } }');

    const response = await api.fetch(`${path}?query=${query}`, { headers: headersOf(api.admin) });

    expect(response.status).toBe(405);
    const { roles } = await api.ask(api.admin, '{ roles { nodes { name } } }');
    expect(roles.nodes.map(({ name }: { name: string }) => name)).not.toContain('by-get');
  });

  test.each(['PUT', 'DELETE', 'PATCH'])('%s is no route', async (method) => {
    const response = await api.fetch(path, { method, headers: headersOf({ token }) });

    expect([response.status, await response.text()]).toEqual([404, 'no route\n']);
  });
});

test('what is too much for now is answered with when to try again, as the error says', async () => {
  const app = await createApp(api.services);
  app.get('/busy', { config: { access: 'anyone' } }, () => {
    throw Object.assign(new Error('busy'), { statusCode: 429, retryAfterSeconds: 7 });
  });

  const { statusCode, headers, body } = await app.inject('/busy');

  expect([statusCode, headers['retry-after'], body]).toEqual([429, '7', 'busy\n']);
});

describe('compression', () => {
  const large = JSON.stringify({ query: getIntrospectionQuery() });

  test('a large answer is gzip for a client that takes it, and says what it depends on', async () => {
    const answer = (encoding: string) =>
      new Promise<{ headers: Record<string, unknown>; body: Buffer }>((resolve, reject) => {
        import('node:http').then(({ request }) => {
          const sent = request(
            new URL(path, api.url),
            {
              method: 'POST',
              agent: false,
              headers: { ...headersOf({ token }), 'accept-encoding': encoding },
            },
            (response) => {
              const chunks: Buffer[] = [];
              response.on('data', (chunk: Buffer) => chunks.push(chunk));
              response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks) }));
            },
          );
          sent.on('error', reject);
          sent.end(large);
        }, reject);
      });

    const [plain, zipped] = [await answer('identity'), await answer('gzip')];

    expect(zipped.headers['content-encoding']).toBe('gzip');
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(gunzipSync(zipped.body)).toEqual(plain.body);
    expect(zipped.body.length).toBeLessThan(plain.body.length / 4);
    for (const name of ['Cookie', 'Authorization', 'X-Requested-With', 'accept-encoding'])
      expect(String(zipped.headers['vary']).toLowerCase()).toContain(name.toLowerCase());
  });

  test('a small answer is not worth it', async () => {
    const response = await rawRequest(api.url, path, {
      headers: { ...headersOf({ token }), 'accept-encoding': 'gzip' },
      body: '{"query":"{ currentUser { username } }"}',
    });

    expect(response.headers['content-encoding']).toBeUndefined();
  });
});

describe('limits', () => {
  const many = (count: number, make: (n: number) => string) =>
    Array.from({ length: count }, (_, n) => make(n)).join(' ');
  const docs = /^http:\/\/localhost:\d+\/help\/api\/graphql#cost-limits$/;
  const exceeded = (type: string, limit: number, actual: number) => ({
    message: `Query exceeds maximum ${type} limit`,
    extensions: {
      code: 'ErrQueryComplexityLimitExceeded',
      type,
      limit,
      actual,
      docs_url: expect.stringMatching(docs),
    },
  });

  test.each([
    [
      'aliases',
      `{ ${many(501, (n) => `a${n}: __typename`)} }`,
      [exceeded('alias count', 500, 501), exceeded('duplicate field count', 500, 501)],
    ],
    [
      'fields',
      '{ users(first: 10000) { nodes { accessTokens(first: 100) { nodes { id } } } } }',
      [exceeded('field count', 500_000, 1_020_001 + 1_000_000)],
    ],
    [
      'depth',
      `{ currentUser { ${'primaryEmail { user { '.repeat(15)} id ${'} }'.repeat(15)} } }`,
      [exceeded('query depth', 30, 32)],
    ],
    ['duplicate fields', `{ ${'__typename '.repeat(501)} }`, [exceeded('duplicate field count', 500, 501)]],
    ['unique fields', `{ ${many(501, (n) => `field${n}`)} }`, [exceeded('unique field count', 500, 501)]],
    [
      'directives',
      `{ __typename ${'@include(if: true) '.repeat(101)} }`,
      [exceeded('directive count', 100, 101)],
    ],
  ])(
    'too many %s: status 400 and every limit that is exceeded, before anything is run',
    async (_what, query, errors) => {
      const { status, text } = await ask(query);

      expect(status).toBe(400);
      const answer = JSON.parse(text);
      if (_what === 'fields') {
        expect(answer.errors).toHaveLength(1);
        expect(answer.errors[0].extensions).toMatchObject({ type: 'field count', limit: 500_000 });
        expect(answer.errors[0].extensions.actual).toBeGreaterThan(1_000_000);
      } else expect(answer).toEqual({ errors });
    },
  );

  test('their order of keys is that of the mirrored product', async () => {
    const { text } = await ask(`{ ${'__typename '.repeat(501)} }`);

    expect(text).toBe(
      `{"errors":[{"message":"Query exceeds maximum duplicate field count limit","extensions":{"code":"ErrQueryComplexityLimitExceeded","type":"duplicate field count","limit":500,"actual":501,"docs_url":"http://localhost:0/help/api/graphql#cost-limits"}}]}`,
    );
  });

  test('are read from the site configuration, at once', async () => {
    await configure(api, {
      externalURL: 'https://gatehouse.example.com/',
      rateLimits: {
        graphQLMaxAliases: 1,
        graphQLMaxDepth: 3,
        graphQLMaxFieldCount: 3,
        graphQLMaxDuplicateFieldCount: 1,
        graphQLMaxUniqueFieldCount: 3,
      },
    });

    const { status, text } = await ask(
      '{ a: site { id } b: site { id productSubscription { license { tags } } } }',
    );
    await configure(api, {});

    expect(status).toBe(400);
    const { errors } = JSON.parse(text);
    expect(
      errors.map(({ extensions }: any) => [extensions.type, extensions.limit, extensions.actual]),
    ).toEqual([
      ['alias count', 1, 2],
      ['field count', 3, 7],
      ['query depth', 3, 4],
      ['duplicate field count', 1, 2],
      ['unique field count', 3, 5],
    ]);
    expect(errors[0].extensions.docs_url).toBe('https://gatehouse.example.com/help/api/graphql#cost-limits');
    expect((await ask('{ a: site { id } b: site { id } }')).status).toBe(200);
  });

  test.each([
    ['braces', `{${' a {'.repeat(20_000)}`],
    ['lists', `{ node(id: ${'['.repeat(20_000)}`],
    ['closed lists', `{ node(id: ${'['.repeat(20_000)}${']'.repeat(20_000)}) { id } }`],
    ['types', `query ($a: ${'['.repeat(20_000)}Int${']'.repeat(20_000)}) { site { id } }`],
    ['tokens', `{ ${'a '.repeat(60_000)} }`],
  ])('%s by the thousand are refused without an unexpected failure', async (_what, query) => {
    const { status, text } = await ask(query);

    expect([200, 400]).toContain(status);
    expect(JSON.parse(text).errors[0].message).not.toBe('Unexpected error.');
  });
});

describe('a failure inside', () => {
  const secretText = 'SELECT secret FROM /etc/passwd at Object.<anonymous> (/srv/app.js:1:1)';

  /** Makes the database fail while `work` runs, in statements whose text or model is named. */
  async function failing<Result>(work: () => Promise<Result>): Promise<Result> {
    const { db } = api.services;
    const { query, prisma, until } = db;
    const fail = () =>
      Promise.reject(Object.assign(new Error(secretText), { code: '57P01', detail: secretText }));
    const failingModel = new Proxy({}, { get: () => fail });
    Object.assign(db, {
      until: () => db,
      // Tokens are still recognised and requests recorded: it is the resolvers that meet the failure.
      query: (text: string, ...rest: [unknown[]?, string?]) =>
        /AS presented \(digest\)|INSERT INTO audit_events/.test(text) ? query(text, ...rest) : fail(),
      prisma: new Proxy(prisma, {
        get: (target, key) =>
          key === '$transaction'
            ? fail
            : typeof key === 'string' && /^[a-z]/.test(key)
              ? failingModel
              : Reflect.get(target, key),
      }),
    });
    try {
      return await work();
    } finally {
      Object.assign(db, { query, prisma, until });
    }
  }

  test.each([
    ['{ currentUser { emails { email } } }', 'emails'],
    ['{ user(username: "x") { id } }', 'user'],
    ['{ users { totalCount } }', 'users'],
    ['{ node(id: "VXNlcjox") { id } }', 'node'],
    ['{ site { productSubscription { currentUserCount } } }', 'site'],
    [
      'mutation { createAccessToken(user: "VXNlcjox", note: "n", scopes: ["user:all"], durationSeconds: 1) { id } }',
      'createAccessToken',
    ],
    ['mutation { deleteAccessToken(byID: "QWNjZXNzVG9rZW46MQ==") { alwaysNil } }', 'deleteAccessToken'],
  ])('of %s is masked, and leads to the log by the id of the request', async (query, field) => {
    const response = await failing(() => send(JSON.stringify({ query })));

    const text = await response.text();
    const requestID = response.headers.get('x-request-id');
    expect(response.status).toBe(200);
    const [error] = JSON.parse(text).errors;
    expect(error).toEqual({
      message: 'Unexpected error.',
      path: expect.arrayContaining([field]),
      extensions: { code: 'INTERNAL', requestID },
    });
    expect(text).not.toMatch(/SELECT|passwd|app\.js|57P01|Prisma/);
    const logged = api
      .logged()
      .split('\n')
      .find((line) => line.includes(`"requestId":"${requestID}"`));
    expect(logged).toContain('passwd');
    const [event] = await api.events({ actor: 'caller' });
    expect(event).toMatchObject({ requestID, outcome: 'FAILURE', reason: 'Unexpected error.' });
  });

  test('while the credential is looked up lets nobody in, and tells nothing', async () => {
    const { tokens } = api.services;
    const { add } = tokens;
    Object.assign(tokens, { add: () => Promise.reject(new Error(secretText)) });

    const response = await send('{"query":"{ currentUser { username } }"}');
    Object.assign(tokens, { add });

    expect(response.status).toBe(500);
    expect(await response.text()).toBe(
      `Unexpected error (request ${response.headers.get('x-request-id')}).\n`,
    );
  });
});

describe('introspection', () => {
  test('is there for whoever may call the API', async () => {
    expect((await ask('{ __type(name: "Site") { fields { name } } }')).text).toContain('productVersion');
  });

  test('can be switched off, and then no error suggests a name either', async () => {
    const closed = await startTestApi({ INTROSPECTION: false });
    const messages = async (query: string, variables?: Record<string, unknown>) =>
      ((await closed.query(closed.admin, query, variables)).errors ?? []).map(({ message }) => message);

    expect((await messages('{ __schema { types { name } } }'))[0]).toContain(
      'introspection has been disabled',
    );
    expect((await messages('{ __type(name: "Site") { name } }'))[0]).toContain(
      'introspection has been disabled',
    );
    expect(await messages('{ currentUse { id } }')).toEqual([
      'Cannot query field "currentUse" on type "Query".',
    ]);
    expect(await messages('{ user(usernam: "x") { id } }')).toEqual([
      'Unknown argument "usernam" on field "Query.user".',
    ]);
    expect(await messages('query ($x: AuditEventFilte) { auditEvents(filter: $x) { totalCount } }')).toEqual([
      'Unknown type "AuditEventFilte".',
    ]);
    expect(await messages('{ serviceAccounts(orderBy: NAM) { totalCount } }')).toEqual([
      'Value "NAM" does not exist in "ServiceAccountOrder" enum.',
    ]);
    expect(
      await messages('query ($by: ServiceAccountOrder!) { serviceAccounts(orderBy: $by) { totalCount } }', {
        by: 'NAM',
      }),
    ).toEqual([expect.not.stringContaining('Did you mean')]);
    expect(await messages('{ __typename currentUser { __typename } }')).toEqual([]);
    await closed.close();
  });
});

describe('headers', () => {
  const fixed = {
    'x-content-type-options': 'nosniff',
    'x-xss-protection': '1; mode=block',
    'x-frame-options': 'DENY',
    'cache-control': 'no-cache, max-age=0',
  };

  test.each([
    ['POST', path, 200],
    ['GET', path, 405],
    ['GET', '/nowhere', 404],
    ['GET', '/healthz', 200],
    ['GET', '/__version', 200],
    ['OPTIONS', path, 200],
    ['POST', '/-/sign-in', 400],
  ])('%s %s carries the fixed ones and names its request', async (method, url, status) => {
    const response = await rawRequest(api.url, url, {
      method,
      headers: headersOf({ token }),
      ...(method === 'POST' && { body: '{"query":"{ site { id } }"}' }),
    });

    expect(response.status).toBe(status);
    expect(response.headers).toMatchObject(fixed);
    expect(response.headers['x-request-id']).toMatch(/^[a-z0-9]+-[a-z0-9]+$/);
  });

  describe('of CORS', () => {
    beforeAll(() =>
      configure(api, {
        corsOrigin: 'https://tool.example.com https://other.example.com:8443',
        externalURL: 'https://gatehouse.example.com/path',
      }),
    );
    afterAll(() => configure(api, {}));

    test.each([
      ['https://tool.example.com', true],
      ['https://other.example.com:8443', true],
      ['https://gatehouse.example.com', true],
      ['https://other.example.com', false],
      ['http://tool.example.com', false],
      ['https://tool.example.com.evil.com', false],
      ['https://evil.com', false],
      ['https://TOOL.example.com.', false],
      ['null', false],
      ['', false],
      ['*', false],
      ['file://', false],
    ])('for the origin %j: %s', async (origin, trusted) => {
      for (const method of ['OPTIONS', 'POST']) {
        const { headers, status } = await rawRequest(api.url, path, {
          method,
          headers: { ...headersOf({ token }), origin },
          ...(method === 'POST' && { body: '{"query":"{ site { id } }"}' }),
        });

        expect(status).toBe(200);
        expect(headers['access-control-allow-origin']).toBe(trusted ? origin : undefined);
        expect(headers['access-control-allow-credentials']).toBe(trusted ? 'true' : undefined);
        if (method === 'POST') expect(String(headers.vary)).toContain('Origin');
        else
          expect(headers).toMatchObject({
            'access-control-allow-methods': 'GET, POST, OPTIONS',
            'access-control-allow-headers':
              'Content-Type, Authorization, X-Sourcegraph-Should-Trace, X-Requested-With, X-Sourcegraph-Client',
          });
      }
    });

    test('is never * for a list that names it', async () => {
      await configure(api, { corsOrigin: '*' });

      const { headers } = await rawRequest(api.url, path, {
        method: 'OPTIONS',
        headers: { origin: 'https://evil.com' },
      });

      expect(headers['access-control-allow-origin']).toBeUndefined();
    });
  });
});

describe('an id', () => {
  const node = async (id: string) => {
    const { data, errors } = await api.query(api.admin, 'query ($id: ID!) { node(id: $id) { id } }', { id });
    return errors?.[0]?.message ?? data.node.id;
  };

  test('is base64 of kind and number, padded or not, in the standard or the URL alphabet', async () => {
    expect(api.admin.id).toBe('VXNlcjox');
    expect(await node('VXNlcjox')).toBe('VXNlcjox');
    const padded = idOf('Role', 1);
    expect(await node(padded.replaceAll('=', ''))).toBe(padded);
  });

  test.each([
    ['User:1', 'illegal base64 data at input byte 4'],
    ['VXNlcjox!', 'illegal base64 data at input byte 8'],
    ['VXNl cjox', 'illegal base64 data at input byte 4'],
    ['', 'invalid graphql.ID'],
    [Buffer.from('User').toString('base64'), 'invalid graphql.ID'],
    [idOf('Nothing', 1), 'invalid id'],
    [Buffer.from('Site:"site"').toString('base64'), 'invalid id'],
    [Buffer.from('User:').toString('base64'), 'invalid node id'],
    [Buffer.from('User:01e3').toString('base64'), 'invalid node id'],
    [Buffer.from('User:1.5').toString('base64'), 'invalid node id'],
    [idOf('User', 2 ** 53), 'invalid node id'],
    [Buffer.from('constructor:1').toString('base64'), 'invalid id'],
    [Buffer.from('__proto__:1').toString('base64'), 'invalid id'],
  ])('%j is answered: %s', async (id, text) => {
    expect(await node(id)).toBe(text);
  });

  test.each([
    [
      'createAccessToken(user: $id, note: "n", scopes: ["user:all"], durationSeconds: 1) { id }',
      'Role',
      'User',
    ],
    ['deleteAccessToken(byID: $id) { alwaysNil }', 'User', 'AccessToken'],
    ['rotateAccessToken(token: $id) { id }', 'User', 'AccessToken'],
    ['deleteUser(user: $id) { alwaysNil }', 'Role', 'User'],
    ['setUserIsSiteAdmin(userID: $id, siteAdmin: true) { alwaysNil }', 'AccessToken', 'User'],
    ['randomizeUserPassword(user: $id) { emailSent }', 'Role', 'User'],
    ['invalidateSessionsByID(userID: $id) { alwaysNil }', 'Role', 'User'],
    ['invalidateSessionsByIDs(userIDs: [$id]) { alwaysNil }', 'Permission', 'User'],
    ['disableServiceAccount(serviceAccount: $id) { id }', 'Permission', 'User'],
    ['deleteRole(role: $id) { alwaysNil }', 'User', 'Role'],
    ['setPermissions(role: $id, permissions: []) { alwaysNil }', 'Permission', 'Role'],
    ['createRole(name: "x", permissions: [$id]) { id }', 'Role', 'Permission'],
    ['setRoles(user: $id, roles: []) { alwaysNil }', 'AuditEvent', 'User'],
    ['deleteOrganization(organization: $id) { alwaysNil }', 'User', 'org'],
  ])('of another kind is refused by %s, although its number fits', async (mutation, given, wanted) => {
    const { errors } = await api.query(api.admin, `mutation ($id: ID!) { ${mutation} }`, {
      id: idOf(given, 1),
    });

    expect(errors?.[0]).toMatchObject({
      message: `invalid ${wanted} id of kind "${given}"`,
      extensions: { code: 'INVALID_INPUT' },
    });
  });
});
