import { Anchor, Group, Stack } from '@mantine/core';
import { Link } from 'react-router';
import { useAsk } from '../../api/queries';
import { AccountKind } from '../../components/account-kind';
import type { Column } from '../../components/data-table';
import { Filters, SearchFilter } from '../../components/filters';
import { List, NothingMatches } from '../../components/list';
import { Empty } from '../../components/messages';
import { PageHeader } from '../../components/page';
import { useGrowing } from '../../components/paging';
import { useUrlState } from '../../components/url-state';
import { SiteTokensDocument, type SiteTokensQuery } from '../../generated/operations';
import { listPath } from '../service-accounts/paths';
import { pathOfAccount } from '../users/paths';
import { tokenColumns } from './account-tokens';
import { TokenMenu } from './token-menu';

type Row = SiteTokensQuery['site']['accessTokens']['nodes'][number];

/** Site admin > Users & auth > Access tokens: those of everybody. */
export function Component() {
  const url = useUrlState();
  const pages = useGrowing(100);
  const answer = useAsk(SiteTokensDocument, { ...pages.variables, query: url.get('q') || null });
  return (
    <Stack>
      <PageHeader
        title="Access tokens"
        lead="Every token that works now, of people and service accounts: just made ones first, then by last use."
      />
      <Filters>
        <SearchFilter label="Note, account or ending of the token" />
      </Filters>
      <List
        label="Access tokens"
        columns={columns}
        answer={answer}
        found={answer.data?.site.accessTokens}
        pages={pages}
        empty={
          url.any('q') ? (
            <NothingMatches title="No token matches" />
          ) : (
            <Empty title="No access tokens">
              Tokens are made on the page of <Link to={listPath}>the service account</Link> that is to use
              them.
            </Empty>
          )
        }
      />
    </Stack>
  );
}

const [token, ...rest] = tokenColumns;

const columns: Column<Row>[] = [
  token,
  {
    name: 'Account',
    names: true,
    show: ({ subject }) => (
      <Group gap="xs">
        <Anchor component={Link} to={pathOfAccount(subject)} inherit>
          {subject.username}
        </Anchor>
        {subject.serviceAccount && <AccountKind serviceAccount />}
      </Group>
    ),
  },
  ...rest,
  { name: 'Actions', end: true, show: (one) => <TokenMenu token={one} /> },
];
