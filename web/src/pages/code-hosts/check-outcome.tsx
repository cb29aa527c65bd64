import { Alert } from '@mantine/core';
import { sentence } from '../../components/messages';

/** Whether a code host answered when it was asked. */
export function CheckOutcome({ problem }: { problem: string | null | undefined }) {
  return (
    <Alert
      color={problem ? 'red' : 'green'}
      role="status"
      title={problem ? 'It cannot be reached' : 'It can be reached'}
    >
      {problem && sentence(problem)}
    </Alert>
  );
}
