import { Box } from '@mantine/core';
import { useAsk } from '../../api/queries';
import { Empty, LoadingFailed } from '../../components/messages';
import { nextPage, Pager } from '../../components/pager';
import { useCursorPages, useUrlState } from '../../components/url-state';
import { type AuditEventFilter, AuditEventListDocument } from '../../generated/operations';
import { EventDrawer } from './event-drawer';
import { EventTable } from './event-table';

const pageSize = 50;
const followEveryMs = 10_000;

interface EventListProps {
  filter: AuditEventFilter;
  /** Whether to look for new events again and again. */
  follow?: boolean;
  /** What to say when there are none. */
  empty: string;
}

/** A page of events, and one of them opened beside it. */
export function EventList({ filter, follow = false, empty }: EventListProps) {
  const url = useUrlState();
  const pages = useCursorPages(pageSize);
  const following = follow && pages.from === 0;
  const list = useAsk(
    AuditEventListDocument,
    { first: pageSize, after: pages.after, filter },
    { refetchInterval: following && followEveryMs },
  );
  const found = list.data?.auditEvents;
  // Looking is recorded too: whoever follows is not shown that again and again.
  const events =
    following && !filter.entity ? found?.nodes.filter(({ entity }) => entity !== 'audit.log') : found?.nodes;
  const open = url.get('event');

  if (list.error && !found) return <LoadingFailed error={list.error} retry={() => list.refetch()} />;
  return (
    <Box className="card" p={{ base: 'xs', sm: 'md' }}>
      {events?.length === 0 ? (
        <Empty title={empty} />
      ) : (
        <EventTable events={events} busy={list.isPlaceholderData} onOpen={(event) => url.show({ event })} />
      )}
      <Pager
        from={pages.from}
        shown={events?.length ?? 0}
        previous={pages.previous}
        next={nextPage(found?.pageInfo, pages.next)}
      />
      {open && <EventDrawer id={open} onClose={() => url.show({ event: '' })} />}
    </Box>
  );
}
