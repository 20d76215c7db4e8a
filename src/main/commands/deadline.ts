import { dayOf } from '../../kit/day.ts';
import { loadCalendar } from '../../disclosure/calendar-years.ts';
import { answerDeadlineLine } from '../../disclosure/deadline-line.ts';
import type { RecordsCommand } from './command.ts';
import { answerLines } from './jsonl.ts';

export const deadline: RecordsCommand = {
  help: `npm run -s deadline < lines.jsonl
读懂公开时限,或数工作日。Reads deadline phrases, or counts days. One JSON object a line, one answer a line.
  {"id":"1","phrase":"信息形成之日起20个工作日内","event":"2026-11-24"}  → {"id","meaning","due","provisional","steps"}
  {"id":"2","start":"2026-11-24","n":20,"unit":"workday"}                → {"id","due","provisional","steps"}
law(可选):时限出自哪部法。provisional:那一年的放假安排还没公布。
vague:没有写明几天(及时、实时、长期),statutoryDefault 是法定的最长期限。The phrase sets no number; the law's limit stands beside it.`,
  async run(io, { database, clock }) {
    const calendar = await loadCalendar(database.prisma);
    return answerLines(io, (line) => answerDeadlineLine(line, calendar, dayOf(clock.now())));
  },
};
