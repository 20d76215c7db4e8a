/**
 * The environment in, one typed and frozen configuration out; or every fault at once, each with its remedy.
 * The only reader of process.env.
 */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { MODEL_RULES, MODEL_VARIABLES, modelProblems, readModel, type ModelConfig } from './config/model.ts';
import { NOTICE_RULE, type NoticeTemplate } from './config/notice.ts';
import { rule, URL_RULE, type Rule } from './config/rule.ts';
import { ConfigError, messageOf } from './kit/errors.ts';
import { pastedAround } from './kit/pasted.ts';

export const ROLES = ['web', 'inbox', 'outbox', 'schedule'] as const;
export type Role = (typeof ROLES)[number];

export interface WecomConfig {
  corpId: string;
  agentId: string;
  secret: string;
  token: string;
  aesKey: string;
  previousAesKey: string | undefined;
  apiBase: string;
  /** Where staff are sent to be recognised (OAuth). */
  authorizeBase: string;
}

export interface WechatConfig {
  appId: string;
  secret: string;
  token: string;
  aesKey: string | undefined;
  allowPlain: boolean;
  apiBase: string;
  /** Of subscription notices; undefined: none are sent. */
  notice: NoticeTemplate | undefined;
}

export interface Config {
  /** Undefined: 3000, or the next free port. */
  port: number | undefined;
  host: string;
  publicUrl: string | undefined;
  /** Undefined: the embedded database under `dataDir`. */
  databaseUrl: string | undefined;
  dataDir: string;
  roles: readonly Role[];
  logLevel: string;
  sampleCounty: boolean;
  wecom: WecomConfig | undefined;
  /** Secret of 微信客服; the account shares the rest with `wecom`. */
  kfSecret: string | undefined;
  wechat: WechatConfig | undefined;
  wechatyPuppet: string | undefined;
  model: ModelConfig | undefined;
  keys: { identity: Buffer | undefined; content: Buffer | undefined; session: Buffer | undefined };
}

/** Why a variable cannot be used and what to write instead. */
export interface ConfigProblem {
  variable: string;
  problem: string;
  remedy: string;
}

const secretNames = [
  'DATABASE_URL',
  'WECOM_SECRET',
  'WECOM_TOKEN',
  'WECOM_AES_KEY',
  'WECOM_AES_KEY_PREVIOUS',
  'WECOM_KF_SECRET',
  'WECHAT_SECRET',
  'WECHAT_TOKEN',
  'WECHAT_AES_KEY',
  'OPENAI_API_KEY',
  'IDENTITY_KEY',
  'CONTENT_KEY',
  'SESSION_KEY',
] as const;

const plainNames = [
  'PORT',
  'HOST',
  'DATA_DIR',
  'PUBLIC_URL',
  'LOG_LEVEL',
  'ROLES',
  'SAMPLE_COUNTY',
  'WECOM_CORP_ID',
  'WECOM_AGENT_ID',
  'WECOM_API_BASE',
  'WECOM_AUTHORIZE_BASE',
  'WECHAT_APP_ID',
  'WECHAT_ALLOW_PLAIN',
  'WECHAT_API_BASE',
  'WECHAT_NOTICE_TEMPLATE',
  'WECHATY_PUPPET',
  ...MODEL_VARIABLES,
] as const;

type Name = (typeof secretNames)[number] | (typeof plainNames)[number];

/** Every variable the product reads; the test of .env.example holds the two against each other. */
export const VARIABLES: readonly Name[] = [...plainNames, ...secretNames];
export const SECRET_VARIABLES: readonly Name[] = secretNames;

const WECOM_REQUIRED = [
  'WECOM_CORP_ID',
  'WECOM_AGENT_ID',
  'WECOM_SECRET',
  'WECOM_TOKEN',
  'WECOM_AES_KEY',
] as const;
const WECHAT_REQUIRED = ['WECHAT_APP_ID', 'WECHAT_SECRET', 'WECHAT_TOKEN'] as const;

const aesKey = z.string().regex(/^[A-Za-z0-9]{43}$/);
const sealKey = z
  .string()
  .regex(/^[A-Za-z0-9+/]{43}=$/)
  .transform((text) => Buffer.from(text, 'base64'));

const AES = rule(
  aesKey,
  (text) => `is not 43 letters and digits (it has ${text.length} characters)`,
  'copy the EncodingAESKey of the console again, all 43 characters, no space',
);
const KEY = rule(
  sealKey,
  (text) => `is not 32 bytes in base64 (it has ${text.length} characters, not 44)`,
  'make one with: openssl rand -base64 32',
);

