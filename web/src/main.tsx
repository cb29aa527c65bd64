import '@mantine/core/styles.css';
import './app.css';
import { MantineProvider } from '@mantine/core';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router/dom';
import { router } from './router';
import { site } from './site';
import { readableColors, theme } from './theme';

// Read by the library that keeps the page behind a dialog from scrolling.
Object.assign(globalThis, { __webpack_nonce__: site.styleNonce });

// After an upgrade of the server a page that is still open asks for files of the version before.
window.addEventListener('vite:preloadError', (event) => {
  event.preventDefault();
  window.location.reload();
});

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <MantineProvider
      theme={theme}
      cssVariablesResolver={readableColors}
      defaultColorScheme="auto"
      getStyleNonce={() => site.styleNonce}
    >
      <RouterProvider router={router} />
    </MantineProvider>,
  );
}
