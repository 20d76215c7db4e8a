/** Local accounts from the shell: for the first sysadmin, and when nobody can sign in. */
import { InputError } from '../../kit/errors.ts';
import { dayOf, timeOf } from '../../kit/day.ts';
import { createAccounts, type Accounts } from '../../people/accounts.ts';
import type { CommandIo, RecordsCommand, Standing } from './command.ts';

export const staff: RecordsCommand = {
  help: `npm run -s staff -- invite USERID     发一次性链接,设置密码和动态码 a one-time link to set up a local sign-in
npm run -s staff -- list              已有的本地账号 the local accounts
npm run -s staff -- sign-out USERID   退出这个人的全部登录 ends all sign-ins of the person
npm run -s staff -- remove USERID     停用本地账号 takes the local sign-in away`,
  async run(io, standing) {
    const { database, keys, clock, ids } = standing;
    const [act, userid] = io.args;
    const accounts = createAccounts({ database, content: keys.content, clock, ids });
    if (act === 'list') return list(io, accounts);
    if (!userid || !['invite', 'sign-out', 'remove'].includes(act ?? ''))
      throw new InputError(
        '写 list,或 invite、sign-out、remove 加 USERID。Say list, or invite, sign-out or remove with a userid.',
        { remedy: staff.help },
      );
    if (act === 'invite') await invite(io, accounts, userid, standing);
    if (act === 'remove') await accounts.remove(userid);
    const { count } = await database.prisma.staffSession.deleteMany({
      where: { userid: { equals: userid, mode: 'insensitive' } },
    });
    if (act !== 'invite') io.write(`✔ ${userid}: 退出了 ${count} 处登录。${count} sign-ins ended.\n`);
    return 0;
  },
};

async function invite(
  io: CommandIo,
  accounts: Accounts,
  userid: string,
  { publicUrl }: Standing,
): Promise<void> {
  const { token, until } = await accounts.invite(userid, 'shell');
  io.write(
    `✔ 24 小时内打开一次,到 ${dayOf(until)} ${timeOf(until)}。Open it once within 24 hours:\n  ${publicUrl ?? 'http://127.0.0.1:3000'}/console/enrol/${token}\n${publicUrl ? '' : '  没填 PUBLIC_URL:前半段换成您打开监督台的地址。Put your own address in front.\n'}`,
  );
}

async function list(io: CommandIo, accounts: Accounts): Promise<number> {
  for (const { userid, ready } of await accounts.list())
    io.write(`${userid}\t${ready ? '可以登录 ready' : '等设置 invited'}\n`);
  return 0;
}
