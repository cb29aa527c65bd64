import { Alert, List, Stack } from '@mantine/core';
import { Outlet, useOutletContext } from 'react-router';
import { useAsk } from '../../api/queries';
import { Icon } from '../../components/icons';
import { NotYet, sentence } from '../../components/messages';
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
  const answer = useAsk(SiteConfigurationPageDocument, {});
  const messages = answer.data?.site.configuration.validationMessages ?? [];
  return (
    <Stack>
      <PageHeader
        title="Site configuration"
        lead="JSON with comments. It is in force as soon as it is saved, without a restart. Secrets read REDACTED; left so, they stay."
      />
      {messages.length > 0 && (
        <Alert color="orange" icon={<Icon name="warning" />} title="Worth a look">
          <List size="sm">
            {messages.map((message) => (
              <List.Item key={message}>{sentence(message)}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      <Tabs label="Site configuration" tabs={tabs} />
      {answer.data ? <Outlet context={answer.data.site} /> : <NotYet answer={answer} height={320} />}
    </Stack>
  );
}
