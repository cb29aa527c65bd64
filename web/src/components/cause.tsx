import { Text } from '@mantine/core';

/** Why something is as its mark says: the first lines of it, or the `whole` where no other page has all. */
export function Cause({ text, whole = false }: { text: string | null | undefined; whole?: boolean }) {
  if (!text) return null;
  const size = whole ? { maw: '24rem' } : { lineClamp: 2, maw: '20rem', title: text };
  return (
    <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }} {...size}>
      {text}
    </Text>
  );
}