const rules: Partial<Record<Name, Rule>> = {
  PORT: rule(
    z.coerce.number().int().min(1).max(65_535),
    'is not a port number',
    'write a number from 1 to 65535, or leave it unset',
  ),
  PUBLIC_URL: URL_RULE,
  WECOM_API_BASE: URL_RULE,
  WECOM_AUTHORIZE_BASE: URL_RULE,
  WECHAT_API_BASE: URL_RULE,
  WECHAT_NOTICE_TEMPLATE: NOTICE_RULE,
  ...MODEL_RULES,
  DATABASE_URL: rule(
    z.url({ protocol: /^postgres(ql)?$/ }),
    'is not a PostgreSQL address',
    'write postgresql://user:password@host:5432/name, or leave it unset for the embedded database',
  ),
  LOG_LEVEL: rule(
    z.enum(['debug', 'info', 'warn', 'error', 'silent']),
    'is not a log level',
    'use debug, info, warn, error or silent',
  ),
  ROLES: rule(
    z
      .string()
      .transform((text) => text.split(',').map((part) => part.trim()))
      .pipe(z.array(z.enum(ROLES)).min(1)),
    'names an unknown role',
    `list some of ${ROLES.join(',')}`,
  ),
  SAMPLE_COUNTY: rule(z.enum(['0', '1']), 'is neither 0 nor 1', 'set 0 to start without the sample county'),
  WECHAT_ALLOW_PLAIN: rule(
    z.enum(['0', '1']),
    'is neither 0 nor 1',
    'set 1 only for an Official Account in plain mode',
  ),
  WECOM_CORP_ID: rule(
    z.string().regex(/^w[wxp][A-Za-z0-9_-]{4,62}$/),
    'does not look like a corp id',
    'copy 企业ID from 我的企业; it begins with ww',
  ),
  WECOM_AGENT_ID: rule(
    z.string().regex(/^\d{1,18}$/),
    'is not a number',
    'copy AgentId from the page of your self-built app',
  ),
  WECOM_AES_KEY: AES,
  WECOM_AES_KEY_PREVIOUS: AES,
  WECHAT_AES_KEY: AES,
  IDENTITY_KEY: KEY,
  CONTENT_KEY: KEY,
  SESSION_KEY: KEY,
};

type Values = Partial<Record<Name, unknown>>;

/** Where the person who gave the command is: npm runs scripts in the package's own directory. */
export const callerDirectory = (): string => process.env.INIT_CWD ?? process.cwd();

/** Takes the variables of a .env file beside package.json, where there is one; those already set win. */
export function readEnvFile(path = '.env'): void {
  if (existsSync(path)) process.loadEnvFile(path);
}

/** The configuration, or every fault of it; `notes` are what was put right in silence. */
export type ConfigReading = { notes: ConfigProblem[] } & (
  { config: Config; problems: [] } | { config?: undefined; problems: ConfigProblem[] }
);

export function readConfig(env: Record<string, string | undefined> = process.env): ConfigReading {
  const problems: ConfigProblem[] = [];
  const values = readValues(env, problems);
  checkTogether(values, problems);
  const notes = VARIABLES.flatMap((variable) => {
    const pasted = pastedAround(env[variable] ?? '');
    return pasted ? [{ variable, ...pasted }] : [];
  });
  return problems.length > 0 ? { problems, notes } : { config: build(values), problems: [], notes };
}

/** Reads the environment; throws ConfigError naming every fault. */
export function loadConfig(env?: Record<string, string | undefined>): Config {
  const { config, problems } = readConfig(env);
  if (!config) throw new ConfigError(describeProblems(problems));
  return config;
}

export const describeProblems = (problems: readonly ConfigProblem[]): string =>
  ['配置有误,没有启动。The configuration is not usable:']
    .concat(problems.map(({ variable, problem, remedy }) => `  ✖ ${variable} ${problem}. → ${remedy}`))
    .join('\n');

function readValues(env: Record<string, string | undefined>, problems: ConfigProblem[]): Values {
  const values: Values = {};
  for (const name of VARIABLES) {
    const text = readOne(name, env, problems);
    if (text === undefined) continue;
    const known = rules[name];
    if (!known) {
      values[name] = text;
      continue;
    }
    const parsed = known.schema.safeParse(text);
    if (parsed.success) values[name] = parsed.data;
    else
      problems.push({
        variable: name,
        problem: typeof known.problem === 'string' ? known.problem : known.problem(text),
        remedy: known.remedy,
      });
  }
  return values;
}

/** The variable itself, or for a secret the file that NAME_FILE points to. Blank counts as unset. */
function readOne(
  name: Name,
  env: Record<string, string | undefined>,
  problems: ConfigProblem[],
): string | undefined {
  const direct = env[name]?.trim() || undefined;
  const file = (secretNames as readonly string[]).includes(name) ? env[`${name}_FILE`]?.trim() : undefined;
  if (!file) return direct;
  if (direct) {
    problems.push({ variable: name, problem: `is set, and ${name}_FILE too`, remedy: 'keep one of the two' });
    return undefined;
  }
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch (error) {
    const why = existsSync(file) ? messageOf(error) : 'the file does not exist';
    problems.push({
      variable: `${name}_FILE`,
      problem: `cannot be read: ${why}`,
      remedy: 'check the path and its permissions',
    });
    return undefined;
  }
}

