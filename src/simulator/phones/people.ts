/** Whose phones are shown: chosen in the address, else whoever of that kind was spoken to last. */
import type { Member, Stage } from '../stage.ts';

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
  channel: 'kf' | 'wecom';
  owner: Owner;
  /** Everyone whose phone this can become. */
  owners: Owner[];
  /** Others of this kind who had a message lately, newest first. */
  waiting: Owner[];
}

export type Chosen = Partial<Record<PhoneKind, string>>;

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
    const phone = phoneOf(stage, kind, owners[kind], chosen[kind]);
    return phone ? [phone] : [];
  });
}

function phoneOf(
  stage: Stage,
  kind: PhoneKind,
  owners: Owner[],
  wanted: string | undefined,
): Phone | undefined {
  const known = new Map(owners.map((owner) => [owner.id, owner]));
  const lately = recentOf(stage, kind === 'citizen' ? 'kf' : 'wecom').flatMap((id) => known.get(id) ?? []);
  const owner = known.get(wanted ?? '') ?? lately[0] ?? owners[0];
  if (!owner) return undefined;
  return {
    kind,
    channel: kind === 'citizen' ? 'kf' : 'wecom',
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
    world.said.filter(({ channel, from }) => channel === 'kf' && !fixed.has(from)).map(({ from }) => from),
  );
  return [...CITIZENS, ...[...others].slice(-MAX_CITIZENS).map((id) => ({ id, name: id }))];
}

const isSupervisor = ({ roles }: Member): boolean => roles?.some((role) => SUPERVISING.has(role)) ?? false;

const ownerOf = ({ userid, name, unit, title }: Member): Owner => ({
  id: userid,
  name,
  from: [unit, title].filter(Boolean).join(' '),
});
