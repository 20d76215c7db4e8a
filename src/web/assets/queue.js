// Keys and live changes of the pages of complaints. Everything works without: forms and links do what the keys do.
const queue = document.querySelector('#queue');
const matter = document.querySelector('[data-matter]')?.dataset.matter;
const deal = document.querySelector('#deal');
const keys = document.querySelector('#keys');
const place = document.querySelector('#place');
const BASE = '/console/complaints';

/** Kept while the tab lives: the list one came from, and what is chosen in it. */
const kept = (name, otherwise) => {
  try {
    return JSON.parse(sessionStorage.getItem(`queue-${name}`)) ?? otherwise;
  } catch {
    return otherwise;
  }
};
const keep = (name, value) => sessionStorage.setItem(`queue-${name}`, JSON.stringify(value));

const rows = () => [...document.querySelectorAll('.queue tbody tr')];
const linkOf = (row) => row?.querySelector('.what a');
const boxOf = (row) => row?.querySelector('.pick input');
const rowInFocus = () => document.activeElement?.closest?.('.queue tbody tr');
const numberOf = (row) => row.dataset.number;

// —— the list

const go = (row) => {
  linkOf(row)?.focus();
  row?.scrollIntoView({ block: 'nearest' });
};

function step(by) {
  const all = rows();
  const at = all.indexOf(rowInFocus());
  go(all[Math.min(Math.max(at + by, 0), all.length - 1)] ?? all[0]);
}

const chosen = () => rows().filter((row) => boxOf(row)?.checked);

function showChosen() {
  const picked = chosen();
  keep('chosen', picked.map(numberOf));
  for (const row of rows()) row.classList.toggle('chosen', boxOf(row)?.checked ?? false);
  const bar = document.querySelector('.picked');
  if (!bar) return;
  bar.hidden = picked.length === 0;
  bar.querySelector('[role=status]').textContent = picked.length > 0 ? `已选 ${picked.length} 件` : '';
}

function choose() {
  const row = rowInFocus() ?? rows()[0];
  const box = boxOf(row);
  if (box) box.checked = !box.checked;
  const all = rows();
  go(all[all.indexOf(row) + 1] ?? row);
  showChosen();
}

function clear() {
  for (const row of chosen()) boxOf(row).checked = false;
  showChosen();
}

function openDeal() {
  if (!deal) return;
  if (chosen().length === 0) {
    const box = boxOf(rowInFocus() ?? rows()[0]);
    if (box) box.checked = true;
    showChosen();
  }
  const count = chosen().length;
  document.querySelector('#deal-count').textContent = `${count} 件`;
  deal.showModal();
  deal.querySelector('[name=deed]:checked')?.focus();
}

function startList() {
  const before = new Set(kept('chosen', []));
  for (const row of rows()) if (before.has(numberOf(row)) && boxOf(row)) boxOf(row).checked = true;
  showChosen();
  keep('list', { address: location.pathname + location.search, numbers: rows().map(numberOf) });
  const last = kept('at', '');
  const row = rows().find((one) => numberOf(one) === last);
  // What was just done, and that it can be taken back, stays in sight.
  if (row && !location.hash) linkOf(row)?.focus({ preventScroll: document.querySelector('#undo') !== null });
  if (location.hash === '#q') document.querySelector('#f-q')?.focus();
  queue.addEventListener('change', showChosen);
  queue.addEventListener('focusin', () => {
    const at = rowInFocus();
    if (at) keep('at', numberOf(at));
  });
  document.querySelector('[data-deal]')?.addEventListener('click', openDeal);
  document.querySelector('[data-clear]')?.addEventListener('click', clear);
  document.querySelector('#many')?.addEventListener('submit', () => keep('chosen', []));
}

// —— one matter

const list = kept('list', { address: BASE, numbers: [] });

function neighbour(by) {
  const at = list.numbers.indexOf(matter);
  const next = list.numbers[at + by];
  if (at >= 0 && next) location.assign(`${BASE}/${next}`);
  else place.textContent = by > 0 ? '已经是这一页的最后一件。' : '已经是这一页的第一件。';
}

function openDeed(id) {
  const deed = document.getElementById(id);
  if (!deed) return false;
  deed.open = true;
  (
    deed.querySelector('textarea') ?? deed.querySelector('input:checked, input:not([type=hidden]), select')
  )?.focus();
  deed.scrollIntoView({ block: 'nearest' });
  return true;
}

/** What is most often next: hand it on where that can be done, else the first button there is. */
function openAct() {
  if (openDeed('do-transfer')) return;
  document.querySelector('.side form.inline button, .side .deed summary')?.focus();
}

function startMatter() {
  keep('at', matter);
  const at = list.numbers.indexOf(matter);
  if (at >= 0) place.textContent = `${at + 1} / ${list.numbers.length}`;
  for (const link of document.querySelectorAll('.crumbs [data-back]'))
    if (link.getAttribute('href') === BASE) link.setAttribute('href', list.address);
  document.addEventListener('click', (event) => {
    const template = event.target.closest?.('[data-text]');
    const field = template && document.getElementById(template.dataset.into);
    if (!field) return;
    event.preventDefault();
    field.value = template.dataset.text;
    field.focus();
    // The gap to be filled in is marked, so that typing fills it.
    const gap = field.value.indexOf('〔');
    if (gap >= 0) field.setSelectionRange(gap, field.value.indexOf('〕') + 1);
  });
  if (location.hash.startsWith('#do-')) openDeed(location.hash.slice(1));
}

