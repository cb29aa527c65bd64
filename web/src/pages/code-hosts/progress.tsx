import { Anchor, Box, Button, Group, Progress, Stack, Text, Title } from '@mantine/core';
import { Link } from 'react-router';
import { useAsk, useChange } from '../../api/queries';
import type { Column } from '../../components/data-table';
import { goesOn, JobState, lookEveryMs } from '../../components/job-state';
import { List } from '../../components/list';
import { Empty, NotYet } from '../../components/messages';
import { Time } from '../../components/time';
import {
  CancelSyncDocument,
  CodeHostProgressDocument,
  type CodeHostProgressQuery,
  type SyncJobRowFragment,
} from '../../generated/operations';
import { useCodeHost } from './code-host';
import { repositoriesOf } from './paths';

const jobsOf = (answer: CodeHostProgressQuery | undefined): SyncJobRowFragment[] =>
  answer?.node && 'syncJobs' in answer.node ? answer.node.syncJobs.nodes : [];

/** Whether something is under way that is worth watching. */
const isBusy = (answer: CodeHostProgressQuery | undefined): boolean =>
  answer !== undefined &&
  (jobsOf(answer).some(({ state }) => goesOn(state)) ||
    answer.copied.totalCount + answer.failed.totalCount < answer.all.totalCount);

/** What a connection yields, how much of it is copied, and the times that it was looked up. */
export function Component() {
  const host = useCodeHost();
  const answer = useAsk(
    CodeHostProgressDocument,
    { id: host.id, service: host.id },
    { refetchInterval: (progress) => (isBusy(progress) ? lookEveryMs : false) },
  );
  if (!answer.data) return <NotYet answer={answer} height={200} />;
  return (
    <Stack>
      <Copies host={host} counts={answer.data} />
      <List
        title="Syncs"
        label="Syncs"
        columns={columns}
        answer={answer}
        found={{ nodes: jobsOf(answer.data) }}
        empty={
          <Empty title="No sync yet">
            Repositories that the configuration names are listed already. “Sync now” checks them.
          </Empty>
        }
      />
    </Stack>
  );
}

function Copies({
  host,
  counts,
}: {
  host: { id: string; displayName: string };
  counts: CodeHostProgressQuery;
}) {
  const [all, copied, copying, failed] = [counts.all, counts.copied, counts.copying, counts.failed].map(
    ({ totalCount }) => totalCount,
  ) as [number, number, number, number];
  const link = (filter: string, text: string) => (
    <Anchor component={Link} to={`${repositoriesOf(host.id)}${filter}`} underline="always">
      {text}
    </Anchor>
  );
  return (
    <Box className="card" p="md">
      <Title order={2}>Copies of its repositories</Title>
      <Progress.Root my="sm" size="lg">
        <Progress.Section
          value={all === 0 ? 0 : (100 * copied) / all}
          aria-label={`Repositories of ${host.displayName} that are copied`}
        />
      </Progress.Root>
      <Text size="sm" role="status">
        {link('', `${copied} of ${all}`)} copied
        {copying > 0 && <>, {link('&state=cloning', `${copying} being copied`)}</>}
        {failed > 0 && <>, {link('&state=failed', `${failed} failed`)}</>}.
      </Text>
    </Box>
  );
}

const columns: Column<SyncJobRowFragment>[] = [
  {
    name: 'State',
    show: ({ state, failureMessage }) => (
      <>
        <JobState state={state} />
        {failureMessage && (
          <Text size="sm" mt={4}>
            {failureMessage}
          </Text>
        )}
      </>
    ),
  },
  { name: 'Began', show: ({ startedAt, queuedAt }) => <Time at={startedAt ?? queuedAt} /> },
  { name: 'Ended', show: ({ finishedAt }) => <Time at={finishedAt} otherwise="–" /> },
  { name: 'Repositories', show: (job) => <Outcome job={job} /> },
  { name: 'Actions', end: true, show: (job) => <Cancel job={job} /> },
];

/** What a sync found, in numbers. */
function Outcome({ job }: { job: SyncJobRowFragment }) {
  const { reposSynced, reposAdded, reposModified, reposDeleted, repoSyncErrors } = job;
  const parts = [
    `${reposSynced} found`,
    reposAdded > 0 && `${reposAdded} new`,
    reposModified > 0 && `${reposModified} changed`,
    reposDeleted > 0 && `${reposDeleted} gone`,
    repoSyncErrors > 0 && `${repoSyncErrors} not taken`,
  ];
  return <>{parts.filter(Boolean).join(', ')}</>;
}

function Cancel({ job }: { job: SyncJobRowFragment }) {
  const cancel = useChange(CancelSyncDocument);
  if (job.state !== 'QUEUED' && job.state !== 'PROCESSING') return null;
  return (
    <Group justify="flex-end">
      <Button
        variant="default"
        size="xs"
        loading={cancel.isPending}
        onClick={() => cancel.mutate({ id: job.id })}
      >
        Stop
      </Button>
    </Group>
  );
}
