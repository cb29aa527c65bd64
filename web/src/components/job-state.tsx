import { Badge } from '@mantine/core';
import type {
  ExternalServiceSyncJobState,
  PermissionsSyncJobState,
  SearchJobState,
} from '../generated/operations';

/** How far something that is done in the background can be. */
export type State = ExternalServiceSyncJobState | PermissionsSyncJobState | SearchJobState;

const states: Record<State, { color: string; text: string }> = {
  QUEUED: { color: 'gray', text: 'Queued' },
  PROCESSING: { color: 'accent', text: 'Running' },
  ERRORED: { color: 'red', text: 'Failed' },
  FAILED: { color: 'red', text: 'Failed' },
  COMPLETED: { color: 'green', text: 'Done' },
  CANCELING: { color: 'orange', text: 'Stopping' },
  CANCELED: { color: 'gray', text: 'Stopped' },
};

/** How far a job is. */
export function JobState({ state }: { state: State }) {
  const { color, text } = states[state];
  return <Badge color={color}>{text}</Badge>;
}

/** Whether a job goes on. */
export const goesOn = (state: State): boolean =>
  state === 'QUEUED' || state === 'PROCESSING' || state === 'CANCELING';

/** How often to look at what goes on. */
export const lookEveryMs = 2_000;
