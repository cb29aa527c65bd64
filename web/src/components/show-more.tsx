import { Button, Group, Text } from '@mantine/core';

const count = new Intl.NumberFormat();

interface ShowMoreProps {
  shown: number;
  total: number;
  /** Undefined when all are here. */
  more?: (() => void) | undefined;
  busy: boolean;
}

/** How much of a list is here, and the way to more, for lists that are only ever read from their beginning. */
export function ShowMore({ shown, total, more, busy }: ShowMoreProps) {
  if (shown === 0) return null;
  return (
    <Group justify="space-between" mt="sm">
      <Text size="sm" c="dimmed" role="status">
        {count.format(shown)} of {count.format(total)}
      </Text>
      {more && (
        <Button variant="default" size="xs" loading={busy} onClick={more}>
          Show more
        </Button>
      )}
    </Group>
  );
}
