import { Anchor, Text } from '@mantine/core';
import { FormCard } from './form-card';

const token = new URLSearchParams(window.location.search).get('token') ?? '';

// SECURITY: what unlocks an account stays neither in the address bar nor in the history.
window.history.replaceState(window.history.state, '', window.location.pathname);

/** Where the link of the mail about a lock leads. It takes a click: programs open links in mails, too. */
export function Component() {
  return (
    <FormCard
      title="Unlock your account"
      lead={
        <Text>
          Was it you who failed to sign in? If not, somebody guesses your password: leave the account locked.
        </Text>
      }
      path="/-/unlock-account"
      extraFields={{ token }}
      action="It was me: unlock it"
      done={<Text>Your account is unlocked.</Text>}
      footer={
        <Text size="sm" mt="lg">
          <Anchor href="/sign-in">Sign in</Anchor>
        </Text>
      }
    >
      {null}
    </FormCard>
  );
}
