import { Alert, Anchor, Text } from '@mantine/core';
import { site } from '../../site';
import { AccountFields } from './account-fields';
import { FormCard } from './form-card';

/** Making an account of one's own, where the site configuration allows it. */
export function Component() {
  if (!site.allowsSignUp) {
    return (
      <main>
        <Alert color="yellow" m="xl" title="Accounts are made by site admins">
          Ask one to make an account for you.
        </Alert>
      </main>
    );
  }
  return (
    <FormCard
      title="Sign up"
      path="/-/sign-up"
      action="Create account"
      footer={
        <Text size="sm" mt="lg">
          <Anchor href="/sign-in">Sign in</Anchor>
        </Text>
      }
    >
      <AccountFields />
    </FormCard>
  );
}
