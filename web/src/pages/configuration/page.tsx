import { Alert, List, Skeleton, Stack } from '@mantine/core';
import { NavLink, Outlet, useOutletContext } from 'react-router';
import { useAsk } from '../../api/queries';
import { Icon } from '../../components/icons';
import { LoadingFailed, sentence } from '../../components/messages';
import { PageHeader } from '../../components/page';
import { SiteConfigurationPageDocument, type SiteConfigurationPageQuery } from '../../generated/operations';

/** The configuration that the pages here are about. */
export const useConfiguration = () => useOutletContext<SiteConfigurationPageQuery['site']>();

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
      <nav className="tabs" aria-label="Site configuration">
        <NavLink to="." end>
          Edit
        </NavLink>
        <NavLink to="history">History</NavLink>
      </nav>
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
