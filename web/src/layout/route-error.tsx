import { Alert, Anchor, Container } from '@mantine/core';
import { useRouteError } from 'react-router';

/** In place of a page that failed to load or to show. */
export function RouteError() {
  const error = useRouteError();
  return (
    <Container size="xs" py="xl">
      <Alert color="red" role="alert" title="This page could not be shown">
        {error instanceof Error ? error.message : 'Something unexpected happened.'}{' '}
        <Anchor href="">Load it again</Anchor>, or go <Anchor href="/">to the start</Anchor>.
      </Alert>
    </Container>
  );
}
