/** 审计核对: walks the audit chain and says whether a row was changed, removed or moved. */
import { InputError } from '../../kit/errors.ts';
import { createAudit, type AuditVerdict } from '../../supervision/audit.ts';
import type { RecordsCommand } from './command.ts';

export const audit: RecordsCommand = {
  help: `npm run -s audit                      核对审计日志:改过、删过、换过顺序都看得出来 checks the audit log
npm run -s audit -- --json            一个 JSON 对象 one JSON object
npm run -s audit -- --expect 哈希     上次记下的末尾哈希还在链里 the hash noted last time still stands in the chain
退出码 0 完好,1 有问题。Exit status 0 intact, 1 not. 末尾哈希请另存一处:连末尾一起截掉也能发现。Keep the last hash elsewhere.`,
  async run(io, { database, keys, clock }) {
    const expected = expectedIn(io.args);
    const unknown = io.args.find((arg) => !['--json', '--expect', expected].includes(arg));
    if (unknown !== undefined)
      throw new InputError(`不认识 ${unknown}。Unknown argument.`, { remedy: audit.help });
    const chain = createAudit({ clock, identityKey: keys.identity });
    const verdict = await chain.verify(database.prisma);
    if (expected !== undefined && !(await stands(database.prisma, expected))) {
      verdict.ok = false;
      verdict.faults.push({ seq: 0, kind: 'missing', what: `记下的哈希 ${expected} 不在链里。` });
    }
    io.write(io.args.includes('--json') ? `${JSON.stringify(verdict)}\n` : inWords(verdict));
    return verdict.ok ? 0 : 1;
  },
};

function expectedIn(args: readonly string[]): string | undefined {
  const at = args.indexOf('--expect');
  if (at < 0) return undefined;
  const hash = args[at + 1];
  if (!hash || !/^[0-9a-f]{32}$/.test(hash))
    throw new InputError('--expect 后面要写 32 位哈希。A hash of 32 hex digits is missing.', {
      remedy: audit.help,
    });
  return hash;
}

const stands = async (
  db: { auditEntry: { count(args: { where: { hash: string } }): Promise<number> } },
  hash: string,
): Promise<boolean> => (await db.auditEntry.count({ where: { hash } })) > 0;

const inWords = ({ ok, entries, from, to, head, faults }: AuditVerdict): string =>
  ok
    ? `✔ 审计日志完好:${entries} 条${from && to ? `,${from.slice(0, 10)} 到 ${to.slice(0, 10)}` : ''}。Intact.\n  末尾哈希 last hash: ${head}\n`
    : `✖ 审计日志有问题。The audit log was tampered with.\n${faults.map(({ what }) => `  ${what}\n`).join('')}`;
