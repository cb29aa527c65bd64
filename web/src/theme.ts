import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

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

/** Grey with some blue, from texts to the ground, so that fields and menus go with the cards that they stand on. */
const dark: MantineColorsTuple = [
  '#d5dbe3',
  '#bcc4cf',
  '#8d97a6',
  '#6b7686',
  '#434d5b',
  '#353d49',
  '#272e39',
  '#1b2028',
  '#171b22',
  '#101318',
];

/** The button that closes it is a cross, which screen readers do not read. */
const named = { closeButtonProps: { 'aria-label': 'Close' } };

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 6 },
  colors: { accent, dark },
  fontFamily: 'system-ui, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  defaultRadius: 'sm',
  cursorType: 'pointer',
  // Without it menus and dialogs fade in for everyone, whatever their system asks for.
  respectReducedMotion: true,
  // By name, so that a page without them does not load them.
  components: {
    // With its least width no narrow column of a table cuts it off.
    Badge: { defaultProps: { variant: 'light', tt: 'none', miw: 'max-content' } },
    Drawer: { defaultProps: named },
    Modal: { defaultProps: named },
    // A menu holds its items and nothing else.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
  },
  headings: { sizes: { h1: { fontSize: '1.5rem', lineHeight: '1.3' }, h2: { fontSize: '1.125rem' } } },
});

/**
 * Texts that the library greys further than people with weak eyes can read (WCAG 2.2, 1.4.3), lines of fields that they
 * cannot find (1.4.11), and grounds of marks and notes that in the dark are louder than what they say.
 */
export const readableColors: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--field-line': '#7d8898',
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
    '--field-line': '#7a8595',
    '--mantine-color-dimmed': '#a7b1bf',
    '--mantine-color-placeholder': '#9aa4b2',
    '--mantine-color-error': '#ffa8a0',
    '--mantine-color-anchor': 'var(--mantine-color-accent-3)',
    '--mantine-color-accent-light': '#1d3354',
    '--mantine-color-accent-light-color': '#a9caf8',
    '--mantine-color-green-light': '#18361f',
    '--mantine-color-green-light-color': '#93d3a0',
    '--mantine-color-orange-light': '#42290f',
    '--mantine-color-orange-light-color': '#f3bb86',
    '--mantine-color-yellow-light': '#3a3013',
    '--mantine-color-yellow-light-color': '#ecd07c',
    '--mantine-color-red-light': '#482120',
    '--mantine-color-red-light-color': '#ffb0a8',
    '--mantine-color-grape-light': '#3c2244',
    '--mantine-color-grape-light-color': '#e0aeec',
    '--mantine-color-gray-light': '#303844',
    '--mantine-color-gray-light-color': '#c9d0da',
  },
});
