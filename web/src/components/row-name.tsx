import { Anchor, Text } from '@mantine/core';
import { Link } from 'react-router';
import { Breakable } from './breakable';

interface RowNameProps {
  name: string;
  /** Its page, where there is one for the viewer. */
  to?: string | undefined;
}

/** What a row is about. */
export function RowName({ name, to }: RowNameProps) {
  if (to === undefined) {
    return (
      <Text component="span" inherit fw={600}>
        <Breakable text={name} />
      </Text>
    );
  }
  return (
    <Anchor component={Link} to={to} inherit fw={600}>
      <Breakable text={name} />
    </Anchor>
  );
}
