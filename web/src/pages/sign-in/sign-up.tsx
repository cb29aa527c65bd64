import { Alert, Anchor, Text, TextInput } from '@mantine/core';
import { site } from '../../site';
import { FormCard } from './form-card';
import { NewPassword } from './new-password';

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
      <TextInput
        label="Username"
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={255}
        required
        withAsterisk={false}
        autoFocus
      />
      <TextInput
        label="Email"
        name="email"
        type="email"
        autoComplete="email"
        maxLength={320}
        required
        withAsterisk={false}
      />
      <NewPassword />
    </FormCard>
  );
}
