import { Alert, Anchor, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { site } from '../../site';
import { FormCard } from './form-card';

/** Signing in. A service account has no password, so it gets no further than anybody who guesses. */
export function Component() {
  const ended = new URLSearchParams(window.location.search).has('ended');
  return (
    <FormCard
      title="Sign in"
      path="/-/sign-in"
      action="Sign in"
      lead={
        ended && (
          <Alert color="yellow" role="status" title="Your session has ended">
            Sign in to go on where you were.
          </Alert>
        )
      }
      footer={
        <Stack gap="xs" mt="lg">
          <Text size="sm" c="dimmed">
            No password, or forgotten it?{' '}
            {site.resetsPasswordsByMail ? (
              <Anchor href="/password-reset">Have a link mailed that sets a new one</Anchor>
            ) : (
              'Ask a site admin for a link that sets a new one'
            )}
            .
          </Text>
          {site.allowsSignUp && (
            <Text size="sm" c="dimmed">
              No account? <Anchor href="/sign-up">Sign up</Anchor>.
            </Text>
          )}
          <Text size="sm" c="dimmed">
            Programs do not sign in: they send an access token.
          </Text>
        </Stack>
      }
    >
      <TextInput
        label="Email or username"
        name="email"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={1000}
        required
        withAsterisk={false}
        autoFocus
      />
      <PasswordInput
        label="Password"
        name="password"
        autoComplete="current-password"
        maxLength={1000}
        required
        withAsterisk={false}
        visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
      />
    </FormCard>
  );
}
