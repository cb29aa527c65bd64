import { Anchor, Badge, Box, Group, Stack, Text } from '@mantine/core';
import { Link } from 'react-router';
import { useAsk } from '../../api/queries';
import { type Column, DataTable } from '../../components/data-table';
import { Empty, LoadingFailed } from '../../components/messages';
import { PageHeader } from '../../components/page';
import { SearchField } from '../../components/search-field';
import { ShowMore } from '../../components/show-more';
import { Time } from '../../components/time';
import { useUrlState } from '../../components/url-state';
import { SiteTokensDocument, type SiteTokensQuery } from '../../generated/operations';
import { pathOfAccount } from '../users/paths';
import { LastUse, TokenName } from './account-tokens';
import { TokenMenu } from './token-menu';

const step = 100;

type Row = SiteTokensQuery['site']['accessTokens']['nodes'][number];

/** Site admin > Users & auth > Access tokens: those of everybody. */
export function Component() {
  const url = useUrlState();
  const first = Math.max(step, Number(url.get('show')) || 0);
  const query = url.get('q');
  const list = useAsk(SiteTokensDocument, { first, query: query || null });
  const tokens = list.data?.site.accessTokens;
  const rest = tokens ? tokens.totalCount - tokens.nodes.length : 0;

  return (
    <Stack>
      <PageHeader
        title="Access tokens"
        lead="Every token that works now, of people and service accounts: just made ones first, then by last use."
      />
      <Group>
        <SearchField
          label="Note, account or ending of the token"
          value={query}
          onSearch={(q) => url.set({ q }, { replace: true })}
        />
      </Group>
      {list.error && !tokens ? (
        <LoadingFailed error={list.error} retry={() => list.refetch()} />
      ) : (
        <Box className="card" p={{ base: 'xs', sm: 'md' }}>
          {tokens?.nodes.length === 0 ? (
            <Empty title={query ? 'No token matches' : 'No access tokens'}>
              {query ? (
                <>
                  Look for less, or <Link to="?">show all of them</Link>.
                </>
              ) : (
                <>
                  Tokens are made on the page of{' '}
                  <Link to="/site-admin/service-accounts">the service account</Link> that is to use them.
                </>
              )}
            </Empty>
          ) : (
            <DataTable
              label="Access tokens"
              columns={columns}
              rows={tokens?.nodes}
              keyOf={({ id }) => id}
              busy={list.isPlaceholderData}
            />
          )}
          {tokens && (
            <ShowMore
              shown={tokens.nodes.length}
              total={tokens.totalCount}
              more={rest > 0 ? () => url.set({ show: String(first * 2) }, { replace: true }) : undefined}
              busy={list.isFetching}
            />
          )}
        </Box>
      )}
    </Stack>
  );
}

const columns: Column<Row>[] = [
  { name: 'Token', show: (token) => <TokenName token={token} /> },
  {
    name: 'Account',
    show: ({ subject }) => (
      <Group gap="xs">
        <Anchor component={Link} to={pathOfAccount(subject)}>
          {subject.username}
        </Anchor>
        {subject.serviceAccount && (
          <Badge size="sm" variant="light" color="grape">
            Service account
          </Badge>
        )}
      </Group>
    ),
  },
  { name: 'Expires', show: ({ expiresAt }) => <Time at={expiresAt} /> },
  { name: 'Last used', show: (token) => <LastUse token={token} /> },
  {
    name: 'Created',
    show: ({ createdAt, creator }) => (
      <>
        <Time at={createdAt} />
        <Text size="sm" c="dimmed">
          by {creator.username}
        </Text>
      </>
    ),
  },
  { name: 'Actions', end: true, show: (token) => <TokenMenu token={token} /> },
];
