import { Anchor, Box, Button, Group, Stack } from '@mantine/core';
import { Link } from 'react-router';
import { useAsk } from '../../api/queries';
import { type Column, DataTable } from '../../components/data-table';
import { Icon } from '../../components/icons';
import { Empty, LoadingFailed } from '../../components/messages';
import { PageHeader } from '../../components/page';
import { SearchField } from '../../components/search-field';
import { ShowMore } from '../../components/show-more';
import { Time } from '../../components/time';
import { useUrlState } from '../../components/url-state';
import { OrganizationListDocument, type OrganizationListQuery } from '../../generated/operations';
import { organizationsPath, pathOfOrganization } from './paths';

const step = 100;

/** Site admin > Users & auth > Organizations. */
export function Component() {
  const url = useUrlState();
  const query = url.get('q');
  const first = Math.max(step, Number(url.get('show')) || 0);
  const list = useAsk(OrganizationListDocument, { first, query: query || null });
  const found = list.data?.organizations;
  return (
    <Stack>
      <PageHeader
        title="Organizations"
        lead="People and service accounts that own things under one name."
        actions={
          <Button
            component={Link}
            to={`${organizationsPath}/new`}
            leftSection={<Icon name="plus" size={16} />}
          >
            Create organization
          </Button>
        }
      />
      <Group>
        <SearchField label="Name" value={query} onSearch={(q) => url.set({ q }, { replace: true })} />
      </Group>
      {list.error && !found ? (
        <LoadingFailed error={list.error} retry={() => list.refetch()} />
      ) : (
        <Box className="card" p={{ base: 'xs', sm: 'md' }}>
          {found?.nodes.length === 0 ? (
            <NoOrganization filtered={query !== ''} />
          ) : (
            <DataTable
              label="Organizations"
              columns={columns}
              rows={found?.nodes}
              keyOf={({ id }) => id}
              busy={list.isPlaceholderData}
            />
          )}
          {found && found.nodes.length > 0 && (
            <ShowMore
              shown={found.nodes.length}
              total={found.totalCount}
              more={
                found.nodes.length < found.totalCount
                  ? () => url.set({ show: String(first * 2) }, { replace: true })
                  : undefined
              }
              busy={list.isFetching}
            />
          )}
        </Box>
      )}
    </Stack>
  );
}

function NoOrganization({ filtered }: { filtered: boolean }) {
  return filtered ? (
    <Empty title="No organization matches">
      Look for less, or <Link to="?">show all of them</Link>.
    </Empty>
  ) : (
    <Empty title="No organizations yet">
      <Link to={`${organizationsPath}/new`}>Create one</Link> to let people and programs share a name.
    </Empty>
  );
}

const columns: Column<OrganizationListQuery['organizations']['nodes'][number]>[] = [
  {
    name: 'Name',
    show: ({ name }) => (
      <Anchor component={Link} to={pathOfOrganization(name)} fw={600}>
        {name}
      </Anchor>
    ),
  },
  { name: 'Display name', show: ({ displayName }) => displayName || '–' },
  { name: 'Created', show: ({ createdAt }) => <Time at={createdAt} /> },
];
