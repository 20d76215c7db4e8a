/** What a citizen's message leads to: an answer, a flow, a person, an honest refusal. Officials ask the same way. */
import type { Answers } from '../answers/answers.ts';
import type { Audience } from '../answers/question.ts';
import type { Clock } from '../kit/clock.ts';
import type { Address } from '../kit/conversation-id.ts';
import type { MessageBody } from '../outbox/message.ts';
import { createAnswering, MOST_ASKED_BACK } from './citizen/answering.ts';
import type { Who } from './citizen/who.ts';
import type { Flow, FlowInput, SentMedia } from './flows/flow.ts';
import { isCancel, withoutFlow } from './flows/flow.ts';
import type { Asides } from './asides.ts';
import type { HandOffs } from './hand-off.ts';
import { commandIn } from './commands.ts';
import { offer, plainPlan, say, type Plan } from './plan.ts';
import type { Session } from './session.ts';
import type { SubscribeTalk } from './subscribe.ts';
import { route, understand, type Route, type Understanding } from './understand.ts';
import { clausesOf, readFollowUp, wishesToComplain } from './understand/follow-up.ts';

export interface CitizenConversation {
  /** `from` is where the person is reached; undefined where nobody can be (an official, a question from the shell). */
  think(
    text: string,
    choice: string | undefined,
    session: Session,
    audience: Audience,
    from?: Address,
  ): Promise<Plan>;
  /** Somebody is in danger. */
  isEmergency(text: string): boolean;
  media(media: SentMedia, session: Session): Plan;
  welcome(welcomeCode: string | undefined, session: Session, audience: Audience): Plan;
}

export interface CitizenDeps {
  /** The answers of this moment: records may change between two messages. */
  answers(): Answers;
  flows: ReadonlyMap<string, Flow>;
  subscribe: SubscribeTalk;
  asides: Asides;
  clock: Clock;
  /** What a reference number or receipt says of a matter, to whoever may know. */
  status: StatusReader;
  /** 人工 */
  handOffs: Pick<HandOffs, 'ask' | 'later'>;
}

/** Reads the state of a matter inside the turn's transaction. */
export type StatusReader = (reference: string, session: Session) => NonNullable<Plan['apply']>;

const HUMAN = /^(人工|转人工|人工服务|找人工|0)[。!]?$/;
const ACKNOWLEDGES = /^(好的?|行吧?|可以|知道了|明白了|懂了|了解了?|嗯+|ok|收到|哦+|再见|拜拜)[。!,~]*$/i;
const ONLY_BACK = /^(返回|取消|退出)[。!]?$/;

const START_CHOICES = [
  { id: 'ask:低保怎么办', label: '怎么办事(例:低保)' },
  { id: 'complaint', label: '我要投诉' },
  { id: 'request', label: '申请公开信息' },
  { id: 'comment', label: '对草案提意见' },
  { id: 'human', label: '转人工' },
];
const GREETING = '您好,这里是政务公开。办事、查政策、查公开、投诉,直接说就行。';

const EMERGENCY = '请马上拨打 110(治安)、119(火灾)或 120(急救)!先保证自己安全。';
const SELF_HARM = '您先别着急,有人愿意听您说。请马上打 120,或全国心理援助热线 12356。也可以告诉我您在哪里。';

const WHICH_NUMBER =
  '请把编号发给我(TS、SQ、YJ 或 TZ 开头),或发 16 位查询码。回复 我的事项 看全部。找不到了,回复 人工。';
const PRIVACY =
  '您可以放心说。姓名和联系方式单独加密存放,办件的人看不到;要看必须由纪检的同志写明原因、两个人同意,每次都有记录。被反映的单位和个人看不到是谁反映的。不想留名,可以匿名,凭查询码查结果。';
const PRIVACY_CHOICES = [
  { id: 'report', label: '匿名举报' },
  { id: 'complaint', label: '我要投诉' },
  { id: 'human', label: '转人工' },
];

