import { useState } from 'react';
import { ConfirmChange } from '../../components/confirm-change';
import { HarmfulItem, RowMenu } from '../../components/row-menu';
import { RemoveMemberDocument } from '../../generated/operations';

interface RemoveMemberProps {
  organization: { id: string; name: string };
  member: { id: string; username: string };
}

/** Takes a member out of an organization. */
export function RemoveMember({ organization, member }: RemoveMemberProps) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <RowMenu of={member.username}>
        <HarmfulItem onClick={() => setAsking(true)}>Remove</HarmfulItem>
      </RowMenu>
      {asking && (
        <ConfirmChange
          document={RemoveMemberDocument}
          variables={{ organization: organization.id, user: member.id }}
          title={`Remove ${member.username} from ${organization.name}?`}
          action="Remove"
          harmful
          done={`${member.username} is no longer a member.`}
          onClose={() => setAsking(false)}
        >
          {member.username} loses at once what belongs to members, and can be added again.
        </ConfirmChange>
      )}
    </>
  );
}
