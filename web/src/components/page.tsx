import { Anchor, Box, Breadcrumbs, Button, Group, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { Link, useLocation } from 'react-router';
import { Breakable } from './breakable';
import { Icon } from './icons';
import { useTitle } from './title';

interface PageHeaderProps {
  title: string;
  /** Beside the title. */
  mark?: ReactNode;
  /** One sentence on what the page is for. */
  lead?: ReactNode;
  /** The way here. */
  trail?: { to: string; name: string }[];
  /** What can be done here, beside the title. */
  actions?: ReactNode;
}

let lastPath = window.location.pathname;

/** The top of a page. It names the tab of the browser, and takes the focus when one comes from another page. */
export function PageHeader({ title, mark, lead, trail, actions }: PageHeaderProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { pathname } = useLocation();
  useTitle(title);
  useEffect(() => {
    // A form that begins with a field has given that the focus already.
    const inField = document.activeElement?.matches('input, textarea, select');
    if (pathname !== lastPath && !inField) heading.current?.focus();
    lastPath = pathname;
  }, [pathname]);

  return (
    <header>
      {trail && (
        <Breadcrumbs component="nav" aria-label="Breadcrumb" mb={4} styles={{ root: { flexWrap: 'wrap' } }}>
          {trail.map(({ to, name }) => (
            <Anchor key={to} component={Link} to={to} size="sm">
              {name}
            </Anchor>
          ))}
        </Breadcrumbs>
      )}
      <Group justify="space-between" align="flex-start" gap="sm">
        <Box flex="1 1 20rem" maw="45rem">
          <Group gap="sm">
            <Title order={1} ref={heading} tabIndex={-1} style={{ overflowWrap: 'anywhere' }}>
              <Breakable text={title} />
            </Title>
            {mark}
          </Group>
          {lead && (
            <Text c="dimmed" mt={4}>
              {lead}
            </Text>
          )}
        </Box>
        {actions && <Group gap="sm">{actions}</Group>}
      </Group>
    </header>
  );
}

/** The way to the form for something new. */
export function CreateLink({ to, children }: { to: string; children: string }) {
  return (
    <Button component={Link} to={to} leftSection={<Icon name="plus" size={16} />}>
      {children}
    </Button>
  );
}
