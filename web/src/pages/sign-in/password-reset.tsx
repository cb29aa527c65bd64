import { Anchor, Box, Text } from '@mantine/core';
import { Missing } from '../../components/messages';
import { site } from '../../site';
import { EmailField } from './account-fields';
import { FormCard } from './form-card';
import { NewPassword } from './new-password';

const parameters = new URLSearchParams(window.location.search);
const code = parameters.get('code');
const userID = Number(parameters.get('userID'));
const emailVerifyCode = parameters.get('emailVerifyCode') ?? undefined;

// SECURITY: the code is as good as a password: it stays neither in the address bar nor in the history.
window.history.replaceState(window.history.state, '', window.location.pathname);

/** Where the link leads that somebody without a password gets from a site admin or by mail, and where to ask for one. */
export function Component() {
  if (!parameters.has('code') && site.resetsPasswordsByMail) return <RequestByMail />;

  if (!code || !Number.isInteger(userID)) {
    return (
      <Box component="main" p="xl" maw="40rem" mx="auto">
        <Missing what="The link is not complete">
          This page opens from a link that a site admin gives you. Open that link again, or ask for a new one.
        </Missing>
      </Box>
    );
  }
  return (
    <FormCard
      title="Set a password"
      lead="The link works once, and signs you in."
      path="/-/reset-password-code"
      extraFields={{ userID, code, emailVerifyCode }}
      action="Set password"
    >
      <NewPassword label="New password" />
    </FormCard>
  );
}

/** What is said afterwards is the same whether somebody has the address. */
function RequestByMail() {
  return (
    <FormCard
      title="Reset your password"
      lead={<Text>A link that sets a new password goes to your verified address.</Text>}
      path="/-/reset-password-init"
      action="Send the link"
      done={<Text>If somebody here has this address, a mail with a link is on its way to it.</Text>}
      footer={
        <Text size="sm" mt="lg">
          <Anchor href="/sign-in">Sign in</Anchor>
        </Text>
      }
    >
      <EmailField autoFocus />
    </FormCard>
  );
}
