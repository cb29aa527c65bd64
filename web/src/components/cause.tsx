import { Text } from '@mantine/core';

/** Why something is as its mark says, beginning with the first lines. */
export function Cause({ text }: { text: string | null | undefined }) {
  if (!text) return null;
  return (
    <Text size="sm" c="dimmed" lineClamp={2} maw="20rem" title={text} style={{ overflowWrap: 'anywhere' }}>
      {text}
    </Text>
  );
}

/** The same where no other page has all of it. */
export function WholeCause({ text }: { text: string | null | undefined }) {
  if (!text) return null;
  return (
    <Text size="sm" c="dimmed" maw="24rem" style={{ overflowWrap: 'anywhere' }}>
      {text}
    </Text>
  );
}
