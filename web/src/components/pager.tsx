import { Button, Group, Text } from '@mantine/core';

const count = new Intl.NumberFormat();

interface PagerProps {
  /** How many come before this page. */
  from: number;
  shown: number;
  /** How many there are in all, where that is known. */
  total?: number | undefined;
  previous: () => void;
  /** Undefined on the last page. */
  next: (() => void) | undefined;
}

/** Which part of a list is shown, and the ways to the others. */
export function Pager({ from, shown, total, previous, next }: PagerProps) {
  if (shown === 0 && from === 0) return null;
  return (
    <Group justify="space-between" mt="sm" component="nav" aria-label="Pages">
      <Text size="sm" c="dimmed" role="status">
        {shown > 0 && `${count.format(from + 1)}–${count.format(from + shown)}`}
        {shown > 0 && total !== undefined && ` of ${count.format(total)}`}
      </Text>
      {(from > 0 || next) && (
        <Group gap="xs">
          <Button variant="default" size="xs" disabled={from === 0} onClick={previous}>
            Previous
          </Button>
          <Button variant="default" size="xs" disabled={!next} onClick={next}>
            Next
          </Button>
        </Group>
      )}
    </Group>
  );
}
