import { Alert, List, Skeleton, Stack } from '@mantine/core';
import { Outlet, useOutletContext } from 'react-router';
import { useAsk } from '../../api/queries';
import { Icon } from '../../components/icons';
import { LoadingFailed, sentence } from '../../components/messages';
import { PageHeader } from '../../components/page';
import { Tabs } from '../../components/tabs';
import { SiteConfigurationPageDocument, type SiteConfigurationPageQuery } from '../../generated/operations';

/** The configuration that the pages here are about. */
export const useConfiguration = () => useOutletContext<SiteConfigurationPageQuery['site']>();

const tabs = [
  { to: '', name: 'Edit' },
  { to: 'history', name: 'History' },
];

/** Site admin > Site configuration. */
export function Component() {
  const { data, error, refetch } = useAsk(SiteConfigurationPageDocument, {});
  const messages = data?.site.configuration.validationMessages ?? [];
  return (
    <Stack>
      <PageHeader
        title="Site configuration"
        lead="JSON with comments. It is in force as soon as it is saved, without a restart. Secrets read REDACTED; left so, they stay."
      />
      {messages.length > 0 && (
        <Alert color="orange" variant="light" icon={<Icon name="warning" />} title="Worth a look">
          <List size="sm">
            {messages.map((message) => (
              <List.Item key={message}>{sentence(message)}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      <Tabs label="Site configuration" tabs={tabs} />
      {error && !data ? (
        <LoadingFailed error={error} retry={refetch} />
      ) : data ? (
        <Outlet context={data.site} />
      ) : (
        <Skeleton height={320} />
      )}
    </Stack>
  );
}
