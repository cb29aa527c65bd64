import { Anchor, Breadcrumbs, Group, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { Link, useLocation } from 'react-router';
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
        <Breadcrumbs component="nav" aria-label="The way here" mb={4} styles={{ root: { flexWrap: 'wrap' } }}>
          {trail.map(({ to, name }) => (
            <Anchor key={to} component={Link} to={to} size="sm">
              {name}
            </Anchor>
          ))}
        </Breadcrumbs>
      )}
      <Group justify="space-between" align="flex-start">
        <Group gap="sm">
          <Title order={1} ref={heading} tabIndex={-1} style={{ overflowWrap: 'anywhere' }}>
            {title}
          </Title>
          {mark}
        </Group>
        {actions && <Group gap="sm">{actions}</Group>}
      </Group>
      {lead && (
        <Text c="dimmed" mt={4} maw="45rem">
          {lead}
        </Text>
      )}
    </header>
  );
}
