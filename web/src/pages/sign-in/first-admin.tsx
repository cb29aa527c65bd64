import { Text } from '@mantine/core';
import { AccountFields } from './account-fields';
import { FormCard } from './form-card';

/** What a fresh installation opens with. */
export function Component() {
  return (
    <FormCard
      title="Create the first site admin"
      lead={
        <Text>This installation has no account yet. The account that you create here may do everything.</Text>
      }
      path="/-/site-init"
      action="Create account"
    >
      <AccountFields />
    </FormCard>
  );
}
