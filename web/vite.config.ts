import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
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
