import { Anchor, Code, Drawer, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useAsk } from '../../api/queries';
import { NotYet } from '../../components/messages';
import { Time } from '../../components/time';
import { AuditEventPageDocument, type AuditEventPageQuery } from '../../generated/operations';
import { OutcomeBadge } from './event-columns';

type Event = Extract<NonNullable<AuditEventPageQuery['node']>, { auditID: string }>;

/** Whether an id was that of an event. */
const isEvent = (node: AuditEventPageQuery['node'] | undefined): node is Event => !!node && 'auditID' in node;

/** Everything about one event. */
export function EventDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const answer = useAsk(AuditEventPageDocument, { id });
  const event = answer.data?.node;
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={isEvent(event) ? `${event.entity} ${event.action}` : 'Event'}
    >
      {isEvent(event) ? (
        <Details event={event} />
      ) : answer.data ? (
        'There is no such event.'
      ) : (
        <NotYet answer={answer} height={300} />
      )}
    </Drawer>
  );
}

function Details({ event }: { event: Event }) {
  const { actor, target } = event;
  const rows: [name: string, value: ReactNode][] = [
    ['When', <Time key="when" at={event.createdAt} as="both" />],
    ['Outcome', <OutcomeBadge key="outcome" outcome={event.outcome} />],
    ['Reason', event.reason],
    ['Who', actor.name && <More name={actor.name} filter={{ actor: actor.id ?? actor.name }} />],
    ['Impersonated by', actor.impersonatedBy],
    [
      'Token',
      actor.accessTokenID && (
        <More name={actor.accessTokenNote || 'a token'} filter={{ token: actor.accessTokenID }} />
      ),
    ],
    ['From address', actor.ip && <More name={actor.ip} filter={{ ip: actor.ip }} />],
    ['Forwarded for', actor.forwardedFor],
    ['Client', [actor.clientName, actor.clientVersion].filter(Boolean).join(' ')],
    ['User agent', actor.userAgent],
    ['To', target && `${target.kind} ${target.name}`],
    ['Operation', event.operationName],
    ['Root fields', event.rootFields.join(', ')],
    ['Request', event.requestID],
    ['Event', event.auditID],
  ];
  return (
    <Stack>
      <dl className="details">
        {rows.map(
          ([name, value]) =>
            value && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
      {event.details !== null && (
        <div>
          <Text size="sm" c="dimmed" mb={4}>
            Details
          </Text>
          {/* Scrolls, so the keyboard must reach it. */}
          <Code block tabIndex={0}>
            {JSON.stringify(event.details, null, 2)}
          </Code>
        </div>
      )}
    </Stack>
  );
}

/** A way to everything with the same value. */
function More({ name, filter }: { name: string; filter: Record<string, string> }) {
  return (
    <Anchor component={Link} to={`/site-admin/audit-log?${new URLSearchParams(filter)}`}>
      {name}
    </Anchor>
  );
}
