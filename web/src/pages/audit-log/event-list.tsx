import type { ReactNode } from 'react';
import { useAsk } from '../../api/queries';
import { List } from '../../components/list';
import { useCursorPages } from '../../components/paging';
import { useUrlState } from '../../components/url-state';
import { type AuditEventFilter, AuditEventListDocument } from '../../generated/operations';
import { columnsOfEvents } from './event-columns';
import { EventDrawer } from './event-drawer';

const followEveryMs = 10_000;

interface EventListProps {
  filter: AuditEventFilter;
  /** Whether to look for new events again and again. */
  follow?: boolean;
  /** What to say when there are none. */
  empty: ReactNode;
}

/** A page of events, and one of them opened beside it. */
export function EventList({ filter, follow = false, empty }: EventListProps) {
  const url = useUrlState();
  const pages = useCursorPages(50);
  const following = follow && pages.from === 0;
  const answer = useAsk(
    AuditEventListDocument,
    { ...pages.variables, filter },
    { refetchInterval: following && followEveryMs },
  );
  const found = answer.data?.auditEvents;
  // Looking is recorded too: whoever follows is not shown that again and again.
  const leavesOut = following && !filter.entity;
  const open = url.get('event');
  return (
    <>
      <List
        label="Audit events"
        columns={columnsOfEvents((event) => url.show({ event }))}
        answer={answer}
        found={found && leavesOut ? { ...found, nodes: found.nodes.filter(isNoLook) } : found}
        pages={pages}
        empty={empty}
      />
      {open && <EventDrawer id={open} onClose={() => url.show({ event: '' })} />}
    </>
  );
}

const isNoLook = ({ entity }: { entity: string }): boolean => entity !== 'audit.log';
