import { Box, Button, Group, Stack, Title } from '@mantine/core';
import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import iconUrl from '../../../../src/http/pages/assets/icon.svg';
import { postForm } from '../../api/sign-in';
import { Problem } from '../../components/messages';
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
}

/** A form that leads into a session. The page is loaded anew then, as the person who has signed in. */
export function FormCard({ title, lead, path, extraFields, action, children, footer }: FormCardProps) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    document.title = `${title} · Gatehouse`;
  }, [title]);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setProblem(undefined);
    const fields = { ...Object.fromEntries(new FormData(event.currentTarget)), ...extraFields };
    const answer = await postForm(path, fields);
    if (answer === undefined) return window.location.replace(site.returnTo);
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
        {footer}
      </Box>
    </Box>
  );
}
