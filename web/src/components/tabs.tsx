import { useMergedRef, useResizeObserver } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import { NavLink, useLocation } from 'react-router';

interface TabsProps {
  label: string;
  tabs: readonly { to: string; name: string }[];
}

/** Links that change the page within a page. Where they do not fit, the one that is open is scrolled into view. */
export function Tabs({ label, tabs }: TabsProps) {
  const nav = useRef<HTMLElement>(null);
  const [resized, { width }] = useResizeObserver<HTMLElement>();
  const ref = useMergedRef(nav, resized);
  const { pathname } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another tab is open, or there is more or less room
  useEffect(() => {
    const open = nav.current?.querySelector<HTMLElement>('[aria-current="page"]');
    if (!nav.current || !open) return;
    // Not scrollIntoView, which would scroll the page as well.
    const [around, own] = [nav.current.getBoundingClientRect(), open.getBoundingClientRect()];
    nav.current.scrollLeft += own.left + own.width / 2 - (around.left + around.width / 2);
  }, [pathname, width]);
  return (
    <nav className="tabs" aria-label={label} ref={ref}>
      {tabs.map(({ to, name }) => (
        <NavLink key={to} to={to} end={to === ''}>
          {name}
        </NavLink>
      ))}
    </nav>
  );
}
