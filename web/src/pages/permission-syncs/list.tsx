import { Button, Stack, Text } from '@mantine/core';
import { useAsk } from '../../api/queries';
import { AccountKind } from '../../components/account-kind';
import { Cause } from '../../components/cause';
import type { Column } from '../../components/data-table';
import { ChoiceFilter, Filters, SearchFilter } from '../../components/filters';
import { goesOn, JobState, lookEveryMs } from '../../components/job-state';
import { List, NothingMatches } from '../../components/list';
import { Empty } from '../../components/messages';
import { PageHeader } from '../../components/page';
import { useCursorPages } from '../../components/paging';
import { RowName } from '../../components/row-name';
import { Time } from '../../components/time';
import { useUrlState } from '../../components/url-state';
import {
  PermissionSyncListDocument,
  type PermissionSyncRowFragment,
  type PermissionsSyncJobReasonGroup,
  type PermissionsSyncJobState,
  type PermissionsSyncJobsSearchType,
} from '../../generated/operations';
import { pathOfRepository } from '../repositories/paths';
import { pathOfAccount } from '../users/paths';
import { SyncDialog } from './sync-dialog';
import { SyncMenu } from './sync-menu';

/** What each choice of the state selects. */
const states: Record<string, PermissionsSyncJobState> = {
  queued: 'QUEUED',
  done: 'COMPLETED',
  failed: 'FAILED',
  stopped: 'CANCELED',
};

/** What each choice of what they are about selects, and the field that looks for one of those. */
const subjects: Record<string, { searchType: PermissionsSyncJobsSearchType; search: string }> = {
  accounts: { searchType: 'USER', search: 'Account' },
  repositories: { searchType: 'REPOSITORY', search: 'Repository' },
};

/** Site admin > Repositories > Permission syncs. */
export function Component() {
  const url = useUrlState();
  const pages = useCursorPages(50);
  const about = subjects[url.get('about')];
  const answer = useAsk(
    PermissionSyncListDocument,
    {
      ...pages.variables,
      state: states[url.get('state')] ?? null,
      searchType: about?.searchType ?? null,
      query: (about && url.get('q')) || null,
    },
    {
      refetchInterval: (list) =>
        list?.permissionsSyncJobs.nodes.some(({ state }) => goesOn(state)) ? lookEveryMs : false,
    },
  );
  return (
    <Stack>
      <PageHeader
        title="Permission syncs"
        lead="A sync gives what waits for somebody who has come since, and takes over from the code host connections whether a repository is private. The last five of each account and repository are kept."
      />
      <Filters actions={<Button onClick={() => url.show({ sync: 'new' })}>Sync now</Button>}>
        <ChoiceFilter
          label="About"
          name="about"
          choices={{ '': 'Everything', accounts: 'Accounts', repositories: 'Repositories' }}
        />
        {about && <SearchFilter key={about.search} label={about.search} />}
        <ChoiceFilter
          label="State"
          name="state"
          choices={{ '': 'Any', queued: 'Queued', done: 'Done', failed: 'Failed', stopped: 'Stopped' }}
        />
      </Filters>
      <List
        label="Permission syncs"
        columns={columns}
        answer={answer}
        found={answer.data?.permissionsSyncJobs}
        pages={pages}
        empty={
          url.any('q', 'about', 'state') ? (
            <NothingMatches title="No sync matches" />
          ) : (
            <Empty title="No syncs yet">
              Nothing syncs by itself, because grants count at once. “Sync now” is for what has changed behind
              them, such as how grants name accounts.
            </Empty>
          )
        }
      />
      {url.get('sync') && <SyncDialog onClose={() => url.show({ sync: '' })} />}
    </Stack>
  );
}

const reasons: Record<PermissionsSyncJobReasonGroup, string> = {
  MANUAL: 'Asked for',
  WEBHOOK: 'A code host told of a change',
  SCHEDULE: 'It was due',
  SOURCEGRAPH: 'The account changed',
  UNKNOWN: 'Another reason',
};

const columns: Column<PermissionSyncRowFragment>[] = [
  { name: 'About', show: ({ subject }) => <Subject subject={subject} /> },
  {
    name: 'State',
    show: ({ state, placeInQueue, failureMessage, cancellationReason }) => (
      <>
        <JobState state={state} />
        {placeInQueue !== null && (
          <Text size="sm" c="dimmed">
            {placeInQueue === 1 ? 'the next' : `${placeInQueue - 1} before it`}
          </Text>
        )}
        <Cause whole text={failureMessage ?? cancellationReason} />
      </>
    ),
  },
  {
    name: 'Why',
    show: ({ reason, triggeredByUser }) => (
      <>
        {reasons[reason.group]}
        {triggeredByUser && (
          <>
            {' by '}
            <RowName name={triggeredByUser.username} to={pathOfAccount(triggeredByUser)} />
          </>
        )}
      </>
    ),
  },
  { name: 'Asked', show: ({ queuedAt }) => <Time at={queuedAt} /> },
  {
    name: 'Ended',
    show: ({ finishedAt, ranForMs }) => (
      <>
        <Time at={finishedAt} otherwise="–" />
        {ranForMs !== null && (
          <Text size="sm" c="dimmed">
            took {ranForMs < 1000 ? `${ranForMs} ms` : `${Math.round(ranForMs / 1000)} s`}
          </Text>
        )}
      </>
    ),
  },
  {
    name: 'Grants',
    show: ({ state, permissionsFound, permissionsAdded }) =>
      state === 'COMPLETED'
        ? `${permissionsFound}${permissionsAdded > 0 ? `, ${permissionsAdded} new` : ''}`
        : '–',
  },
  { name: 'Actions', end: true, show: (sync) => <SyncMenu sync={sync} /> },
];

/** The account or the repository that a sync is about. */
function Subject({ subject }: Pick<PermissionSyncRowFragment, 'subject'>) {
  if (subject.__typename === 'Repository') {
    return <RowName name={subject.name} to={pathOfRepository(subject.id)} />;
  }
  return (
    <>
      <RowName name={subject.username} to={pathOfAccount(subject)} />{' '}
      <AccountKind serviceAccount={subject.serviceAccount} />
    </>
  );
}
