import { Badge } from '@mantine/core';
import type { ExternalServiceSyncJobState } from '../../generated/operations';

const states: Record<ExternalServiceSyncJobState, { color: string; text: string }> = {
  QUEUED: { color: 'gray', text: 'Queued' },
  PROCESSING: { color: 'accent', text: 'Running' },
  ERRORED: { color: 'red', text: 'Failed' },
  FAILED: { color: 'red', text: 'Failed' },
  COMPLETED: { color: 'green', text: 'Done' },
  CANCELING: { color: 'orange', text: 'Stopping' },
  CANCELED: { color: 'gray', text: 'Stopped' },
};

/** How far a sync is. */
export function SyncState({ state }: { state: ExternalServiceSyncJobState }) {
  const { color, text } = states[state];
  return <Badge color={color}>{text}</Badge>;
}

/** Whether a sync goes on. */
export const goesOn = (state: ExternalServiceSyncJobState): boolean =>
  state === 'QUEUED' || state === 'PROCESSING' || state === 'CANCELING';

/** How often to look at what goes on. */
export const lookEveryMs = 2_000;
