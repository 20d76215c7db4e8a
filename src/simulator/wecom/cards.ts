/** Template cards as members see them, and the one-time codes by which they change (document/path/94888). */
import type { ShownMessage, World } from '../world.ts';

const CODE_MS = 72 * 3_600_000;

interface Code {
  taskId: string;
  userid: string;
  expires: number;
}

export interface CardDesk {
  /** Task ids taken so far. */
  taken(taskId: string): boolean;
  add(taskId: string, message: ShownMessage): string;
  find(userid: string, taskId: string): ShownMessage | undefined;
  newCode(taskId: string, userid: string): string;
  /** Uses the code up; the card it belongs to, or an errcode. */
  useCode(code: string): { errcode: number; card?: ShownMessage };
}

export function createCardDesk(world: World): CardDesk {
  const cards = new Map<string, ShownMessage[]>();
  const codes = new Map<string, Code>();
  const desk: CardDesk = {
    taken: (taskId) => cards.has(taskId),
    add(taskId, message) {
      cards.set(taskId, [...(cards.get(taskId) ?? []), message]);
      return desk.newCode(taskId, message.to);
    },
    find: (userid, taskId) =>
      cards.get(taskId)?.find((card) => card.to.toLowerCase() === userid.toLowerCase()),
    newCode(taskId, userid) {
      const code = `rc-${world.ids.pick('abcdefghijklmnopqrstuvwxyz0123456789', 24)}`;
      codes.set(code, { taskId, userid, expires: world.clock.now().getTime() + CODE_MS });
      return code;
    },
    useCode(code) {
      const known = codes.get(code);
      if (!known || known.expires < world.clock.now().getTime()) return { errcode: 42016 };
      codes.delete(code);
      const card = desk.find(known.userid, known.taskId);
      return card ? { errcode: 0, card } : { errcode: 42015 };
    },
  };
  return desk;
}
