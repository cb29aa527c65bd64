import { Anchor, Badge, Box, Button, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { Link } from 'react-router';
import { useAsk } from '../../api/queries';
import { PersonSelect } from '../../components/account-select';
import { type Column, DataTable } from '../../components/data-table';
import { Icon } from '../../components/icons';
import { Empty, LoadingFailed } from '../../components/messages';
import { PageHeader } from '../../components/page';
import { nextPage, Pager } from '../../components/pager';
import { SearchField } from '../../components/search-field';
import { isWithinDays, Time } from '../../components/time';
import { useCursorPages, useUrlState } from '../../components/url-state';
import {
  OwnerOfListDocument,
  ServiceAccountListDocument,
  type ServiceAccountListQuery,
  type ServiceAccountOrder,
  type ServiceAccountState,
} from '../../generated/operations';
import { StateBadge } from './state-badge';

const pageSize = 25;

type Row = ServiceAccountListQuery['serviceAccounts']['nodes'][number];

const states: Record<string, ServiceAccountState> = {
  active: 'ACTIVE',
  disabled: 'DISABLED',
  deleted: 'DELETED',
};
const orders: Record<string, ServiceAccountOrder> = {
  name: 'NAME',
  created: 'CREATED_AT',
  active: 'LAST_ACTIVE_AT',
};

/** Site admin > Users & auth > Service accounts. */
export function Component() {
  const url = useUrlState();
  const pages = useCursorPages(pageSize);
  const query = url.get('q');
  const state = url.get('state');
  const owner = url.get('owner');
  const order = url.get('order') || 'name';
  const list = useAsk(ServiceAccountListDocument, {
    first: pageSize,
    after: pages.after,
    query: query || null,
    state: states[state] ?? null,
    owner: owner || null,
    orderBy: orders[order] ?? 'NAME',
  });
  const found = list.data?.serviceAccounts;
  const filtered = query !== '' || state !== '' || owner !== '';

  return (
    <Stack>
      <PageHeader
        title="Service accounts"
        lead="Accounts for programs. They never sign in, act only through their access tokens, and take no seat of the licence."
        actions={
          <Button
            component={Link}
            to="/site-admin/service-accounts/new"
            leftSection={<Icon name="plus" size={16} />}
          >
            Create service account
          </Button>
        }
      />
      <Group align="flex-end">
        <SearchField
          label="Name, description or use"
          value={query}
          onSearch={(q) => url.set({ q }, { replace: true })}
        />
        <NativeSelect
          label="State"
          value={state}
          onChange={({ currentTarget }) => url.set({ state: currentTarget.value })}
          data={[
            { value: '', label: 'Active and disabled' },
            { value: 'active', label: 'Active' },
            { value: 'disabled', label: 'Disabled' },
            { value: 'deleted', label: 'Deleted' },
          ]}
        />
        <OwnerFilter key={owner} id={owner} onChange={(id) => url.set({ owner: id })} />
      </Group>
      {list.error && !found ? (
        <LoadingFailed error={list.error} retry={() => list.refetch()} />
      ) : (
        <Box className="card" p={{ base: 'xs', sm: 'md' }}>
          {found?.nodes.length === 0 ? (
            filtered ? (
              <Empty title="No service account matches">
                Look for less, or <Link to="?">show all of them</Link>.
              </Empty>
            ) : (
              <Empty title="No service accounts yet">
                <Link to="/site-admin/service-accounts/new">Create one</Link> for each program that uses the
                API, and give it the token it needs.
              </Empty>
            )
          ) : (
            <DataTable
              label="Service accounts"
              columns={columns}
              rows={found?.nodes}
              keyOf={({ id }) => id}
              busy={list.isPlaceholderData}
              order={{
                by: order,
                descending: order !== 'name',
                set: (by) => url.set({ order: by === 'name' ? '' : by }),
              }}
            />
          )}
          <Pager
            from={pages.from}
            shown={found?.nodes.length ?? 0}
            total={found?.totalCount}
            previous={pages.previous}
            next={nextPage(found?.pageInfo, pages.next)}
          />
        </Box>
      )}
    </Stack>
  );
}

const columns: Column<Row>[] = [
  {
    name: 'Name',
    order: 'name',
    show: ({ name, displayName, description, state }) => (
      <>
        {state === 'DELETED' ? (
          <Text component="span" fw={600}>
            {name}
          </Text>
        ) : (
          <Anchor component={Link} to={`/site-admin/service-accounts/${name}`} fw={600}>
            {name}
          </Anchor>
        )}
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
  { name: 'Owner', show: ({ owner }) => owner?.username ?? '–' },
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
        <Badge size="sm" color="orange" variant="light">
          {expiring} expiring
        </Badge>
      )}
    </Group>
  );
}
