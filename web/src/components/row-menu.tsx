import { ActionIcon, Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import { Icon } from './icons';

/** The three dots at the end of a row, with what can be done with it. */
export function RowMenu({ of, children }: { of: string; children: ReactNode }) {
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        {/* It is higher than a line of text, beside which it stands. */}
        <ActionIcon
          variant="subtle"
          color="gray"
          c="inherit"
          size="lg"
          my={-6}
          aria-label={`Actions for ${of}`}
        >
          <Icon name="dots" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}

/** What cannot be taken back, or stops something that works. */
export function HarmfulItem({ children, onClick }: { children: ReactNode; onClick: () => void }) {
  return (
    <Menu.Item c="var(--mantine-color-error)" onClick={onClick}>
      {children}
    </Menu.Item>
  );
}
