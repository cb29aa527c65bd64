import { Anchor, Badge, Group, Text, VisuallyHidden } from '@mantine/core';
import { Cause } from '../../components/cause';
import type { Column } from '../../components/data-table';
import { Icon } from '../../components/icons';
import { Time } from '../../components/time';
import type { AuditEventRowFragment, AuditOutcome } from '../../generated/operations';

/** What there is to know about an event at a glance. */
export const columnsOfEvents = (onOpen: (id: string) => void): Column<AuditEventRowFragment>[] => [
  {
    name: 'When',
    show: ({ id, createdAt }) => (
      <Anchor component="button" type="button" ta="left" inherit onClick={() => onOpen(id)}>
        <Time at={createdAt} as="exact" />
        <VisuallyHidden> details</VisuallyHidden>
      </Anchor>
    ),
  },
  { name: 'Who', names: true, show: ({ actor }) => <Actor actor={actor} /> },
  {
    name: 'What',
    names: true,
    show: ({ entity, action, operationName }) => (
      <>
        {entity} {action}
        {operationName && (
          <Text size="sm" c="dimmed">
            {operationName}
          </Text>
        )}
      </>
    ),
  },
  { name: 'To', names: true, show: ({ target }) => target?.name || '–' },
  {
    name: 'Outcome',
    show: ({ outcome, reason }) => (
      <>
        <OutcomeBadge outcome={outcome} />
        <Cause text={reason} />
      </>
    ),
  },
  { name: 'From', show: ({ actor }) => actor.ip },
];

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
  return <Badge color={color}>{text}</Badge>;
}
