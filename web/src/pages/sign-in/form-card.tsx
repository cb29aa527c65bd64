import { Box, Button, Group, Stack, Title } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import iconUrl from '../../../../src/http/pages/assets/icon.svg';
import { postForm } from '../../api/sign-in';
import { Problem } from '../../components/messages';
import { useTitle } from '../../components/title';
import { site } from '../../site';

interface FormCardProps {
  title: string;
  lead?: ReactNode;
  /** Where the form goes, and what is sent with its fields. */
  path: string;
  extraFields?: Record<string, unknown>;
  action: string;
  children: ReactNode;
  footer?: ReactNode;
  /** What is said when it worked, where it does not lead into a session. */
  done?: ReactNode;
}

/** A form of somebody who is not signed in. Where it leads into a session, the page is loaded anew, as that person. */
export function FormCard({ title, lead, path, extraFields, action, children, footer, done }: FormCardProps) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [isDone, setIsDone] = useState(false);
  useTitle(title);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setProblem(undefined);
    const fields = { ...Object.fromEntries(new FormData(event.currentTarget)), ...extraFields };
    const answer = await postForm(path, fields);
    if (answer === undefined && !done) return window.location.replace(site.returnTo);
    setIsDone(answer === undefined);
    setProblem(answer);
    setBusy(false);
  };

  return (
    <Box component="main" maw="26rem" mx="auto" px="md" pt="10vh" pb="xl">
      <Box className="card" p={{ base: 'md', xs: 'xl' }}>
        <Group gap="xs" mb="md">
          <img src={iconUrl} alt="" width={24} height={24} />
          <b>Gatehouse</b>
        </Group>
        <Title order={1} mb="xs">
          {title}
        </Title>
        {isDone ? (
          <div role="status">{done}</div>
        ) : (
          <>
            {lead}
            <form method="post" action={path} onSubmit={submit}>
              <Stack mt="md">
                {children}
                <Problem error={problem} />
                <Button type="submit" loading={busy}>
                  {action}
                </Button>
              </Stack>
            </form>
          </>
        )}
        {footer}
      </Box>
    </Box>
  );
}
