import { Anchor, Stack, Text } from '@mantine/core';
import { Link } from 'react-router';
import { Empty } from '../../components/messages';
import { EventList } from '../audit-log/event-list';
import { useServiceAccount } from './account';
import { Usage } from './usage';

/** What a service account did, and what it was refused. */
export function Component() {
  const { id } = useServiceAccount();
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        What it asked, and what it was refused.{' '}
        <Anchor
          component={Link}
          underline="always"
          to={`/site-admin/audit-log?actor=${encodeURIComponent(id)}`}
        >
          Filter and export in the audit log
        </Anchor>
      </Text>
      <Usage />
      <EventList filter={{ actor: id }} empty={<Empty title="It has done nothing yet" />} />
    </Stack>
  );
}
