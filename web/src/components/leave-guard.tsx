import { type ReactNode, useCallback } from 'react';
import { useBeforeUnload, useBlocker } from 'react-router';
import { Confirm } from './confirm';

interface LeaveGuardProps {
  /** Whether something would be lost. */
  when: boolean;
  title?: string;
  /** What would be lost. */
  children: ReactNode;
}

/** Asks before a page is left while something on it would be lost. Of a tab that is closed the browser asks. */
export function LeaveGuard({ when, title = 'Leave without saving?', children }: LeaveGuardProps) {
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => when && currentLocation.pathname !== nextLocation.pathname,
  );
  useBeforeUnload(useCallback((event: BeforeUnloadEvent) => when && event.preventDefault(), [when]));
  return (
    <Confirm
      open={blocker.state === 'blocked'}
      title={title}
      action="Leave"
      harmful
      cancel="Stay"
      onClose={() => blocker.reset?.()}
      onConfirm={() => blocker.proceed?.()}
    >
      {children}
    </Confirm>
  );
}
