import { Alert, Anchor, List } from '@mantine/core';
import { Link, useSearchParams } from 'react-router';
import { pathOf } from './paths';

/** Offered right after an account was created. */
export function NextSteps({ account }: { account: { name: string } }) {
  const [params, setParams] = useSearchParams();
  if (!params.has('created')) return null;
  const path = pathOf(account.name);
  return (
    <Alert
      color="green"
      role="status"
      title={`${account.name} is there. What next?`}
      withCloseButton
      closeButtonLabel="Put away"
      onClose={() => setParams({}, { replace: true })}
    >
      <List type="ordered" spacing={4}>
        <List.Item>
          <Anchor component={Link} underline="always" to={`${path}/tokens/new`}>
            Generate an access token
          </Anchor>{' '}
          for the program that acts as it.
        </List.Item>
        <List.Item>
          <Anchor component={Link} underline="always" to={`${path}/roles`}>
            Manage roles
          </Anchor>{' '}
          to grant the permissions that it needs, and no more.
        </List.Item>
        <List.Item>
          <Anchor component={Link} underline="always" to={`${path}/repositories`}>
            Grant repositories
          </Anchor>{' '}
          that it is to read. Until then it sees what is public.
        </List.Item>
      </List>
    </Alert>
  );
}
