import { defineConfig } from 'prisma/config';

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  // Only `prisma migrate deploy` reads it; the server itself applies the migrations at start.
  datasource: { url: process.env['DATABASE_URL'] ?? 'postgresql://localhost:5432/gatehouse' },
});
