import { Button, Group } from '@mantine/core';
import { Link } from 'react-router';
import { Problem } from './messages';

interface FormEndProps {
  /** Names what the form does. */
  action: string;
  busy: boolean;
  /** Whether it cannot be sent as it is. */
  incomplete?: boolean;
  error: unknown;
  /** The page to go back to, or what closes the dialog. */
  cancel?: string | (() => void);
}

/** The end of a form: what went wrong, the button that sends it, and the way out. */
export function FormEnd({ action, busy, incomplete, error, cancel }: FormEndProps) {
  const send = (
    <Button type="submit" loading={busy} disabled={incomplete}>
      {action}
    </Button>
  );
  return (
    <>
      <Problem error={error} />
      {typeof cancel === 'function' ? (
        <Group justify="flex-end">
          <Button variant="default" onClick={cancel}>
            Cancel
          </Button>
          {send}
        </Group>
      ) : (
        <Group>
          {send}
          {cancel && (
            <Button variant="default" component={Link} to={cancel}>
              Cancel
            </Button>
          )}
        </Group>
      )}
    </>
  );
}
