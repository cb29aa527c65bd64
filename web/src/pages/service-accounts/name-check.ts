import { useDebouncedValue } from '@mantine/hooks';
import { useAsk } from '../../api/queries';
import { NameTakenDocument } from '../../generated/operations';

/** Letters, digits and `_`, with single `-` or `.` between them, and one `-` allowed at the end. */
const validName = /^\w(?:\w|[-.](?=\w))*-?$/;

/** What is wrong with a name, as far as it is typed. Names of people, organizations and machines are one set. */
export function useNameProblem(name: string, own?: string): string | undefined {
  const [settled] = useDebouncedValue(name, 250);
  const wellFormed = validName.test(settled) && settled.length <= 255;
  const changed = settled.toLowerCase() !== own?.toLowerCase();
  const taken = useAsk(NameTakenDocument, { name: settled }, { enabled: wellFormed && changed });
  if (name === '') return undefined;
  if (!validName.test(name)) {
    return 'Letters, digits and _, with single - or . between them.';
  }
  if (name.length > 255) return 'At most 255 characters.';
  const holder = settled === name && changed && !taken.isPlaceholderData && taken.data?.namespaceByName;
  return holder ? `The name ${holder.namespaceName} is taken.` : undefined;
}
