import { defineConfig } from 'vitest/config';
export default defineConfig({ root: '/root/wt/queue', test: { globalSetup: ['./light.setup.ts'], maxWorkers: 1, testTimeout: 180_000, hookTimeout: 180_000, include: ['test/**/*.test.ts'], env: { TEST_DATABASE: 'postgresql', TEST_DATABASE_URL: process.env.TEST_DATABASE_URL! } } });
