import { Badge, Stack, Text } from '@mantine/core';
import { Link } from 'react-router';
import { useAsk } from '../../api/queries';
import type { Column } from '../../components/data-table';
import { ChoiceFilter, Filters } from '../../components/filters';
import { List } from '../../components/list';
import { Empty } from '../../components/messages';
import { PageHeader } from '../../components/page';
import { useCursorPages } from '../../components/paging';
import { RowName } from '../../components/row-name';
import { Time } from '../../components/time';
import { useUrlState } from '../../components/url-state';
import {
  AccessRequestListDocument,
  type AccessRequestRowFragment,
  type AccessRequestStatus,
} from '../../generated/operations';
import { usersPath } from '../users/paths';
import { Approved } from './approved';
import { RequestMenu } from './request-menu';

const looks: Record<AccessRequestStatus, { color: string; text: string }> = {
  PENDING: { color: 'accent', text: 'Waiting' },
  APPROVED: { color: 'green', text: 'Approved' },
  REJECTED: { color: 'red', text: 'Rejected' },
  CANCELED: { color: 'gray', text: 'Not needed' },
};

/** What each choice selects. */
const statuses: Record<string, AccessRequestStatus | null> = {
  approved: 'APPROVED',
  rejected: 'REJECTED',
  canceled: 'CANCELED',
  all: null,
};

/** Site admin > Users & auth > Access requests. */
export function Component() {
  const url = useUrlState();
  const pages = useCursorPages(25);
  const status = statuses[url.get('status')];
  const answer = useAsk(AccessRequestListDocument, {
    ...pages.variables,
    status: status === undefined ? 'PENDING' : status,
  });
  const approved = url.get('approved');
  return (
    <Stack>
      <PageHeader
        title="Access requests"
        lead="People without an account who ask for one. Anybody can ask, so nobody has proved that name and address are theirs."
      />
      {approved && <Approved key={approved} id={approved} onClose={() => url.show({ approved: '' })} />}
      <Filters>
        <ChoiceFilter
          label="Answer"
          name="status"
          choices={{
            '': looks.PENDING.text,
            approved: looks.APPROVED.text,
            rejected: looks.REJECTED.text,
            canceled: looks.CANCELED.text,
            all: 'All',
          }}
        />
      </Filters>
      <List
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
        answer={answer}
        found={answer.data?.accessRequests}
        pages={pages}
        empty={
          status === undefined ? (
            <Empty title="Nobody waits for an answer">
              Look at <Link to="?status=all">all requests</Link>, or{' '}
              <Link to={`${usersPath}/new`}>create an account</Link> for somebody who has not asked.
            </Empty>
          ) : (
            <Empty title="No such request">
              <Link to="?">Show those that wait</Link>.
            </Empty>
          )
        }
      />
    </Stack>
  );
}

const columns: Column<AccessRequestRowFragment>[] = [
  {
    name: 'Who',
    show: ({ name, email }) => (
      <>
        <RowName name={name} />
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
    show: ({ status }) => <Badge color={looks[status].color}>{looks[status].text}</Badge>,
  },
];
