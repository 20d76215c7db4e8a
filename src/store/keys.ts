import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { ConfigError } from '../kit/errors.ts';
import { createSealer, KEY_BYTES, type Sealer } from '../kit/seal.ts';

/** The keys of the house. `identity` opens complainants' names, `content` what citizens say, `session` staff sign-ins. */
export interface Keys {
  identity: Sealer;
  content: Sealer;
  session: Buffer;
}

export interface KeySettings {
  identity: Buffer | undefined;
  content: Buffer | undefined;
  session: Buffer | undefined;
}

/** Takes the keys given, and makes and keeps the missing ones under `dataDir` (files of mode 0600). */
export function loadKeys(given: KeySettings, dataDir: string): Keys {
  return {
    identity: createSealer(given.identity ?? keptKey(dataDir, 'identity.key')),
    content: createSealer(given.content ?? keptKey(dataDir, 'content.key')),
    session: given.session ?? keptKey(dataDir, 'session.key'),
  };
}

function keptKey(dataDir: string, name: string): Buffer {
  const file = join(dataDir, name);
  if (!existsSync(file))
    writeFileSync(file, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  chmodSync(file, 0o600);
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
  if (key.length === KEY_BYTES) return key;
  throw new ConfigError(
    `${file} does not hold a key of ${KEY_BYTES} bytes. → Put the key back from your backup; without it what it sealed stays closed.`,
  );
}
