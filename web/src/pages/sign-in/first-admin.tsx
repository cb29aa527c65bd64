import { Text, TextInput } from '@mantine/core';
import { FormCard } from './form-card';
import { NewPassword } from './new-password';

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
