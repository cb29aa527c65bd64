import { useState } from 'react';
import { ConfirmChange } from '../../components/confirm-change';
import { HarmfulItem, RowMenu } from '../../components/row-menu';
import { RevokePendingGrantDocument } from '../../generated/operations';
import type { PendingGrant } from './list';

/** Takes a grant back that waits. */
export function RevokeMenu({ grant: { bindID, repositoryID, repositoryName } }: { grant: PendingGrant }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <RowMenu of={`${bindID} and ${repositoryName}`}>
        <HarmfulItem onClick={() => setAsking(true)}>Revoke</HarmfulItem>
      </RowMenu>
      {asking && (
        <ConfirmChange
          document={RevokePendingGrantDocument}
          variables={{ bindID, repository: repositoryID }}
          title={`Revoke ${repositoryName} from ${bindID}?`}
          action="Revoke"
          harmful
          done={`${repositoryName} no longer waits for ${bindID}.`}
          onClose={() => setAsking(false)}
        >
          {bindID} does not get {repositoryName} when they come. What else waits for them stays.
        </ConfirmChange>
      )}
    </>
  );
}
