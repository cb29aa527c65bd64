import { TextInput } from '@mantine/core';
import { NewPassword } from './new-password';

/** What makes an account of a person. */
export function AccountFields() {
  return (
    <>
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
      <EmailField />
      <NewPassword />
    </>
  );
}

/** The field for one's own address. */
export function EmailField({ autoFocus = false }: { autoFocus?: boolean }) {
  return (
    <TextInput
      label="Email"
      name="email"
      type="email"
      autoComplete="email"
      maxLength={320}
      required
      withAsterisk={false}
      autoFocus={autoFocus}
    />
  );
}
