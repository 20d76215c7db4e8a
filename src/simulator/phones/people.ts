/** Whose phones are shown: chosen in the address, else whoever of that kind was spoken to last. */
import type { Member } from '../member.ts';
import type { Stage } from '../stage.ts';
import type { ChannelName } from '../world.ts';

export const PHONE_KINDS = ['citizen', 'official', 'supervisor'] as const;
export type PhoneKind = (typeof PHONE_KINDS)[number];

export interface Owner {
  id: string;
  name: string;
  /** Unit and title of a member. */
  from?: string;
}

export interface Phone {
  kind: PhoneKind;
  channel: ChannelName;
  /** Other ways in which the owner can write: the citizen's 微信客服 or 公众号. */
  channels: ChannelName[];
  /** Buttons of the Official Account's fixed menu. */
  menu: { key: string; name: string }[];
  owner: Owner;
  /** Everyone whose phone this can become. */
  owners: Owner[];
  /** Others of this kind who had a message lately, newest first. */
  waiting: Owner[];
}

export type Chosen = Partial<Record<PhoneKind | 'channel', string>>;

const CITIZENS: readonly Owner[] = [
  { id: 'wmZhangDaye', name: '张大爷' },
  { id: 'wmLiNvshi', name: '李女士' },
  { id: 'wmWangShifu', name: '王师傅' },
];
const SUPERVISING: ReadonlySet<string> = new Set([
  'supervision_group',
  'discipline',
  'npc_presidium',
  'leading_group',
]);
const MAX_WAITING = 4;
const MAX_CITIZENS = 50;

export async function phonesFor(stage: Stage, chosen: Chosen): Promise<Phone[]> {
  const members = await stage.options.directory();
  const owners: Record<PhoneKind, Owner[]> = {
    citizen: citizensOf(stage),
    official: members.filter((member) => !isSupervisor(member)).map(ownerOf),
    supervisor: members.filter(isSupervisor).map(ownerOf),
  };
  return PHONE_KINDS.flatMap((kind) => {
    const phone = phoneOf(stage, kind, owners[kind], chosen);
    return phone ? [phone] : [];
  });
}

function phoneOf(stage: Stage, kind: PhoneKind, owners: Owner[], chosen: Chosen): Phone | undefined {
  const known = new Map(owners.map((owner) => [owner.id, owner]));
  const channels: ChannelName[] = kind !== 'citizen' ? ['wecom'] : stage.account ? ['kf', 'wechat'] : ['kf'];
  const channel = channels.find((one) => one === chosen.channel) ?? channels[0]!;
  const lately = recentOf(stage, channel).flatMap((id) => known.get(id) ?? []);
  const owner = known.get(chosen[kind] ?? '') ?? lately[0] ?? owners[0];
  if (!owner) return undefined;
  return {
    kind,
    channel,
    channels,
    menu: channel === 'wechat' ? (stage.account?.menuKeys() ?? []) : [],
    owner,
    owners,
    waiting: lately.filter(({ id }) => id !== owner.id).slice(0, MAX_WAITING),
  };
}

/** Who was spoken to, the latest first. */
function recentOf({ world }: Stage, channel: string): string[] {
  const seen = new Set<string>();
  for (const message of world.shown.toReversed()) if (message.channel === channel) seen.add(message.to);
  return [...seen];
}

function citizensOf({ world }: Stage): Owner[] {
  const fixed = new Set(CITIZENS.map(({ id }) => id));
  const others = new Set(
    world.said.filter(({ channel, from }) => channel !== 'wecom' && !fixed.has(from)).map(({ from }) => from),
  );
  return [...CITIZENS, ...[...others].slice(-MAX_CITIZENS).map((id) => ({ id, name: id }))];
}

const isSupervisor = ({ roles }: Member): boolean => roles?.some((role) => SUPERVISING.has(role)) ?? false;

const ownerOf = ({ userid, name, unit, title }: Member): Owner => ({
  id: userid,
  name,
  from: [unit, title].filter(Boolean).join(' '),
});