function markForLater() {
  const marked = new Set(kept('chosen', []));
  if (marked.has(matter)) marked.delete(matter);
  else marked.add(matter);
  keep('chosen', [...marked]);
  place.textContent = marked.has(matter) ? '已选中,回到队列按 a 一起办。' : '已取消选中。';
}

// —— keys, the same in both

const back = () => {
  if (queue) location.assign('/console');
  else location.assign(document.querySelector('[data-back]')?.href ?? BASE);
};

const undo = () => document.querySelector('#undo')?.requestSubmit();

const DOES = queue
  ? {
      j: () => step(1),
      k: () => step(-1),
      x: choose,
      a: openDeal,
      r: () => {
        const link = linkOf(rowInFocus() ?? rows()[0]);
        if (link) location.assign(`${link.href}#do-reply`);
      },
      o: () => linkOf(rowInFocus() ?? rows()[0])?.click(),
      '/': () => document.querySelector('#f-q')?.focus(),
      u: back,
      Escape: clear,
    }
  : {
      j: () => neighbour(1),
      k: () => neighbour(-1),
      x: markForLater,
      a: openAct,
      r: () => openDeed('do-reply'),
      '/': () => location.assign(`${list.address}#q`),
      u: back,
      Escape: back,
    };
Object.assign(DOES, { '?': () => keys?.showModal(), z: undo, '.': () => location.reload() });

const TYPING = 'input:not([type=checkbox]):not([type=radio]), textarea, select';

/** In a list of numbered choices a digit chooses. */
function chooseByDigit(event) {
  const choices = event.target.closest?.('dialog, details')?.querySelectorAll('.units label');
  for (const label of choices ?? [])
    if (label.querySelector('.key')?.textContent === event.key) {
      const radio = label.querySelector('input');
      radio.checked = true;
      radio.focus();
      return true;
    }
  return false;
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const typing = event.target.matches?.(TYPING);
  if (typing && event.key === 'Escape') return void event.target.blur();
  if (!typing && /^\d$/.test(event.key) && chooseByDigit(event)) return void event.preventDefault();
  if (event.key === 'Enter' && event.target.matches?.('#deal input, #deal select')) {
    event.preventDefault();
    return void document.querySelector('#many').requestSubmit();
  }
  if (typing || document.querySelector('dialog:modal')) return;
  const does = DOES[event.key];
  if (!does) return;
  event.preventDefault();
  does();
});

// —— dialogs

// A unit chosen from the list is the one that is meant, and a choice of one key takes that back.
document.addEventListener('change', ({ target }) => {
  const form = target.form;
  if (target.matches?.('select[name=other], #f-deal-unit') && target.value) {
    const radio = form.querySelector('[name=unit][value=""], [name=deed][value=transfer]');
    if (radio) radio.checked = true;
  }
  if (target.matches?.('[type=radio][name=unit]') && target.value)
    form.querySelector('[name=other]').value = '';
});

if (deal) deal.close();
for (const button of document.querySelectorAll('[data-close]')) {
  button.hidden = false;
  button.addEventListener('click', () => button.closest('dialog').close());
}
for (const button of document.querySelectorAll('[data-open]')) {
  button.hidden = false;
  button.addEventListener('click', () => document.getElementById(button.dataset.open).showModal());
}

// —— the minute in which something can be taken back

const undoForm = document.querySelector('#undo');
if (undoForm) {
  // Counted from when the page came: this machine's clock may differ from the county's.
  const left = Number(undoForm.dataset.left) * 1000;
  setTimeout(() => undoForm.remove(), Math.max(0, left));
}

// —— live changes: what is on the screen is renewed where it stands, nothing moves

const fresh = document.querySelector('.fresh');

function sayFresh(text) {
  fresh.replaceChildren(text, ' ');
  const button = document.createElement('button');
  button.type = 'button';
  button.innerHTML = '显示 <span class="key">.</span>';
  button.addEventListener('click', () => location.reload());
  fresh.append(button);
  fresh.classList.add('shown');
}

function renew(row, next) {
  if (!next) {
    row.classList.add('gone');
    return;
  }
  row.classList.remove('gone');
  const checked = boxOf(row)?.checked;
  const focused =
    row.contains(document.activeElement) && (document.activeElement === boxOf(row) ? boxOf : linkOf);
  row.className = next.className;
  row.replaceChildren(...next.children);
  if (boxOf(row)) boxOf(row).checked = checked ?? false;
  if (focused) focused(row)?.focus();
}

async function refresh() {
  const answer = await fetch(queue.dataset.rows, { headers: { accept: 'text/html' } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  document.querySelector('#views').innerHTML = page.querySelector('#views').innerHTML;
  const next = new Map([...page.querySelectorAll('.queue tbody tr')].map((row) => [numberOf(row), row]));
  const here = rows();
  for (const row of here) renew(row, next.get(numberOf(row)));
  showChosen();
  const known = new Set(here.map(numberOf));
  const more = [...next.keys()].filter((number) => !known.has(number)).length;
  if (more > 0) sayFresh(`有 ${more} 件新的。`);
}

let stream;
/** Only the page that is looked at listens: a browser has few connections to one host. */
function listen() {
  if (document.hidden || stream) return;
  stream = new EventSource(`${BASE}/live`);
  stream.addEventListener('message', ({ data }) => {
    const numbers = JSON.parse(data);
    if (queue) void refresh();
    else if (numbers.includes(matter)) sayFresh('这一件刚有新的进展。');
  });
}
document.addEventListener('visibilitychange', () => {
  if (document.hidden) {
    stream?.close();
    stream = undefined;
    return;
  }
  listen();
  if (queue) void refresh();
});

if (queue) startList();
if (matter) startMatter();
if (queue || matter) listen();