export function createCitizenConversation(deps: CitizenDeps): CitizenConversation {
  const { answers, flows, clock } = deps;
  const answering = createAnswering(deps);

  const greet = (before: Session, intent: string): Plan => {
    const session = intent === 'unclear' ? { ...before, asked: before.asked + 1 } : { ...before, asked: 0 };
    const offered = offer(session, GREETING, START_CHOICES, '回复数字就行。任何时候回复 人工 找工作人员。');
    const [desk] = answers().refuse('unclear').citations;
    return plainPlan(intent, 'answered', offered.say, offered.session, {
      citations: desk ? [desk] : [],
      evidence: { rule: 'greeting' },
    });
  };

  /** 好的, 知道了: nothing is asked. */
  const acknowledge = (session: Session): Plan => {
    const [desk] = answers().refuse('unclear').citations;
    return plainPlan('unclear', 'answered', say('好的。还有事直接问我;要找人,回复 人工。'), session, {
      citations: desk ? [desk] : [],
      evidence: { rule: 'acknowledged' },
    });
  };

  /** First whom to ring; the office is told at any hour, and can write back. */
  const callForHelp = async (understood: Understanding, text: string, session: Session): Promise<Plan> => {
    const told = await begin('emergency', inputOf(text, undefined, withoutFlow(session), understood.unit));
    const ring = say(understood.risks.includes('selfHarm') ? SELF_HARM : EMERGENCY);
    return plainPlan('emergency', 'handoff', ring, withoutFlow(session), {
      evidence: { rule: 'emergency' },
      ...(told?.apply ? { apply: told.apply } : {}),
    });
  };

  const inputOf = (
    text: string,
    choice: string | undefined,
    session: Session,
    unit: string | undefined,
  ): FlowInput => ({
    text,
    choice,
    session,
    now: clock.now(),
    unit,
  });

  const begin = (name: string, input: FlowInput): Promise<Plan> | Plan | undefined =>
    flows.get(FLOW_NAMES[name] ?? name)?.begin(input);

  const follow = async (
    way: Route,
    understood: Understanding,
    original: string,
    session: Session,
    who: Who,
  ): Promise<Plan> => {
    const intent = understood.intents[0] ?? 'unclear';
    switch (way.to) {
      case 'emergency':
        return callForHelp(understood, original, session);
      case 'handoff':
        return deps.handOffs.ask(session, intent, who.from);
      case 'greet':
        return greet(session, intent);
      case 'unclear':
        if (session.last && understood.fields.length > 0)
          return answering.answer(understood, session, who, false);
        return session.asked >= MOST_ASKED_BACK
          ? deps.handOffs.ask(session, intent, who.from)
          : greet(session, 'unclear');
      case 'refuse':
        return answering.tell(answers().refuse(way.reason), session, understood, who, {
          text: understood.text,
          fields: understood.fields,
          refused: true,
        });
      case 'answer':
        return answering.answer(understood, session, who, way.lookup);
      case 'flow':
        return startFlow(way.flow, understood, original, session, who);
    }
  };

  const startFlow = async (
    flow: string,
    understood: Understanding,
    original: string,
    session: Session,
    who: Who,
  ): Promise<Plan> => {
    if (flow === 'progress') return askProgress(understood, session);
    if (flow === 'privacy') return tellPrivacy(understood, session);
    const choice = flow === 'report' ? 'report-with-text' : undefined;
    const plan = await begin(flow, inputOf(original, choice, withoutFlow(session), understood.unit));
    return plan
      ? { ...plan, intent: understood.intents[0]!, intents: understood.intents }
      : answering.answer(understood, session, who, true);
  };

  const askProgress = ({ reference, intents }: Understanding, session: Session): Plan =>
    reference
      ? statusPlan(reference, session)
      : plainPlan('progress', 'flow', say(WHICH_NUMBER), withoutFlow(session), {
          intents,
          evidence: { rule: 'progress' },
        });

  const tellPrivacy = ({ intents }: Understanding, session: Session): Plan => {
    const offered = offer(withoutFlow(session), PRIVACY, PRIVACY_CHOICES, '回复数字就行。');
    return plainPlan('privacy', 'flow', offered.say, offered.session, {
      intents,
      evidence: { rule: 'privacy' },
    });
  };

  const statusPlan = (reference: string, session: Session): Plan =>
    plainPlan('progress', 'answered', [], withoutFlow(session), {
      evidence: { rule: 'status' },
      apply: deps.status(reference, withoutFlow(session)),
    });

  /** A numbered choice that belongs to no flow. */
  const takeChoice = async (
    choice: string,
    text: string,
    session: Session,
    who: Who,
  ): Promise<Plan | undefined> => {
    if (choice === 'human-later') return deps.handOffs.later(session, who.from);
    if (choice === 'human') return deps.handOffs.ask(session, 'human', who.from);
    if (choice.startsWith('known:')) return answering.tellKnown(choice.slice(6), session, who);
    if (choice.startsWith('ask:')) return think(choice.slice(4), undefined, { ...session, choices: [] }, who);
    const followed = deps.subscribe.choose(choice, session);
    if (followed) return followed;
    if (choice.startsWith('field:') && session.last) return answering.askField(choice.slice(6), session, who);
    // The list stays, so that another number opens another matter.
    if (choice.startsWith('matter:'))
      return {
        ...statusPlan(choice.slice(7), session),
        session,
        apply: deps.status(choice.slice(7), session),
      };
    if (choice.startsWith('matters-page:'))
      return begin('matters', inputOf(text, choice, withoutFlow(session), undefined));
    const plan = await begin(choice, inputOf(text, choice, withoutFlow(session), undefined));
    return plan;
  };

  /** What is said about the answer before, or asks and complains at once. */
  const hangsOn = async (
    understood: Understanding,
    session: Session,
    who: Who,
  ): Promise<Plan | undefined> => {
    const kind = session.answered && readFollowUp(understood.text);
    if (kind === 'wrong') return begin('wrong', inputOf('', undefined, withoutFlow(session), undefined));
    const followed = kind && (await answering.followUp(kind, understood, session, who));
    if (followed) return followed;
    if (answering.pointsBack(understood, session))
      return answering.answer({ ...understood, intents: ['procedure'] }, session, who, false);
    return (await answering.ofPlace(understood, session, who)) ?? asksAndComplains(understood, session, who);
  };

  /** "低保咋办,还有我要投诉窗口的人骂我": the question is answered, then the complaint begun. */
  const asksAndComplains = async (
    understood: Understanding,
    session: Session,
    who: Who,
  ): Promise<Plan | undefined> => {
    const clauses = clausesOf(understood.text);
    const at = clauses.findIndex(wishesToComplain);
    if (at < 1 || understood.risks.length > 0) return undefined;
    const asked = understand(clauses.slice(0, at).join(','), answers().matcher);
    if (!asked.heard?.named || asked.fields.length === 0) return undefined;
    const told = await answering.answer(asked, session, who, false);
    const grievance = clauses.slice(at).join(',');
    const begun = await begin('complaint', inputOf(grievance, undefined, told.session, understood.unit));
    if (!begun || told.outcome !== 'answered') return undefined;
    return {
      ...begun,
      intent: 'complaint',
      intents: [...new Set(['complaint', ...asked.intents, ...understood.intents])],
      say: [...told.say.map(withoutChoices), ...begun.say],
      citations: told.citations,
      evidence: told.evidence,
    };
  };

  /** What a record shows to be a grievance: content reported untrue, a promise whose time is over. */
  const grievance = async (text: string, session: Session): Promise<Plan | undefined> => {
    const untrue = deps.asides.untrue(text);
    if (untrue) return begin('complaint', inputOf(untrue.text, undefined, withoutFlow(session), untrue.unit));
    const breach = deps.asides.breach(text);
    const plan =
      breach && (await begin('complaint', inputOf(text, undefined, withoutFlow(session), undefined)));
    return plan && { ...plan, say: [...say(breach!.text), ...plan.say], citations: breach!.citations };
  };

  const think = async (
    text: string,
    choice: string | undefined,
    session: Session,
    who: Who,
  ): Promise<Plan> => {
    if (HUMAN.test(text.trim()) || choice === 'human') return deps.handOffs.ask(session, 'human', who.from);
    const flow = session.flow && flows.get(session.flow.name);
    const understood = understand(text, answers().matcher);
    if (understood.intents[0] === 'emergency')
      return follow({ to: 'emergency' }, understood, text, session, who);
    const command = choice === undefined ? commandIn(text, flow !== undefined) : undefined;
    const begun =
      command && (await begin(command, inputOf(text, undefined, withoutFlow(session), undefined)));
    if (begun) return begun;
    if (flow) {
      if (isCancel(text)) return greet(withoutFlow(session), 'greeting');
      if (understood.intents[0] === 'human') return deps.handOffs.ask(session, 'human', who.from);
      const step = await flow.step(inputOf(text, choice, session, understood.unit), session.flow!.state);
      if (step) return step;
      return think(text, undefined, withoutFlow(session), who);
    }
    if (ONLY_BACK.test(text.trim())) return greet({ ...session, asked: 0 }, 'greeting');
    if (ACKNOWLEDGES.test(text.trim())) return acknowledge(session);
    const chosen = choice && (await takeChoice(choice, text, session, who));
    if (chosen) return chosen;
    const subscribed = understood.risks.length === 0 ? deps.subscribe.read(text, session) : undefined;
    if (subscribed && who.audience === 'citizen') return subscribed;
    const aside = deps.asides.read(text, session) ?? (await grievance(text, session));
    if (aside && who.audience === 'citizen') return aside;
    if (understood.reference && [...text].length < 40) return statusPlan(understood.reference, session);
    const named = session.asked > 0 ? choiceNamed(text, session) : undefined;
    const picked = named && (await takeChoice(named, text, session, who));
    if (picked) return picked;
    return (
      (await hangsOn(understood, session, who)) ?? follow(route(understood), understood, text, session, who)
    );
  };

  return {
    think: (text, choice, session, audience, from) => think(text, choice, session, { audience, from }),
    isEmergency: (text) => understand(text, answers().matcher).intents[0] === 'emergency',
    media(media, session) {
      const flow = session.flow && flows.get(session.flow.name);
      if (flow?.media) return flow.media(media, session, session.flow!.state);
      const { kind } = media;
      const text =
        kind === 'voice'
          ? '语音我还听不了,请打字告诉我,或者用输入法的语音转文字。'
          : '收到了。请再用文字说一下是什么事。';
      return plainPlan('unclear', flow ? 'flow' : 'refused', say(text), session, {
        evidence: { rule: `media:${kind}` },
      });
    },
    welcome(welcomeCode, session, audience) {
      if (audience !== 'citizen') return plainPlan('greeting', 'none', [], session);
      const plan = greet(session, 'greeting');
      const welcome: MessageBody[] = welcomeCode
        ? [
            {
              t: 'welcome',
              code: welcomeCode,
              text: `${GREETING}\n回复 1 怎么办事,2 我要投诉,3 申请公开,4 对草案提意见,5 转人工。`,
            },
          ]
        : plan.say;
      return { ...plan, say: welcome, outcome: 'none' };
    },
  };
}

/** A choice called by its name instead of its number: 李家沟的. */
function choiceNamed(text: string, { choices = [] }: Session): string | undefined {
  const said = text
    .trim()
    .replace(/^(是|就是|我(问|说)的是|选|要)|(的|那个|吧|啊|这个|那一?个)*[。!]*$/g, '');
  if ([...said].length < 2) return undefined;
  const fits = choices.filter(({ label }) => label.includes(said));
  return fits.length === 1 ? fits[0]!.id : undefined;
}

const withoutChoices = (body: MessageBody): MessageBody =>
  body.t === 'menu' ? { t: 'text', text: body.head } : body;

/** Flows that share one conversation. */
const FLOW_NAMES: Readonly<Record<string, string>> = { report: 'complaint' };
