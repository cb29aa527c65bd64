import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [
    react(),
    {
      // The addresses of links are escaped on the way, and with them the place that the server fills in.
      name: 'template',
      enforce: 'post',
      generateBundle(_options, bundle) {
        const page = bundle['index.html'];
        if (page?.type !== 'asset') return;
        page.source = String(page.source).replaceAll('%7B%7Bassets%7D%7D', '{{assets}}');
      },
    },
  ],
  build: {
    outDir: 'dist',
    // One folder, served under a path that names its content.
    assetsDir: '',
    // SECURITY: nothing as a data: URL, so that the policy of the pages can do without them.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
  },
  experimental: {
    // index.html is a template: the server fills in where the files are. Files find each other by relative paths.
    renderBuiltUrl: (filename, { hostType }) =>
      hostType === 'html' ? `{{assets}}/${filename}` : { relative: true },
  },
});
