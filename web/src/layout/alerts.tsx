import { Alert, Stack } from '@mantine/core';
import { useAsk } from '../api/queries';
import { type AlertType, SiteAlertsDocument } from '../generated/operations';

const colors: Record<AlertType, string> = { ERROR: 'red', WARNING: 'orange', INFO: 'gray' };

/** What the site wants its admins to know. */
export function SiteAlerts() {
  const { data } = useAsk(SiteAlertsDocument, {});
  const alerts = data?.site.alerts ?? [];
  if (alerts.length === 0) return null;
  return (
    <Stack gap="xs" mb="md">
      {alerts.map(({ type, message }) => (
        <Alert key={message} color={colors[type]} role="status">
          {message}
        </Alert>
      ))}
    </Stack>
  );
}
