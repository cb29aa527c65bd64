import { Badge } from '@mantine/core';
import type { ServiceAccountState } from '../../generated/operations';

const looks = {
  ACTIVE: { color: 'green', text: 'Active' },
  DISABLED: { color: 'orange', text: 'Disabled' },
  DELETED: { color: 'gray', text: 'Deleted' },
} as const;

/** Whether the tokens of a service account work. */
export function StateBadge({ state }: { state: ServiceAccountState }) {
  const { color, text } = looks[state];
  return <Badge color={color}>{text}</Badge>;
}
