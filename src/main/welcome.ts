/** The four lines a person reads after the start. */
import type { House } from './house.ts';

export async function welcomeLines(house: House): Promise<string[]> {
  const { prisma, kind } = house.database;
  const [units, people, procedures, disclosures, laws] = [
    await prisma.unit.count(),
    await prisma.person.count(),
    await prisma.procedure.count(),
    await prisma.disclosure.count(),
    await prisma.lawArticle.count(),
  ];
  const { county } = house.knowledge.records();
  const store = kind === 'embedded' ? `内置数据库 ${house.config.dataDir}` : 'PostgreSQL';
  const url = house.url();
  return [
    url ? `→ 打开 ${url}/  Open it in a browser` : `✔ 已启动:${house.config.roles.join(', ')}`,
    house.simulator
      ? '✔ 模拟模式:微信和企业微信都在本机演示,不会发出任何消息  Simulated: nothing leaves this machine'
      : '✔ 已接上真实平台,消息会真的发出  Connected to the real platforms',
    `✔ 已载入 ${county}:${units} 个单位、${people} 人、${procedures} 个事项、${disclosures} 条公开、${laws} 条法规(${store})`,
    '→ 接真实账号:复制 .env.example 为 .env,填好后运行 npm run doctor  Then: real credentials',
  ];
}
