import { Badge, Group } from '@mantine/core';
import { Time } from '../../components/time';

const texts: Record<string, { text: string; color: string }> = {
  Public: { text: 'Public', color: 'gray' },
  Unrestricted: { text: 'For everybody', color: 'gray' },
  'Site Admin': { text: 'Site admin', color: 'accent' },
  'Unrestricted Access': { text: 'Sees every repository', color: 'orange' },
  'Explicit API': { text: 'Granted', color: 'green' },
  'Permissions Sync': { text: 'From its code host', color: 'green' },
};

/** What lets an account see a repository. */
export function Reasons({ reasons }: { reasons: readonly string[] }) {
  return (
    <Group gap={6}>
      {reasons.map((reason) => (
        <Badge key={reason} color={texts[reason]?.color ?? 'gray'}>
          {texts[reason]?.text ?? reason}
        </Badge>
      ))}
    </Group>
  );
}

/** Whether somebody gave the grant here, so that it can be taken back here. */
export const isGranted = ({ reasons }: { reasons: readonly string[] }): boolean =>
  reasons.includes('Explicit API');

/** When a grant ends. */
export function GrantEnd({ edge }: { edge: { reasons: readonly string[]; expiresAt: string | null } }) {
  return isGranted(edge) ? <Time at={edge.expiresAt} /> : <>–</>;
}

interface Marked {
  isPrivate: boolean;
  isArchived: boolean;
  isFork: boolean;
  permissionsInfo: { unrestricted: boolean } | null;
}

/** Who sees a repository in the main, and what kind of one it is. */
export function RepositoryMarks({ repository }: { repository: Marked }) {
  const { isPrivate, isArchived, isFork, permissionsInfo } = repository;
  return (
    <Group gap={6}>
      <Badge color={isPrivate && !permissionsInfo?.unrestricted ? 'grape' : 'gray'}>
        {!isPrivate ? 'Public' : permissionsInfo?.unrestricted ? 'For everybody' : 'Private'}
      </Badge>
      {isArchived && <Badge color="yellow">Archived</Badge>}
      {isFork && <Badge color="gray">Fork</Badge>}
    </Group>
  );
}

interface Mirror {
  cloned: boolean;
  cloneInProgress: boolean;
  cloneProgress?: string | null;
  lastError: string | null;
  isCorrupted: boolean;
}

/** How the copy of a repository is. */
export function CopyState({ mirror }: { mirror: Mirror }) {
  const { text, color } = stateOf(mirror);
  return <Badge color={color}>{text}</Badge>;
}

function stateOf({ cloned, cloneInProgress, lastError, isCorrupted }: Mirror) {
  if (cloneInProgress) return { text: 'Being copied', color: 'accent' };
  if (isCorrupted) return { text: 'Broken', color: 'red' };
  if (lastError) return { text: 'Failed', color: 'red' };
  return cloned ? { text: 'Copied', color: 'green' } : { text: 'Not copied yet', color: 'gray' };
}
