/** One request: what was asked and by whom, how the day is counted, what may be done and why not, letters, history. */
import { html } from 'hono/html';
import { dayOf, formatDay, timeOf, type Day } from '../../../kit/day.ts';
import { ANSWERS, type AnswerKind } from '../../../participation/request-answers.ts';
import { CONSULTED, type ConsultationKind } from '../../../participation/request-clock.ts';
import { OPINIONS, type Opinion } from '../../../participation/request-consultations.ts';
import type { FiledRequest, RequestDesk } from '../../../participation/request-desk.ts';
import { factWord } from '../../../participation/request-facts.ts';
import { maskId } from '../../../participation/request-form.ts';
import { lettersOf } from '../../../participation/request-letters.ts';
import type { Verdict } from '../../../participation/request-verdicts.ts';
import type { Html } from '../layout.ts';
import { badge, both, table } from '../parts.ts';
import { countingPart, type AppealRow } from './counting.ts';
import { actionForms, opinionForms, reviewPanel, type UnitName } from './forms.ts';
import { dueBadge, STATUS_WORDS } from './list.ts';

export interface DetailFacts {
  desk: RequestDesk;
  request: FiledRequest;
  events: readonly { at: Date; actor: string; fact: string }[];
  units: readonly UnitName[];
  /** Officials' names by userid. */
  names: ReadonlyMap<string, string>;
  appeals: readonly AppealRow[];
  csrf: string;
  today: Day;
  sign: Verdict | undefined;
}

export function detailBody(facts: DetailFacts): Html {
  const { desk, request, today, units } = facts;
  const unit = units.find(({ code }) => code === request.unitCode)?.name ?? request.unitCode;
  return html`<h1>${both(`申请 ${request.number}`, 'Request')}</h1>
    <p>
      ${badge('plain', STATUS_WORDS[request.status] ?? request.status)} ${dueBadge(request, today)}
      ${request.kind === 'correction' ? badge('warn', '更正申请 correction') : ''}
      ${request.needsHelp ? badge('warn', '申请人阅读或视听有困难,请打电话帮他办 needs help') : ''}
    </p>
    <p>${unit}</p>
    ${applicantPart(desk, request)} ${clockPart(desk, request)} ${consultationPart(facts)}
    ${
      request.answerKind && request.answerKind in ANSWERS
        ? html`<p>
            ${badge('good', `${ANSWERS[request.answerKind as AnswerKind].zh}`)}
            ${formatDay(request.answeredOn!)}
          </p>`
        : ''
    }
    ${reviewPanel(facts)} ${actionForms(facts)} ${letterPart(request)} ${countingPart(facts)}
    ${historyPart(facts)}`;
}

function applicantPart(desk: RequestDesk, request: FiledRequest): Html {
  const { name, contact, idNumber, email, address, guardian } = desk.applicantOf(request);
  const row = (term: string, value: string | undefined): Html | string =>
    value
      ? html`<dt>${term}</dt>
          <dd>${value}</dd>`
      : '';
  return html`<h2>${both('申请内容', 'What is asked')}</h2>
    <p class="said">${desk.contentOf(request)}</p>
    <dl>
      ${row('申请人 Applicant', name)} ${row('联系方式 Contact', contact)}
      ${row('身份证明 Identity', idNumber ? maskId(idNumber) : '未留,领取时出示证件')}
      ${row('邮箱 Mail', email)} ${row('地址 Address', address)} ${row('监护人 Guardian', guardian)}
      ${row('获取方式 Form', request.form)}
    </dl>`;
}

const clockPart = (desk: RequestDesk, request: FiledRequest): Html =>
  html`<h2>${both('期限怎么算', 'How the day is counted')}</h2>
    <ol class="steps">
      ${desk.stepsOf(request).map(({ text }) => html`<li>${text}</li>`)}
    </ol>
    ${
      request.pendingDue && request.pending
        ? html`<p>
            内部审签到 ${formatDay(request.pendingDue)}。<span lang="en">Internal review until then.</span>
          </p>`
        : ''
    }`;

function consultationPart(facts: DetailFacts): Html | string {
  const { desk, request } = facts;
  if (request.consultations.length === 0) return '';
  return html`<h2>${both('征求意见', 'Opinions asked for')}</h2>
    ${table(
      '意见书 Letters',
      [
        {
          head: '谁 Whom',
          cell: (row: FiledRequest['consultations'][number]) => {
            const { whom, about } = desk.consultedOf(row);
            return `${CONSULTED[row.kind as ConsultationKind]}:${whom}(${about})`;
          },
        },
        { head: '发出 Sent', cell: ({ sentOn }) => sentOn },
        { head: '送达 Delivered', cell: ({ deliveredOn }) => deliveredOn ?? '—' },
        { head: '到期 Due', cell: ({ due }) => due },
        {
          head: '结果 Opinion',
          cell: ({ opinion }) =>
            opinion ? OPINIONS[opinion as Opinion] : badge('warn', '还没有回来 not in yet'),
        },
      ],
      request.consultations,
    )}
    ${opinionForms(facts)}`;
}

const letterPart = (request: FiledRequest): Html =>
  html`<h2>${both('文书', 'Letters')}</h2>
    <ul class="letters">
      ${lettersOf(request).map(
        ({ kind, title, id }) =>
          html`<li>
            <a
              class="button"
              href="/console/requests/${request.number}/letters/${kind}${id ? `?id=${encodeURIComponent(id)}` : ''}"
              >${title} .docx</a
            >
          </li>`,
      )}
    </ul>`;

function historyPart({ events, names }: DetailFacts): Html {
  const actor = (userid: string): string =>
    ({ citizen: '申请人', system: '系统' })[userid] ?? names.get(userid) ?? userid;
  return html`<h2>${both('办理经过', 'History')}</h2>
    ${table(
      '先后 In order',
      [
        { head: '时间 At', cell: ({ at }: DetailFacts['events'][number]) => `${dayOf(at)} ${timeOf(at)}` },
        { head: '谁 Who', cell: (event) => actor(event.actor) },
        { head: '做了什么 What', cell: ({ fact }) => factWord(fact) },
      ],
      events,
    )}`;
}
