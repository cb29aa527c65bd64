import { Button, Menu, useMantineColorScheme } from '@mantine/core';
import { Icon } from '../components/icons';

const schemes = [
  ['auto', 'As the system has it'],
  ['light', 'Light'],
  ['dark', 'Dark'],
] as const;

/** Who is signed in, the colours, and the way out. */
export function UserMenu({ visitor }: { visitor: { username: string; siteAdmin: boolean } }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu position="bottom-end" width={220} withinPortal>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          c="inherit"
          px="xs"
          leftSection={<Icon name="person" />}
          rightSection={<Icon name="down" size={14} />}
          maw="55vw"
        >
          {visitor.username}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{visitor.siteAdmin ? 'Signed in as a site admin' : 'Signed in'}</Menu.Label>
        <Menu.Label>Colours</Menu.Label>
        {schemes.map(([scheme, name]) => (
          <Menu.Item
            key={scheme}
            role="menuitemradio"
            aria-checked={colorScheme === scheme}
            rightSection={colorScheme === scheme && <Icon name="check" size={14} />}
            onClick={() => setColorScheme(scheme)}
          >
            {name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item component="a" href="/-/sign-out">
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
