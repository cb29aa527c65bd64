import { useAsk } from '../../api/queries';
import { type Choice, FoundSelect, useTyped } from '../../components/found-select';
import { RepositoryChoicesDocument } from '../../generated/operations';

interface RepositorySelectProps {
  label: string;
  'data-autofocus'?: boolean;
  value: Choice | null;
  onChange: (repository: Choice | null) => void;
}

/** A field for one repository, found by typing part of its name. */
export function RepositorySelect(props: RepositorySelectProps) {
  const { typed, setTyped, query } = useTyped(props.value);
  const { data } = useAsk(RepositoryChoicesDocument, { query });
  return (
    <FoundSelect
      {...props}
      required
      nothing="No repository of that name"
      found={data?.repositories.nodes ?? []}
      typed={typed}
      onType={setTyped}
    />
  );
}
