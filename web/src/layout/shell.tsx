import '@mantine/notifications/styles.css';
import {
  Anchor,
  AppShell,
  Badge,
  Burger,
  Group,
  NavLink,
  ScrollArea,
  Text,
  VisuallyHidden,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link, Outlet, useLocation } from 'react-router';
import iconUrl from '../../../src/http/pages/assets/icon.svg';
import { queryClient, useAsk } from '../api/queries';
import { Icon } from '../components/icons';
import { WaitingAccessRequestsDocument } from '../generated/operations';
import { site } from '../site';
import { type Destination, sections } from './navigation';
import { UserMenu } from './user-menu';

/** What is around every page of somebody who is signed in. */
export function Component() {
  const [open, { toggle, close }] = useDisclosure(false);
  const { pathname } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: on narrow screens the navigation covers the page that was chosen in it
  useEffect(close, [pathname, close]);
  const { visitor } = site;
  if (!visitor) return null;

  return (
    <QueryClientProvider client={queryClient}>
      <Notifications position="bottom-right" />
      <a className="skip-link" href="#content">
        Skip to the content
      </a>
      <AppShell
        header={{ height: 56 }}
        navbar={{ width: 240, breakpoint: 'sm', collapsed: { mobile: !open } }}
        padding={{ base: 'md', sm: 'lg' }}
      >
        <AppShell.Header px="md">
          <Group h="100%" justify="space-between" wrap="nowrap">
            <Group gap="sm" wrap="nowrap">
              <Burger
                opened={open}
                onClick={toggle}
                hiddenFrom="sm"
                size="sm"
                aria-label={open ? 'Close the navigation' : 'Open the navigation'}
                aria-expanded={open}
              />
              <Anchor
                component={Link}
                to={visitor.siteAdmin ? '/site-admin' : `/users/${visitor.username}`}
                c="inherit"
                underline="never"
              >
                <Group gap="xs" wrap="nowrap">
                  <img src={iconUrl} alt="" width={22} height={22} />
                  <Text fw={600}>Gatehouse</Text>
                </Group>
              </Anchor>
            </Group>
            <UserMenu visitor={visitor} />
          </Group>
        </AppShell.Header>
        <AppShell.Navbar p="sm" aria-label="Main">
          <AppShell.Section grow component={ScrollArea}>
            {sections(visitor).map(({ name, destinations }) => (
              <div key={name}>
                <Text size="xs" fw={600} c="dimmed" px="sm" pt="sm" pb={4}>
                  {name}
                </Text>
                {destinations.map((destination) => (
                  <NavigationLink key={destination.to} destination={destination} pathname={pathname} />
                ))}
              </div>
            ))}
          </AppShell.Section>
          {site.version && (
            <Text size="xs" c="dimmed" px="sm" pt="sm">
              Gatehouse {site.version}
            </Text>
          )}
        </AppShell.Navbar>
        <AppShell.Main id="content" tabIndex={-1} style={{ outline: 'none' }}>
          <Outlet />
        </AppShell.Main>
      </AppShell>
    </QueryClientProvider>
  );
}

function NavigationLink({ destination, pathname }: { destination: Destination; pathname: string }) {
  const { to, name, icon, waiting, outside } = destination;
  const active = pathname === to || pathname.startsWith(`${to}/`);
  const common = { label: name, leftSection: <Icon name={icon} />, active };
  if (outside) return <NavLink {...common} href={to} rightSection={<Icon name="external" size={14} />} />;
  return (
    <NavLink
      {...common}
      component={Link}
      to={to}
      aria-current={active ? 'page' : undefined}
      rightSection={waiting && <WaitingRequests />}
    />
  );
}

/** How many people wait for an answer to their request for an account. Nothing when nobody does. */
function WaitingRequests() {
  const { data } = useAsk(WaitingAccessRequestsDocument, {});
  const count = data?.accessRequests.totalCount ?? 0;
  if (count === 0) return null;
  return (
    <Badge size="sm">
      {count}
      <VisuallyHidden> waiting</VisuallyHidden>
    </Badge>
  );
}
