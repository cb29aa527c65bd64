import { useAsk } from '../api/queries';
import { AccountChoicesDocument } from '../generated/operations';
import { type Choice, FoundSelect, useTyped } from './found-select';

interface AccountSelectProps {
  label: string;
  description?: string;
  placeholder?: string;
  required?: boolean;
  'data-autofocus'?: boolean;
  value: Choice | null;
  onChange: (account: Choice | null) => void;
}

/** A field for one person, found by typing part of a name. */
export const PersonSelect = (props: AccountSelectProps) => (
  <AccountField {...props} peopleOnly placeholder={props.placeholder ?? 'Nobody'} />
);

/** A field for one account, of a person or a machine. */
export const AccountSelect = (props: AccountSelectProps) => <AccountField {...props} />;

function AccountField({ peopleOnly = false, ...props }: AccountSelectProps & { peopleOnly?: boolean }) {
  const { typed, setTyped, query } = useTyped(props.value);
  const { data } = useAsk(AccountChoicesDocument, { query });
  const accounts = (data?.users.nodes ?? []).filter(({ serviceAccount }) => !(peopleOnly && serviceAccount));
  return (
    <FoundSelect
      {...props}
      nothing="Nobody of that name"
      found={accounts.map(({ id, username }) => ({ id, name: username }))}
      typed={typed}
      onType={setTyped}
    />
  );
}
