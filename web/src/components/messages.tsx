import { Alert, Anchor, Box, Button, Skeleton, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { ApiError } from '../api/ask';
import { useTitle } from './title';

/** What went wrong, where it went wrong. Nothing when nothing did. */
export function Problem({ error }: { error: unknown }) {
  if (!error) return null;
  const message = error instanceof Error ? error.message : String(error);
  const requestId = error instanceof ApiError && error.code === 'INTERNAL' ? error.requestId : undefined;
  return (
    <Alert color="red" role="alert" title={sentence(message)}>
      {requestId && `Try again. If it stays so, tell your operator the request: ${requestId}.`}
    </Alert>
  );
}

/** In place of what could not be loaded. */
export function LoadingFailed({ error, retry }: { error: unknown; retry: () => unknown }) {
  return (
    <Stack align="flex-start">
      <Problem error={error} />
      <Button variant="default" onClick={() => retry()}>
        Try again
      </Button>
    </Stack>
  );
}

interface NotYetProps {
  answer: { error: unknown; refetch: () => unknown };
  /** How high what comes is, about. */
  height: number;
}

/** In place of what was asked for and is not here: because it is under way, or because it failed. */
export function NotYet({ answer: { error, refetch }, height }: NotYetProps) {
  return error ? <LoadingFailed error={error} retry={refetch} /> : <Skeleton height={height} />;
}

/** In place of an empty list: why it is empty and what to do. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <Box py="xl" px="md" ta="center">
      <Title order={2} size="h4">
        {title}
      </Title>
      {children && (
        <Text c="dimmed" component="div" mt="xs">
          {children}
        </Text>
      )}
    </Box>
  );
}

/** In place of something that is not there, or not for the reader. */
export function Missing({ what, children }: { what: string; children?: ReactNode }) {
  useTitle(what);
  return (
    <Stack align="flex-start">
      <Title order={1}>{what}</Title>
      <Text>{children ?? 'It may have been renamed or deleted, or the address is not right.'}</Text>
      <Anchor href="/">To the start</Anchor>
    </Stack>
  );
}

/** A message of the server as a sentence: they begin small, as messages of programs do. */
export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
