import { Missing } from '../components/messages';

export function Component() {
  return <Missing what="There is no such page" />;
}
