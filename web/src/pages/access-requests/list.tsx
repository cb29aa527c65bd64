import { Badge, Box, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { Link } from 'react-router';
import { useAsk } from '../../api/queries';
import { type Column, DataTable } from '../../components/data-table';
import { Empty, LoadingFailed } from '../../components/messages';
import { PageHeader } from '../../components/page';
import { nextPage, Pager } from '../../components/pager';
import { Time } from '../../components/time';
import { useCursorPages, useUrlState } from '../../components/url-state';
import {
  AccessRequestListDocument,
  type AccessRequestRowFragment,
  type AccessRequestStatus,
} from '../../generated/operations';
import { Approved } from './approved';
import { RequestMenu } from './request-menu';

const pageSize = 25;

const looks: Record<AccessRequestStatus, { color: string; text: string }> = {
  PENDING: { color: 'accent', text: 'Waiting' },
  APPROVED: { color: 'green', text: 'Approved' },
  REJECTED: { color: 'red', text: 'Rejected' },
  CANCELED: { color: 'gray', text: 'Not needed' },
};

/** What each choice selects. Without one those that wait are shown. */
const choices: Record<string, { status: AccessRequestStatus | null; text: string }> = {
  '': { status: 'PENDING', text: 'Waiting' },
  approved: { status: 'APPROVED', text: 'Approved' },
  rejected: { status: 'REJECTED', text: 'Rejected' },
  canceled: { status: 'CANCELED', text: 'Not needed' },
  all: { status: null, text: 'All' },
};

/** Site admin > Users & auth > Access requests. */
export function Component() {
  const url = useUrlState();
  const pages = useCursorPages(pageSize);
  const choice = choices[url.get('status')] ? url.get('status') : '';
  const list = useAsk(AccessRequestListDocument, {
    first: pageSize,
    after: pages.after,
    status: choices[choice]?.status ?? null,
  });
  const found = list.data?.accessRequests;
  const approved = url.get('approved');

  return (
    <Stack>
      <PageHeader
        title="Access requests"
        lead="People without an account who ask for one. Anybody can ask, so nobody has proved that name and address are theirs."
      />
      {approved && <Approved key={approved} id={approved} onClose={() => url.show({ approved: '' })} />}
      <Group align="flex-end">
        <NativeSelect
          label="Answer"
          value={choice}
          onChange={({ currentTarget }) => url.set({ status: currentTarget.value })}
          data={Object.entries(choices).map(([value, { text }]) => ({ value, label: text }))}
        />
      </Group>
      {list.error && !found ? (
        <LoadingFailed error={list.error} retry={() => list.refetch()} />
      ) : (
        <Box className="card" p={{ base: 'xs', sm: 'md' }}>
          {found?.nodes.length === 0 ? (
            choice === '' ? (
              <Empty title="Nobody waits for an answer">
                Look at <Link to="?status=all">all requests</Link>, or{' '}
                <Link to="/site-admin/users/new">create an account</Link> for somebody who has not asked.
              </Empty>
            ) : (
              <Empty title="No such request">
                <Link to="?">Show those that wait</Link>.
              </Empty>
            )
          ) : (
            <DataTable
              label="Access requests"
              columns={[
                ...columns,
                {
                  name: 'Actions',
                  end: true,
                  show: (request) => (
                    <RequestMenu request={request} onApproved={() => url.show({ approved: request.id })} />
                  ),
                },
              ]}
              rows={found?.nodes}
              keyOf={({ id }) => id}
              busy={list.isPlaceholderData}
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

const columns: Column<AccessRequestRowFragment>[] = [
  {
    name: 'Who',
    show: ({ name, email }) => (
      <>
        <Text fw={600}>{name}</Text>
        <Text size="sm" c="dimmed">
          {email}
        </Text>
      </>
    ),
  },
  {
    name: 'What they say',
    show: ({ additionalInfo }) =>
      additionalInfo ? (
        <Text size="sm" maw="28rem" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {additionalInfo}
        </Text>
      ) : (
        '–'
      ),
  },
  { name: 'Asked', show: ({ createdAt }) => <Time at={createdAt} /> },
  {
    name: 'Answer',
    show: ({ status }) => (
      <Badge variant="light" color={looks[status].color}>
        {looks[status].text}
      </Badge>
    ),
  },
];
