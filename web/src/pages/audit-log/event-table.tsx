import { Anchor, Badge, Group, Text, VisuallyHidden } from '@mantine/core';
import { type Column, DataTable } from '../../components/data-table';
import { Icon } from '../../components/icons';
import { Time } from '../../components/time';
import type { AuditEventRowFragment, AuditOutcome } from '../../generated/operations';

interface EventTableProps {
  events: readonly AuditEventRowFragment[] | undefined;
  busy?: boolean;
  onOpen: (id: string) => void;
}

/** What happened, an event a row. */
export function EventTable({ events, busy, onOpen }: EventTableProps) {
  const columns: Column<AuditEventRowFragment>[] = [
    {
      name: 'When',
      show: ({ id, createdAt }) => (
        <Anchor component="button" type="button" ta="left" fz="inherit" onClick={() => onOpen(id)}>
          <Time at={createdAt} full />
          <VisuallyHidden> details</VisuallyHidden>
        </Anchor>
      ),
    },
    { name: 'Who', show: ({ actor }) => <Actor actor={actor} /> },
    {
      name: 'What',
      show: ({ entity, action, operationName }) => (
        <>
          <Text component="span">
            {entity} {action}
          </Text>
          {operationName && (
            <Text size="sm" c="dimmed">
              {operationName}
            </Text>
          )}
        </>
      ),
    },
    { name: 'To', show: ({ target }) => target?.name || '–' },
    {
      name: 'Outcome',
      show: ({ outcome, reason }) => (
        <>
          <OutcomeBadge outcome={outcome} />
          {reason && (
            <Text size="sm" c="dimmed" lineClamp={2} maw="20rem">
              {reason}
            </Text>
          )}
        </>
      ),
    },
    { name: 'From', show: ({ actor }) => actor.ip },
  ];
  return (
    <DataTable label="Audit events" columns={columns} rows={events} keyOf={({ id }) => id} busy={busy} />
  );
}

const icons = { USER: 'person', SERVICE_ACCOUNT: 'robot', ANONYMOUS: 'warning' } as const;
const kindNames = { USER: 'Person', SERVICE_ACCOUNT: 'Service account', ANONYMOUS: 'Nobody known' } as const;

function Actor({ actor }: { actor: AuditEventRowFragment['actor'] }) {
  return (
    <>
      <Group gap={6} wrap="nowrap">
        <span title={kindNames[actor.kind]}>
          <Icon name={icons[actor.kind]} size={16} />
        </span>
        {actor.name || kindNames.ANONYMOUS}
      </Group>
      {actor.accessTokenNote && (
        <Text size="sm" c="dimmed">
          by {actor.accessTokenNote}
        </Text>
      )}
    </>
  );
}

const outcomes = {
  SUCCESS: { color: 'green', text: 'Success' },
  FAILURE: { color: 'orange', text: 'Failure' },
  DENIED: { color: 'red', text: 'Denied' },
} as const;

/** How something ended. */
export function OutcomeBadge({ outcome }: { outcome: AuditOutcome }) {
  const { color, text } = outcomes[outcome];
  return (
    <Badge variant="light" color={color}>
      {text}
    </Badge>
  );
}
