import { Button, Group, Text } from '@mantine/core';
import type { CursorPages } from './url-state';

const count = new Intl.NumberFormat();

interface PagerProps {
  pages: CursorPages;
  shown: number;
  total: number | undefined;
  pageInfo: { hasNextPage: boolean; endCursor: string | null } | undefined;
}

/** Which part of a list is shown, and the ways to the others. */
export function Pager({ pages, shown, total, pageInfo }: PagerProps) {
  const { from } = pages;
  if (shown === 0 && from === 0) return null;
  const end = pageInfo?.hasNextPage ? pageInfo.endCursor : null;
  return (
    <Group justify="space-between" mt="sm" component="nav" aria-label="Pages">
      <Text size="sm" c="dimmed" role="status">
        {count.format(from + 1)}–{count.format(from + shown)}
        {total !== undefined && ` of ${count.format(total)}`}
      </Text>
      {(from > 0 || end) && (
        <Group gap="xs">
          <Button variant="default" size="xs" disabled={from === 0} onClick={pages.previous}>
            {'Previous'}
          </Button>
          <Button
            variant="default"
            size="xs"
            disabled={!end}
            onClick={() => {
              if (end) pages.next(end);
            }}
          >
            Next
          </Button>
        </Group>
      )}
    </Group>
  );
}
