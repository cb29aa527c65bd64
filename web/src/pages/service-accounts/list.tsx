import { Anchor, Badge, Group, Stack, Text } from '@mantine/core';
import { Link } from 'react-router';
import { useAsk } from '../../api/queries';
import { PersonSelect } from '../../components/account-select';
import type { Column } from '../../components/data-table';
import { ChoiceFilter, Filters, SearchFilter } from '../../components/filters';
import { List, NothingMatches } from '../../components/list';
import { Empty } from '../../components/messages';
import { CreateLink, PageHeader } from '../../components/page';
import { useCursorPages } from '../../components/paging';
import { RowName } from '../../components/row-name';
import { isWithinDays, Time } from '../../components/time';
import { useOrder, useUrlState } from '../../components/url-state';
import {
  OwnerOfListDocument,
  ServiceAccountListDocument,
  type ServiceAccountListQuery,
  type ServiceAccountOrder,
  type ServiceAccountState,
} from '../../generated/operations';
import { settingsOf } from '../users/paths';
import { listPath, pathOf } from './paths';
import { StateBadge } from './state-badge';

type Row = ServiceAccountListQuery['serviceAccounts']['nodes'][number];

const states: Record<string, ServiceAccountState> = {
  active: 'ACTIVE',
  disabled: 'DISABLED',
  deleted: 'DELETED',
};
const orders: Record<string, { by: ServiceAccountOrder; descending: boolean }> = {
  name: { by: 'NAME', descending: false },
  created: { by: 'CREATED_AT', descending: true },
  active: { by: 'LAST_ACTIVE_AT', descending: true },
};

/** Site admin > Users & auth > Service accounts. */
export function Component() {
  const url = useUrlState();
  const pages = useCursorPages(25);
  const order = useOrder(orders, 'name');
  const owner = url.get('owner');
  const answer = useAsk(ServiceAccountListDocument, {
    ...pages.variables,
    query: url.get('q') || null,
    state: states[url.get('state')] ?? null,
    owner: owner || null,
    orderBy: order.by,
    descending: order.descending,
  });
  return (
    <Stack>
      <PageHeader
        title="Service accounts"
        lead="Accounts for programs. They never sign in, act only through their access tokens, and take no seat of the licence."
        actions={<CreateLink to={`${listPath}/new`}>Create service account</CreateLink>}
      />
      <Filters>
        <SearchFilter label="Name, description or use" />
        <ChoiceFilter
          label="State"
          name="state"
          choices={{
            '': 'Active and disabled',
            active: 'Active',
            disabled: 'Disabled',
            deleted: 'Deleted',
          }}
        />
        <OwnerFilter key={owner} id={owner} onChange={(id) => url.set({ owner: id })} />
      </Filters>
      <List
        label="Service accounts"
        columns={columns}
        answer={answer}
        found={answer.data?.serviceAccounts}
        pages={pages}
        order={order}
        empty={
          url.any('q', 'state', 'owner') ? (
            <NothingMatches title="No service account matches" />
          ) : (
            <Empty title="No service accounts yet">
              <Link to={`${listPath}/new`}>Create one</Link> for each program that uses the API, and give it
              the token it needs.
            </Empty>
          )
        }
      />
    </Stack>
  );
}

const columns: Column<Row>[] = [
  {
    name: 'Name',
    order: 'name',
    show: ({ name, displayName, description, state }) => (
      <>
        <RowName name={name} to={state === 'DELETED' ? undefined : pathOf(name)} />
        {displayName && displayName !== name && <Text size="sm">{displayName}</Text>}
        {description && (
          <Text size="sm" c="dimmed" lineClamp={2}>
            {description}
          </Text>
        )}
      </>
    ),
  },
  { name: 'State', show: ({ state }) => <StateBadge state={state} /> },
  {
    name: 'Roles',
    names: true,
    show: ({ roles }) => {
      const chosen = roles.nodes.filter(({ system }) => !system);
      return chosen.length === 0 ? (
        <Text component="span" size="sm" c="dimmed">
          none
        </Text>
      ) : (
        chosen.map(({ name }) => name).join(', ')
      );
    },
  },
  { name: 'Tokens', show: ({ accessTokens }) => <TokenCount tokens={accessTokens} /> },
  {
    name: 'Owner',
    names: true,
    show: ({ owner }) =>
      owner ? (
        <Anchor component={Link} to={settingsOf(owner.username)} inherit>
          {owner.username}
        </Anchor>
      ) : (
        '–'
      ),
  },
  { name: 'Last active', order: 'active', show: ({ lastActiveAt }) => <Time at={lastActiveAt} /> },
  { name: 'Created', order: 'created', show: ({ createdAt }) => <Time at={createdAt} /> },
];

/** A field for the owner, whose id the address has. */
function OwnerFilter({ id, onChange }: { id: string; onChange: (id: string) => void }) {
  const { data } = useAsk(OwnerOfListDocument, { id }, { enabled: id !== '' });
  const owner = data?.node && 'username' in data.node ? data.node : undefined;
  const value = owner ? { id: owner.id, name: owner.username } : null;
  return (
    <PersonSelect
      // The field begins with the name once that is known.
      key={value?.id}
      label="Owner"
      placeholder="Anybody"
      value={value}
      onChange={(person) => {
        if ((person?.id ?? '') !== id) onChange(person?.id ?? '');
      }}
    />
  );
}

function TokenCount({ tokens }: { tokens: Row['accessTokens'] }) {
  const expiring = tokens.nodes.filter(({ expiresAt }) => isWithinDays(expiresAt, 7)).length;
  return (
    <Group gap={6}>
      <span>{tokens.totalCount}</span>
      {expiring > 0 && (
        <Badge size="sm" color="orange">
          {expiring} expiring
        </Badge>
      )}
    </Group>
  );
}
