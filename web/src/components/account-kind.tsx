import { Badge } from '@mantine/core';

/** Whether an account is that of a person or of a program. */
export function AccountKind({ serviceAccount }: { serviceAccount: boolean }) {
  return (
    <Badge color={serviceAccount ? 'grape' : 'gray'}>{serviceAccount ? 'Service account' : 'Person'}</Badge>
  );
}
