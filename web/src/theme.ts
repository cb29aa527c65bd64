import { Badge, type CSSVariablesResolver, createTheme, type MantineColorsTuple, Menu } from '@mantine/core';

const accent: MantineColorsTuple = [
  '#eef4fd',
  '#d9e6fa',
  '#b0ccf5',
  '#83b0ef',
  '#6ea3ec',
  '#4789e7',
  '#2f6fd0',
  '#1f5fbf',
  '#174fa3',
  '#0d3f87',
];

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 6 },
  colors: { accent },
  fontFamily: 'system-ui, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  defaultRadius: 'sm',
  cursorType: 'pointer',
  // Without it menus and dialogs fade in for everyone, whatever their system asks for.
  respectReducedMotion: true,
  components: {
    // Otherwise a narrow column of a table cuts it off.
    Badge: Badge.extend({ defaultProps: { tt: 'none', miw: 'max-content' } }),
    // A menu holds its items and nothing else.
    Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false } }),
  },
  headings: { sizes: { h1: { fontSize: '1.5rem', lineHeight: '1.3' }, h2: { fontSize: '1.125rem' } } },
});

/** Texts that the library greys further than people with weak eyes can read (WCAG 2.2, 1.4.3). */
export const readableColors: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#566273',
    '--mantine-color-placeholder': '#6b7686',
    '--mantine-color-error': '#a3211a',
    '--mantine-color-anchor': 'var(--mantine-color-accent-7)',
    '--mantine-color-green-light-color': '#1c5e2b',
    '--mantine-color-orange-light-color': '#943408',
    '--mantine-color-yellow-light-color': '#7a4a00',
    '--mantine-color-red-light-color': '#a3211a',
    '--mantine-color-grape-light-color': '#7a2a8c',
    '--mantine-color-gray-light-color': '#414a57',
  },
  dark: {
    '--mantine-color-dimmed': '#a7b1bf',
    '--mantine-color-placeholder': '#9aa4b2',
    '--mantine-color-error': '#ffa8a0',
    '--mantine-color-anchor': 'var(--mantine-color-accent-3)',
  },
});
