import { useState } from 'react';
import { ConfirmChange } from '../../components/confirm-change';
import type { Choice } from '../../components/found-select';
import { HarmfulItem, RowMenu } from '../../components/row-menu';
import { RevokeRepositoryDocument } from '../../generated/operations';
import { isGranted } from './marks';

interface RevokeMenuProps {
  account: Choice;
  repository: Choice;
  reasons: readonly string[];
  /** Which of the two the row is about. */
  of: string;
}

/** Takes a grant back. There is nothing to take back where something else is the reason. */
export function RevokeMenu({ account, repository, reasons, of }: RevokeMenuProps) {
  const [asking, setAsking] = useState(false);
  if (!isGranted({ reasons })) return null;
  const others = reasons.length > 1;
  return (
    <>
      <RowMenu of={of}>
        <HarmfulItem onClick={() => setAsking(true)}>Revoke</HarmfulItem>
      </RowMenu>
      {asking && (
        <ConfirmChange
          document={RevokeRepositoryDocument}
          variables={{ user: account.id, repository: repository.id }}
          title={`Revoke ${repository.name} from ${account.name}?`}
          action="Revoke"
          harmful
          done={`${repository.name} is no longer granted to ${account.name}.`}
          onClose={() => setAsking(false)}
        >
          {others
            ? `${account.name} still sees it for another reason.`
            : `From the next request on, ${account.name} is told that there is no such repository.`}
        </ConfirmChange>
      )}
    </>
  );
}