function checkTogether(values: Values, problems: ConfigProblem[]): void {
  requireAll(
    values,
    problems,
    WECOM_REQUIRED,
    'WeCom',
    'fill in all five from the page of the self-built app, or none for simulation mode',
  );
  requireAll(values, problems, WECHAT_REQUIRED, 'the Official Account', 'fill in all three, or none');
  if (values.WECOM_KF_SECRET && !values.WECOM_CORP_ID)
    problems.push({
      variable: 'WECOM_KF_SECRET',
      problem: 'is set without WECOM_CORP_ID',
      remedy: '微信客服 needs the WeCom app too: fill in the WECOM_ variables',
    });
  if (values.WECHAT_APP_ID && !values.WECHAT_AES_KEY && values.WECHAT_ALLOW_PLAIN !== '1')
    problems.push({
      variable: 'WECHAT_AES_KEY',
      problem: 'is missing',
      remedy: 'choose 安全模式 and copy the key; plain mode only with WECHAT_ALLOW_PLAIN=1',
    });
  problems.push(...modelProblems(values));
  if (values.DATABASE_URL)
    for (const name of ['IDENTITY_KEY', 'CONTENT_KEY', 'SESSION_KEY'] as const)
      if (!values[name] && !problems.some((p) => p.variable === name))
        problems.push({
          variable: name,
          problem: 'is missing; on PostgreSQL all instances must share it',
          remedy: KEY.remedy,
        });
}

function requireAll(
  values: Values,
  problems: ConfigProblem[],
  names: readonly Name[],
  what: string,
  remedy: string,
): void {
  if (!names.some((name) => values[name] !== undefined)) return;
  for (const name of names)
    if (values[name] === undefined && !problems.some((p) => p.variable.startsWith(name)))
      problems.push({
        variable: name,
        problem: `is missing while other settings of ${what} are there`,
        remedy,
      });
}

function build(values: Values): Config {
  const text = (name: Name): string | undefined => values[name] as string | undefined;
  const simulation = !text('WECOM_CORP_ID') && !text('WECHAT_APP_ID');
  return Object.freeze<Config>({
    port: values.PORT as number | undefined,
    host: text('HOST') ?? (simulation ? '127.0.0.1' : '::'),
    publicUrl: text('PUBLIC_URL')?.replace(/\/+$/, ''),
    databaseUrl: text('DATABASE_URL'),
    dataDir: resolve(text('DATA_DIR') ?? 'data'),
    roles: (values.ROLES as Role[] | undefined) ?? ROLES,
    logLevel: text('LOG_LEVEL') ?? (simulation ? 'warn' : 'info'),
    // An invented county has no place beside real citizens.
    sampleCounty: simulation ? text('SAMPLE_COUNTY') !== '0' : text('SAMPLE_COUNTY') === '1',
    wecom: text('WECOM_CORP_ID') ? wecomOf(text) : undefined,
    kfSecret: text('WECOM_KF_SECRET'),
    wechat: text('WECHAT_APP_ID')
      ? wechatOf(text, values.WECHAT_NOTICE_TEMPLATE as NoticeTemplate | undefined)
      : undefined,
    wechatyPuppet: text('WECHATY_PUPPET'),
    model: readModel(values),
    keys: {
      identity: values.IDENTITY_KEY as Buffer | undefined,
      content: values.CONTENT_KEY as Buffer | undefined,
      session: values.SESSION_KEY as Buffer | undefined,
    },
  });
}

type Reader = (name: Name) => string | undefined;

const wecomOf = (text: Reader): WecomConfig => ({
  corpId: text('WECOM_CORP_ID')!,
  agentId: text('WECOM_AGENT_ID')!,
  secret: text('WECOM_SECRET')!,
  token: text('WECOM_TOKEN')!,
  aesKey: text('WECOM_AES_KEY')!,
  previousAesKey: text('WECOM_AES_KEY_PREVIOUS'),
  apiBase: text('WECOM_API_BASE') ?? 'https://qyapi.weixin.qq.com',
  authorizeBase: text('WECOM_AUTHORIZE_BASE') ?? 'https://open.weixin.qq.com',
});

const wechatOf = (text: Reader, notice: NoticeTemplate | undefined): WechatConfig => ({
  appId: text('WECHAT_APP_ID')!,
  secret: text('WECHAT_SECRET')!,
  token: text('WECHAT_TOKEN')!,
  aesKey: text('WECHAT_AES_KEY'),
  allowPlain: text('WECHAT_ALLOW_PLAIN') === '1',
  apiBase: text('WECHAT_API_BASE') ?? 'https://api.weixin.qq.com',
  notice,
});
