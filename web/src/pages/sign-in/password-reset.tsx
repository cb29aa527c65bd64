import { Alert } from '@mantine/core';
import { FormCard } from './form-card';
import { NewPassword } from './new-password';

const parameters = new URLSearchParams(window.location.search);
const code = parameters.get('code');
const userID = Number(parameters.get('userID'));

// SECURITY: the code is as good as a password: it stays neither in the address bar nor in the history.
window.history.replaceState(window.history.state, '', window.location.pathname);

/** Where the link leads that a site admin gives to somebody without a password. */
export function Component() {
  if (!code || !Number.isInteger(userID)) {
    return (
      <main>
        <Alert color="red" m="xl" title="The link is not complete">
          This page opens from a link that a site admin gives you. Open that link again, or ask for a new one.
        </Alert>
      </main>
    );
  }
  return (
    <FormCard
      title="Set a password"
      lead="The link works once, and signs you in."
      path="/-/reset-password-code"
      extraFields={{ userID, code }}
      action="Set password"
    >
      <NewPassword label="New password" />
    </FormCard>
  );
}
