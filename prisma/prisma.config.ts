import { defineConfig } from 'prisma/config';
import { fileURLToPath } from 'node:url';

// The Prisma CLI asks for its schema engine even where it has no use for it. Only `generate` may run with any
// existing file in its place; `migrate` needs the real one, so it is left alone.
if (process.argv.includes('generate')) {
  process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= fileURLToPath(import.meta.url);
}

export default defineConfig({
  schema: 'schema',
  migrations: { path: 'migrations' },
  datasource: { url: process.env.DATABASE_URL ?? 'postgresql://127.0.0.1:5432/yangguang' },
});
