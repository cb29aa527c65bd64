import { Progress, Stack, Text } from '@mantine/core';
import { Link } from 'react-router';
import { useAsk } from '../../api/queries';
import { Breakable } from '../../components/breakable';
import { Cause } from '../../components/cause';
import type { Column } from '../../components/data-table';
import { ChoiceFilter, Filters, SearchFilter } from '../../components/filters';
import { goesOn, JobState, lookEveryMs } from '../../components/job-state';
import { List, NothingMatches } from '../../components/list';
import { Empty } from '../../components/messages';
import { CreateLink, PageHeader } from '../../components/page';
import { useCursorPages } from '../../components/paging';
import { RowName } from '../../components/row-name';
import { Time } from '../../components/time';
import { useOrder, useUrlState } from '../../components/url-state';
import {
  OwnIdDocument,
  SearchJobListDocument,
  type SearchJobRowFragment,
  type SearchJobState,
  type SearchJobsOrderBy,
} from '../../generated/operations';
import { site } from '../../site';
import { pathOfAccount } from '../users/paths';
import { JobMenu } from './job-menu';
import { searchJobsPath } from './paths';

/** What each choice of the state selects. */
const states: Record<string, SearchJobState[]> = {
  open: ['QUEUED', 'PROCESSING'],
  done: ['COMPLETED'],
  failed: ['FAILED'],
  stopped: ['CANCELED'],
};

const orders: Record<string, { by: SearchJobsOrderBy; descending: boolean }> = {
  created: { by: 'CREATED_AT', descending: true },
  query: { by: 'QUERY', descending: false },
  state: { by: 'STATE', descending: false },
};

/** Search jobs: the own ones, and to site admins those of everybody. */
export function Component() {
  const url = useUrlState();
  const pages = useCursorPages(25);
  const order = useOrder(orders, 'created');
  const siteAdmin = site.visitor?.siteAdmin === true;
  const onlyOwn = siteAdmin && url.get('whose') === 'own';
  const own = useAsk(OwnIdDocument, {}, { enabled: onlyOwn }).data?.currentUser?.id;
  const answer = useAsk(
    SearchJobListDocument,
    {
      ...pages.variables,
      query: url.get('q') || null,
      states: states[url.get('state')] ?? null,
      userIDs: onlyOwn && own ? [own] : null,
      orderBy: order.by,
      descending: order.descending,
    },
    {
      enabled: !onlyOwn || own !== undefined,
      refetchInterval: (list) =>
        list?.searchJobs.nodes.some(({ state }) => goesOn(state)) ? lookEveryMs : false,
    },
  );
  return (
    <Stack>
      <PageHeader
        title="Search jobs"
        lead="Searches in the background, of everything that whoever created them sees, for as long as it takes. What one found is a file to download."
        actions={<CreateLink to={`${searchJobsPath}/new`}>New search job</CreateLink>}
      />
      <Filters>
        <SearchFilter label="Query" />
        <ChoiceFilter
          label="State"
          name="state"
          choices={{ '': 'Any', open: 'Under way', done: 'Done', failed: 'Failed', stopped: 'Stopped' }}
        />
        {siteAdmin && (
          <ChoiceFilter label="Created by" name="whose" choices={{ '': 'Anybody', own: 'You' }} />
        )}
      </Filters>
      <List
        label="Search jobs"
        columns={siteAdmin ? columns : columns.filter(({ name }) => name !== 'Created by')}
        answer={answer}
        found={answer.data?.searchJobs}
        pages={pages}
        order={order}
        empty={
          url.any('q', 'state', 'whose') ? (
            <NothingMatches title="No search job matches" />
          ) : (
            <Empty title="No search jobs yet">
              <Link to={`${searchJobsPath}/new`}>Start one</Link> for a search that is to find everything.
            </Empty>
          )
        }
      />
    </Stack>
  );
}

const columns: Column<SearchJobRowFragment>[] = [
  {
    name: 'Query',
    order: 'query',
    show: ({ query }) => (
      <Text component="span" ff="monospace" size="sm" fw={600}>
        <Breakable text={query} />
      </Text>
    ),
  },
  {
    name: 'State',
    order: 'state',
    show: (job) => (
      <>
        <JobState state={job.state} />
        <HowFar job={job} />
        <Cause whole text={job.failureMessage} />
      </>
    ),
  },
  {
    name: 'Created by',
    show: ({ creator }) =>
      creator ? <RowName name={creator.username} to={pathOfAccount(creator)} /> : 'Somebody who was deleted',
  },
  { name: 'Created', order: 'created', show: ({ createdAt }) => <Time at={createdAt} /> },
  { name: 'Ended', show: ({ finishedAt }) => <Time at={finishedAt} otherwise="–" /> },
  { name: 'Actions', end: true, show: (job) => <JobMenu job={job} /> },
];

const repositories = (count: number): string => `${count} ${count === 1 ? 'repository' : 'repositories'}`;

/** How many repositories are looked through. Nothing where it is not known yet how many those are. */
function HowFar({ job: { query, state, repoStats } }: { job: SearchJobRowFragment }) {
  const { total, completed, failed } = repoStats;
  if (total === 0) return null;
  return (
    <>
      {state === 'PROCESSING' && (
        <Progress.Root mt={6} size="sm">
          <Progress.Section
            value={(100 * (completed + failed)) / total}
            aria-label={`Repositories that ${query} has looked through`}
          />
        </Progress.Root>
      )}
      <Text size="sm" c="dimmed" mt={4}>
        {/* Where it has ended, the total is without those that it did not get to. */}
        {state === 'PROCESSING' && `${completed} of `}
        {repositories(state === 'PROCESSING' ? total : completed)}
        {failed > 0 && `, ${failed} failed`}
      </Text>
    </>
  );
}
